// SPDX-License-Identifier: EUPL-1.2
import { useResource } from '@kreide/api/hooks';
import type { PageProps } from '../../area';
import { loadSchool } from '../../school/data';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { SchoolLimits } from './school-limits';
import { SchoolUsage } from './usage-chart';
import './capacity.css';

export default function SchoolCapacity({ params }: PageProps<'school'>) {
  const school = useResource((signal) => loadSchool(params.school, signal), [params.school]);
  const name = school.data?.profile.name;
  return (
    <Page title={name ? t('school.of', { name }) : t('school.title')} lead={t('school.lead')} up={{ href: '/portal/capacity/limits', text: t('school.back') }}>
      <SchoolLimits school={params.school} />
      <SchoolUsage school={params.school} title={`${t('school.months')}: ${t('months.unit')}`} />
    </Page>
  );
}
