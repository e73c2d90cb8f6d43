// SPDX-License-Identifier: EUPL-1.2
// Which language the pages speak: what was chosen, else what the browser asks for. The choice lasts as long as the tab.
import { signal } from '@preact/signals';

export const languages = ['de', 'en'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'kreide.language';

function known(tag: string | null | undefined): Language | undefined {
  const primary = (tag ?? '').toLowerCase().split('-')[0];
  return languages.find((language) => language === primary);
}

/** The first language of `wanted` that there is a catalogue for; German otherwise. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = known(tag);
    if (found) return found;
  }
  return 'de';
}

/* Storage may be forbidden (private windows, policies): then the choice lives in memory only. */
function stored(): Language | undefined {
  try {
    return known(sessionStorage.getItem(storageKey));
  } catch {
    return undefined;
  }
}

function start(): Language {
  const chosen = stored();
  if (chosen) return chosen;
  return typeof navigator === 'undefined' ? 'de' : pickLanguage(navigator.languages ?? [navigator.language]);
}

export const language = signal<Language>(start());

if (typeof document !== 'undefined') {
  language.subscribe((now) => {
    document.documentElement.lang = now;
  });
}

export function chooseLanguage(next: Language): void {
  try {
    sessionStorage.setItem(storageKey, next);
  } catch {
    /* memory it is */
  }
  language.value = next;
}
