// SPDX-License-Identifier: EUPL-1.2
import type { PageProps } from '../../area';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { SchoolLimits } from './school-limits';
import { SchoolUsage } from './usage-chart';
import './capacity.css';

export default function SchoolCapacity({ params }: PageProps<'school'>) {
  return (
    <Page title={t('school.title')} lead={t('school.lead')} up={{ href: '/portal/capacity', text: t('school.back') }}>
      <SchoolLimits school={params.school} />
      <SchoolUsage school={params.school} title={`${t('school.months')}: ${t('months.unit')}`} />
    </Page>
  );
}
