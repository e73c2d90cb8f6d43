// SPDX-License-Identifier: EUPL-1.2
// A public page that is one text of the operator.
import type { ComponentChildren } from 'preact';
import { formatDate, language } from '@kreide/ui';
import { PaperText } from '../../paper/paper-text';
import { Page } from '../../shell/page';
import { Loaded, usePageText, useService } from './service';
import { t } from './i18n';

export interface TextPageProps {
  page: string;
  /** of the tab, until the text is there */
  title: string;
  /** before the text */
  above?: ComponentChildren;
  /** beside it */
  side?: ComponentChildren;
  class?: string;
}

export function TextPage({ page, title, above, side, class: className }: TextPageProps) {
  useService();
  const text = usePageText(page);
  return (
    <Page title={text.data?.title ?? title} lead={text.data?.subtitle || undefined} class={className}>
      {above}
      <div class={side ? 'service-columns' : undefined}>
        <Loaded of={text} lines={10}>
          {(data) => (
            <article class="service-text">
              {data.lang !== language.value && <p class="service-small">{t('page.german')}</p>}
              <PaperText html={data.html} lang={data.lang} />
              <p class="service-small">{t('page.since', { date: formatDate(data.effective_ms) })}</p>
            </article>
          )}
        </Loaded>
        {side && <div class="service-side">{side}</div>}
      </div>
    </Page>
  );
}
