// SPDX-License-Identifier: EUPL-1.2
import { Page } from '../../shell/page';
import { t } from './i18n';
import { Rules } from './rules-form';

export default function OperatorRules() {
  return (
    <Page title={t('rules.title')} lead={t('rules.leadOperator')}>
      <Rules path="/bounds" />
    </Page>
  );
}
