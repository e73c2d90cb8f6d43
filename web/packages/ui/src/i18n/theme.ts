// SPDX-License-Identifier: EUPL-1.2
// Light or dark paper: as the device is set, or as was chosen. The choice lasts as long as the tab.
import { signal } from '@preact/signals';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'kreide.theme';

function start(): Theme {
  try {
    const stored = sessionStorage.getItem(storageKey);
    return themes.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

export const theme = signal<Theme>(start());

if (typeof document !== 'undefined') {
  theme.subscribe((now) => {
    if (now === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = now;
  });
}

export function chooseTheme(next: Theme): void {
  try {
    sessionStorage.setItem(storageKey, next);
  } catch {
    /* memory it is */
  }
  theme.value = next;
}
