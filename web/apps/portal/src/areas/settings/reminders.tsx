// SPDX-License-Identifier: EUPL-1.2
import { RulesPage } from './rules-page';
import { t } from './i18n';

export default function Reminders() {
  return (
    <RulesPage
      page="reminders"
      elsewhere={[
        { href: '/portal/mail', text: t('else.mail') },
        { href: '/portal/enrolments/settings', text: t('else.deadlines') },
      ]}
    />
  );
}
