// SPDX-License-Identifier: EUPL-1.2
// The search of the portal: one field for schools, accounts and pages, from anywhere with Ctrl+K.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Dialog, Icon, Spinner, announce, language, type IconName } from '@kreide/ui';
import { call } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { allRoutes } from '../areas';
import { t } from '../i18n';
import { problemText } from '../problems';
import { link, navigate } from '../router';
import { session } from '../session';
import { maybeHandle, moved, pagesFor, type Find } from './finder-logic';
import { navLinks } from './nav';
import './finder.css';

const pauseMs = 180;
const most = 6;
const icons: Record<Find['kind'], IconName> = { page: 'arrow-right', school: 'school', account: 'key-round' };

/** Only administrators have more than a handful of things to find. */
export const canFind = () => session.value.state === 'there' && session.value.session.role === 'operator';

async function ask(words: string, signal: AbortSignal): Promise<Find[]> {
  if (words.length < 2) return [];
  const schools = call<api.Schools>({ method: 'GET', path: '/schools', query: { search: words, limit: most }, answer: 'schools', signal });
  const accounts = maybeHandle(words) ? call<api.Accounts>({ method: 'GET', path: '/accounts', query: { search: words, limit: most }, answer: 'accounts', signal }) : undefined;
  const [found, handles] = await Promise.all([schools, accounts]);
  return [
    ...found.schools.map((row): Find => ({ kind: 'school', href: link('/portal/schools/:school', { school: row.id }), text: row.name, note: [row.number, row.town].filter(Boolean).join(' · ') })),
    ...(handles?.accounts ?? []).map((row): Find => ({ kind: 'account', href: link('/portal/accounts/:account', { account: row.id }), text: row.handle, note: t(`role.${row.role}`) })),
  ];
}

/** The words, a moment after the last letter. */
function useLater(words: string): string {
  const [later, setLater] = useState(words);
  useEffect(() => {
    const timer = window.setTimeout(() => setLater(words.trim()), pauseMs);
    return () => window.clearTimeout(timer);
  }, [words]);
  return later;
}

function Finds({ id, finds, now, onPick, onPoint }: { id: string; finds: readonly Find[]; now: number; onPick: (find: Find) => void; onPoint: (index: number) => void }) {
  return (
    <ul class="finder__list" id={id} role="listbox" aria-label={t('find.results')}>
      {finds.map((find, index) => (
        <li
          key={find.href}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === now ? 'true' : 'false'}
          class="finder__find"
          onPointerMove={() => onPoint(index)}
          onClick={() => onPick(find)}
          ref={(element) => {
            if (index === now) element?.scrollIntoView({ block: 'nearest' });
          }}
        >
          <Icon name={icons[find.kind]} size={20} />
          <span class="finder__text">
            {find.text}
            {find.note && <span class="finder__note">{find.note}</span>}
          </span>
          <span class="finder__kind">{t(`find.${find.kind}`)}</span>
        </li>
      ))}
    </ul>
  );
}

export function Finder({ onClose }: { onClose: () => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  const [now, setNow] = useState(0);
  const later = useLater(words);
  const answer = useResource((signal) => ask(later, signal), [later]);
  const pages = navLinks(allRoutes, session.value)
    .filter(({ href }) => href.startsWith('/portal'))
    .map(({ href, entry }): Find => ({ kind: 'page', href, text: entry.text[language.value] }));
  const fresh = later === words.trim() && answer.state === 'there';
  const finds = [...(words.trim() === '' || later.length < 2 ? [] : (answer.data ?? [])), ...pagesFor(words, pages)];
  const at = moved(now, '', finds.length);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (fresh && later !== '') announce(finds.length === 0 ? t('find.none') : t('find.count', { count: finds.length }));
  }, [fresh, later]);
  const pick = (find: Find | undefined) => {
    if (!find) return;
    onClose();
    navigate(find.href);
  };
  return (
    <Dialog open onClose={onClose} title={t('find.title')} class="finder">
      <div class="finder__field">
        <Icon name="search" />
        <input
          ref={input}
          class="finder__input"
          type="text"
          role="combobox"
          aria-label={t('find.label')}
          aria-expanded={finds.length > 0 ? 'true' : 'false'}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
          placeholder={t('find.label')}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          maxlength={100}
          value={words}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setNow(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              setNow(moved(at, event.key, finds.length));
            } else if (event.key === 'Enter' && !event.isComposing) {
              event.preventDefault();
              /* what was typed last has not been looked for yet: the first entry would be another one */
              if (fresh || finds[at]?.kind === 'page') pick(finds[at]);
            }
          }}
        />
        {!fresh && answer.state !== 'failed' && <Spinner size={20} />}
      </div>
      {answer.state === 'failed' && <p class="finder__none">{problemText(answer.error)}</p>}
      <Finds id={id} finds={finds} now={at} onPick={pick} onPoint={setNow} />
      {finds.length === 0 && fresh && <p class="finder__none">{t('find.none')}</p>}
      <p class="finder__keys" aria-hidden="true">
        {t('find.keys')}
      </p>
    </Dialog>
  );
}

/** Opens the search with Ctrl+K (or ⌘K) too, unless a dialog waits for an answer. */
export function useFinder() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (!canFind() || document.querySelector('dialog:modal')) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  return { open, show: () => setOpen(true), close: () => setOpen(false) };
}
