// SPDX-License-Identifier: EUPL-1.2
import { Card } from '@kreide/ui';
import { Page } from '../../shell/page';
import { PaperList } from './paper-list';
import { Loaded, useService } from './service';
import { t } from './i18n';

export default function Papers() {
  const service = useService();
  return (
    <Page title={t('documents.title')} lead={t('documents.lead')}>
      <Loaded of={service}>
        {({ documents }) =>
          (['contract', 'privacy'] as const).map((group) => (
            <Card key={group} as="section" class="service-group" labelledBy={`papers-${group}`}>
              <h2 class="service-group__title" id={`papers-${group}`}>
                {t(`documents.${group}`)}
              </h2>
              <p class="service-group__text">{t(`documents.${group}Text`)}</p>
              <PaperList papers={documents.filter((each) => each.group === group)} numbered={group === 'contract'} />
            </Card>
          ))
        }
      </Loaded>
    </Page>
  );
}
