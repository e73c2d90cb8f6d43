// SPDX-License-Identifier: EUPL-1.2
import { EmptyState } from '@kreide/ui';
import { link } from '../../router';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { AccountsTable } from './shared/table';

export default function Accounts() {
  return (
    <Page title={t('title')} lead={t('lead')}>
      <AccountsTable
        path="/accounts"
        label={t('title')}
        columns={['role', 'school']}
        acts={['issue', 'lock', 'unlock', 'renew', 'delete']}
        href={(account) => link('/portal/accounts/:account', { account: account.id })}
        empty={
          <EmptyState icon="key" title={t('table.empty')}>
            {t('table.emptyText')}
          </EmptyState>
        }
      />
    </Page>
  );
}
