// SPDX-License-Identifier: EUPL-1.2
// Real browsers with fake cameras and microphones. One process a person: the fake files are per process.
import { chromium, firefox } from 'playwright-core';
import { camera, microphone } from './media.mjs';
import { PATIENCE_MS } from './server.mjs';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows', '--allow-loopback-in-peer-connection'];

const firefoxPrefs = {
  'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true, 'media.autoplay.default': 0,
  'media.peerconnection.ice.obfuscate_host_addresses': false, 'app.update.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false, 'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false, 'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'media.gmp-manager.url': 'data:,', 'media.gmp-manager.updateEnabled': false, 'extensions.systemAddon.update.enabled': false,
  'browser.region.network.url': '',
};

/** Every request that any page made to another host than the server's; a test ends with none. */
export const foreign = [];

/** Names of the server. */
export const own = new Set(['localhost', '127.0.0.1']);

const usual = { viewport: { width: 1000, height: 700 }, locale: 'de-DE' };

async function open(browser, options) {
  return openIn(await browser.newContext({ ...usual, ...options }));
}

async function openIn(context) {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(http|ws)/.test(url.protocol) && !own.has(url.hostname)) foreign.push(request.url());
  });
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  // Asking who is signed in is answered with 401 when nobody is; Chromium calls that an error.
  page.on('console', (message) => message.type() === 'error' && !/status of 401/.test(message.text()) && page.faults.push(message.text()));
  return page;
}

/**
 * A Chromium whose camera and microphone are those of `name`; a page in it. Ask for more pages with page.another().
 * `picks`: the title of the tab that is chosen when the page asks for a screen; `size`, `fps`, `noisy`: of the camera.
 */
export async function chromiumOf(name, { args = [], context = {}, autoplay = true, picks, size, fps, noisy } = {}) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium', headless: true, timeout: PATIENCE_MS,
    args: [...quiet, picks ? `--auto-select-tab-capture-source-by-title=${picks}` : '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=fps=5', `--use-file-for-fake-video-capture=${camera(name, size, { fps, noisy })}`,
      `--use-file-for-fake-audio-capture=${microphone(name)}`, ...(autoplay ? ['--autoplay-policy=no-user-gesture-required'] : []), ...args],
  });
  const options = { permissions: ['camera', 'microphone'], ...context };
  const page = await open(browser, options);
  page.another = (more = {}) => open(browser, { ...options, ...more });
  page.end = () => browser.close();
  return page;
}

/** A Chromium for pages without media, or with its own synthetic devices. */
export async function chromiumPlain({ args = [], context = {} } = {}) {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: PATIENCE_MS, args: [...quiet, ...args] });
  const page = await open(browser, context);
  page.another = (more = {}) => open(browser, { ...context, ...more });
  page.end = () => browser.close();
  return page;
}

/** `profile`: a directory with what it knows and trusts already. */
export async function firefoxPage(context = {}, profile) {
  const how = { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr', headless: true, timeout: PATIENCE_MS, firefoxUserPrefs: firefoxPrefs };
  if (profile) {
    const persistent = await firefox.launchPersistentContext(profile, { ...usual, ...how, ...context });
    const page = await openIn(persistent);
    page.end = () => persistent.close();
    return page;
  }
  const browser = await firefox.launch(how);
  const page = await open(browser, context);
  page.end = () => browser.close();
  return page;
}
