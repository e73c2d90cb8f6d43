// SPDX-License-Identifier: EUPL-1.2
import { StateBadge, Stepper } from '@kreide/ui/office';
import { Card } from '@kreide/ui';
import type { PageProps } from '../../area';
import { NotFound } from '../../shell/ends';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { enrolments, stepsOf } from './sample-rows';

export default function Row({ params }: PageProps<'row'>) {
  const row = enrolments.find((each) => each.id === params.row);
  if (!row) return <NotFound />;
  return (
    <Page
      title={t('row.title', { handle: row.handle })}
      up={{ href: '/portal/gallery', text: t('row.up') }}
      badge={<StateBadge kind={row.state}>{t(`state.${row.state}`)}</StateBadge>}
    >
      <Card>
        <Stepper label={t('table.steps')} steps={stepsOf(row)} />
      </Card>
    </Page>
  );
}
