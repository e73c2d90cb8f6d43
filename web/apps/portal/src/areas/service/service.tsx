// SPDX-License-Identifier: EUPL-1.2
// What all public pages share: who the operator is, its colours and logo, and the links below every page.
import { useEffect } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { computed, signal } from '@preact/signals';
import { ErrorState, Skeleton, language, theme } from '@kreide/ui';
import { call } from '@kreide/api';
import { useResource, type Resource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { brand } from '../../shell/brand';
import { accentTokens, bandTokens, parseColour } from './brand-colours';
import { t } from './i18n';
import './service.css';

/* kept while the pages change, so that the frame does not flicker; by language */
const known = signal<Partial<Record<string, api.Service>>>({});
export const service = computed(() => known.value[language.value]);

const darkPaper = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;
const isDark = () => theme.value === 'dark' || (theme.value === 'system' && darkPaper?.matches === true);

const names = [...Object.keys(accentTokens([0, 0, 0], false)), ...Object.keys(bandTokens([0, 0, 0]))];

/* by CSSOM: the page's policy forbids style attributes in HTML, not what a script sets */
function paint(now: api.Service | undefined): void {
  const root = document.documentElement;
  for (const name of names) root.style.removeProperty(name);
  const colour = now && parseColour(now.colour);
  const band = now && parseColour(now.band);
  const tokens = { ...(colour ? accentTokens(colour, isDark()) : {}), ...(band ? bandTokens(band) : {}) };
  for (const [name, value] of Object.entries(tokens)) root.style.setProperty(name, value);
  if (band) root.dataset['band'] = 'true';
  else delete root.dataset['band'];
}

function Footer() {
  return (
    <nav class="service-foot" aria-label={t('foot.label')}>
      <span>{service.value?.name}</span>
      <ul class="service-foot__list">
        {(['imprint', 'privacy', 'accessibility'] as const).map((page) => (
          <li key={page}>
            <a href={`/service/${page}`}>{t(`foot.${page}`)}</a>
          </li>
        ))}
        <li>
          <a href="/">{t('foot.meet')}</a>
        </li>
      </ul>
    </nav>
  );
}

/** Asks who the operator is, and dresses the frame in its name and colours while a public page is shown. */
export function useService(): Resource<api.Service> {
  const lang = language.value;
  const resource = useResource(
    async (signal) => {
      const answer = await call<api.Service>({ method: 'GET', path: '/service', query: { lang }, answer: 'service', signal });
      known.value = { ...known.peek(), [lang]: answer };
      return answer;
    },
    [lang],
  );
  const now = known.value[lang] ?? resource.data;
  useEffect(() => {
    if (now) brand.value = { name: now.name, ...(now.logo ? { logo: `/api/v1/service/logo?v=${now.logo}` } : {}), footer: () => <Footer /> };
    paint(now);
    const again = () => paint(now);
    darkPaper?.addEventListener('change', again);
    return () => {
      darkPaper?.removeEventListener('change', again);
      paint(undefined);
    };
  }, [now, theme.value]);
  return { ...resource, data: now };
}

/** A page's text from the server. */
export function usePageText(page: string): Resource<api.ServicePage> {
  const lang = language.value;
  return useResource((signal) => call<api.ServicePage>({ method: 'GET', path: `/service/pages/${page}`, query: { lang }, answer: 'service_page', signal }), [page, lang]);
}

/** What is loaded, or that it is being loaded, or why not. */
export function Loaded<T>({ of, lines, children }: { of: Resource<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.state === 'failed') {
    return (
      <ErrorState title={t('failed.title')} onRetry={of.reload}>
        <p>{problemText(of.error)}</p>
      </ErrorState>
    );
  }
  return <Skeleton lines={lines ?? 6} />;
}
