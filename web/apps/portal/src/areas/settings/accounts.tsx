// SPDX-License-Identifier: EUPL-1.2
import { RulesPage } from './rules-page';
import { t } from './i18n';

export default function Accounts() {
  return (
    <RulesPage
      page="accounts"
      elsewhere={[
        { href: '/portal/enrolments/settings', text: t('else.enrolment') },
        { href: '/portal/rules', text: t('else.rooms') },
        { href: '/portal/capacity', text: t('else.capacity') },
      ]}
    />
  );
}
