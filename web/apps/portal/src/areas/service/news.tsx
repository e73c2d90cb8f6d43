// SPDX-License-Identifier: EUPL-1.2
import { EmptyState } from '@kreide/ui';
import { Page } from '../../shell/page';
import { NewsEntry, useNews } from './news-list';
import { Loaded, useService } from './service';
import { t } from './i18n';

export default function News() {
  useService();
  const news = useNews();
  return (
    <Page title={t('news.title')} lead={t('news.lead')} width="narrow">
      <Loaded of={news}>
        {({ news: entries }) =>
          entries.length > 0 ? (
            entries.map((entry) => <NewsEntry key={entry.id} entry={entry} />)
          ) : (
            <EmptyState icon="newspaper" title={t('news.empty')}>
              <p>{t('news.emptyText')}</p>
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}
