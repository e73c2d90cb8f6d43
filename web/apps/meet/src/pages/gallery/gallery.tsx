// SPDX-License-Identifier: EUPL-1.2
// Every component in every state, to look at and to test. Linked from no page.
import { useEffect, useState } from 'preact/hooks';
import { Select } from '@kreide/ui';
import { t } from '../../i18n/pages';
import { EndWords, ends } from '../end/end-page';
import { Page } from '../shell/page';
import { Actions, Fields, People, Signals, States, Windows } from './samples';
import './gallery.css';

type Theme = 'system' | 'light' | 'dark';

function useTheme(theme: Theme): void {
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    return () => {
      delete root.dataset['theme'];
    };
  }, [theme]);
}

function AllSamples() {
  return (
    <>
      <Actions />
      <Fields />
      <Signals />
      <People />
      <Windows />
      <States />
    </>
  );
}

export function Gallery() {
  const [theme, setTheme] = useState<Theme>('system');
  useTheme(theme);
  return (
    <Page title={t('gallery.title')} class="gallery">
      <div class="gallery__head">
        <div>
          <h1 tabIndex={-1}>{t('gallery.title')}</h1>
          <p>{t('gallery.lead')}</p>
        </div>
        <Select
          label={t('gallery.theme')}
          value={theme}
          options={[
            { value: 'system', label: t('gallery.themeSystem') },
            { value: 'light', label: t('gallery.themeLight') },
            { value: 'dark', label: t('gallery.themeDark') },
          ]}
          onChange={(value) => setTheme(value as Theme)}
        />
      </div>
      <div class="gallery__surface">
        <AllSamples />
      </div>
      <div class="gallery__surface" data-surface="board">
        <AllSamples />
      </div>
      <div class="gallery__ends">
        {ends.map((end) => (
          <div key={end} class="gallery__end">
            <EndWords end={end} level={2} />
          </div>
        ))}
      </div>
    </Page>
  );
}
