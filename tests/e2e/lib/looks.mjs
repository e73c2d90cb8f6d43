// SPDX-License-Identifier: EUPL-1.2
// Looks at a page as people do: with axe in light and dark colours, 320 pixels wide, and photographed on a desktop and on a phone into out/.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { root, until } from './server.mjs';

export const out = path.join(root, 'tests/e2e/out');
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };
export const narrow = { width: 320, height: 640 };

/** What axe finds, each with the elements it means. */
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`);
}

/** Elements that reach out of the page to the right, and that no box of theirs scrolls or cuts. */
export function sticksOut(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const cut = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== 'visible' && box.getBoundingClientRect().right <= width + 1) return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > width + 1 && !cut(each))
      .map((each) => `${each.tagName}.${each.className} ${Math.round(each.getBoundingClientRect().right)}`);
    return document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`, ...wide] : wide;
  });
}

const faults = [];

/** Each layout once and each colour once: phones in light, desktops in dark. Words change neither: English is looked at once. */
function schemes(name, size) {
  if (name.startsWith('en')) return size === 'desktop' ? ['light'] : [];
  return size === 'desktop' ? ['dark'] : ['light'];
}

/**
 * Until everything is laid out, painted and has come to rest; what moves for ever is not waited for. A transition that was
 * replaced while it ran may never say that it is finished: so its state is looked at, frame by frame, and not its promise.
 */
export function atRest(page) {
  return page.evaluate(async () => {
    const moves = (each) => each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime);
    const frame = () => new Promise(requestAnimationFrame);
    await document.fonts.ready;
    for (let i = 0; i < 3; i++) await frame();
    for (let i = 0; i < 600 && document.getAnimations().some(moves); i++) await frame();
  });
}

/** Looks at the page as it is now; collects what is wrong with it, so that one fault does not hide others. */
export async function look(page, name) {
  fs.mkdirSync(out, { recursive: true });
  for (const [size, view] of [['phone', phone], ['desktop', desktop]]) {
    await page.setViewportSize(view);
    await atRest(page);
    await page.screenshot({ path: path.join(out, `${name}-${size}.png`) });
    for (const colorScheme of schemes(name, size)) {
      await page.emulateMedia({ colorScheme });
      await atRest(page);
      if (colorScheme === 'dark') await page.screenshot({ path: path.join(out, `${name}-dark.png`) });
      for (const found of await axe(page)) faults.push(`${name}, ${size}, ${colorScheme}: ${found}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.setViewportSize(narrow);
  await atRest(page);
  for (const found of await sticksOut(page)) faults.push(`${name} at 320 px: ${found}`);
  await page.setViewportSize(desktop);
}

/** Until every passing message has gone: two may be there at once. */
export const toastsGone = (page) => until('passing messages are gone', async () => (await page.locator('.toast__text').count()) === 0);

export function noFaults() {
  assert.deepEqual(faults.splice(0), []);
}
