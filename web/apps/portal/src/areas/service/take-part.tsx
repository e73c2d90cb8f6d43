// SPDX-License-Identifier: EUPL-1.2
import { Card } from '@kreide/ui';
import { PaperList } from './paper-list';
import { service } from './service';
import { TextPage } from './text-page';
import { t } from './i18n';

function Needed() {
  const papers = service.value?.documents.filter((each) => each.group === 'contract') ?? [];
  if (papers.length === 0) return null;
  return (
    <Card as="section" class="service-group" labelledBy="needed">
      <h2 class="service-group__title" id="needed">
        {t('take.papers')}
      </h2>
      <PaperList papers={papers} numbered />
    </Card>
  );
}

export default function TakePart() {
  return <TextPage page="take-part" title={t('start.take')} side={<Needed />} class="service-take" />;
}
