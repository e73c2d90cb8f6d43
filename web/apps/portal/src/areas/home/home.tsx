// SPDX-License-Identifier: EUPL-1.2
// The door of the portal: leads on to the first page this role has; without any, says where else to go.
import { useEffect } from 'preact/hooks';
import { Card, EmptyState, LinkButton } from '@kreide/ui';
import { allRoutes } from '../../areas';
import { WaitingPage } from '../../lazy';
import { navigate } from '../../router';
import { session } from '../../session';
import { navLinks } from '../../shell/nav';
import { Page } from '../../shell/page';
import { t } from './i18n';

export default function Home() {
  const first = navLinks(allRoutes, session.value).find(({ href, entry }) => href.startsWith('/portal/') && entry.group !== 'end')?.href;
  useEffect(() => {
    if (first) navigate(first, 'replace');
  }, [first]);
  if (first) return <WaitingPage />;
  return (
    <Page title={t('title')} lead={t('empty')} width="narrow">
      <Card>
        <EmptyState
          icon="door-open"
          title={t('rooms.title')}
          action={
            <LinkButton href="/rooms" variant="primary" iconEnd="arrow-right">
              {t('rooms')}
            </LinkButton>
          }
        >
          {t('rooms.text')}
        </EmptyState>
      </Card>
    </Page>
  );
}
