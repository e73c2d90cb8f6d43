// SPDX-License-Identifier: EUPL-1.2
import { Card, formatDateTime } from '@kreide/ui';
import { FactList } from '@kreide/ui/office';
import type { api } from '@kreide/protocol';
import { RulesPage } from './rules-page';
import { t } from './i18n';

/** What nobody can change, and when the last night's work was. */
function BuiltIn({ all }: { all: api.Rules }) {
  const facts = (['meeting', 'signIn', 'codes', 'logs', 'backups'] as const).map((each) => ({ term: t(`built.${each}`), value: t(`built.${each}.text`) }));
  return (
    <Card as="section" class="settings-card rule-side">
      <h2>{t('built.title')}</h2>
      <FactList facts={facts} />
      <p class="rule-side__text">{all.nightly_ms === undefined ? t('nightly.never') : t('nightly.last', { time: formatDateTime(all.nightly_ms) })}</p>
    </Card>
  );
}

export default function Retention() {
  return (
    <RulesPage
      page="retention"
      elsewhere={[
        { href: '/portal/audit?area=retention', text: t('else.deleted') },
        { href: '/portal/documents/datenschutzhinweise', text: t('else.privacy') },
      ]}
    >
      {(all) => <BuiltIn all={all} />}
    </RulesPage>
  );
}
