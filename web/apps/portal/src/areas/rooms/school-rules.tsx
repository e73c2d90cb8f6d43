// SPDX-License-Identifier: EUPL-1.2
import { segment } from '@kreide/api';
import { RoomsPage, ownSchool } from './frame';
import { t } from './i18n';
import { Rules } from './rules-form';

export default function SchoolRules() {
  return (
    <RoomsPage tab="rules" lead={t('rules.leadSchool')}>
      <Rules path={`/schools/${segment(ownSchool())}/bounds`} />
    </RoomsPage>
  );
}
