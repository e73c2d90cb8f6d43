// SPDX-License-Identifier: EUPL-1.2
// One's own account.
import { Card, toast } from '@kreide/ui';
import { session } from '../../session';
import { Page } from '../../shell/page';
import { Devices } from './devices';
import { Factors } from './factors';
import { t } from './i18n';
import { PasswordForm } from './password-form';
import { SchoolKey } from './school-key';
import './me.css';

export default function Me() {
  const now = session.value;
  if (now.state !== 'there') return null;
  const { role } = now.session;
  const staff = role === 'head' || role === 'contact';
  return (
    <Page title={t('title')} lead={t('lead')} width="narrow">
      {staff && <SchoolKey now={now.session} />}
      {(staff || role === 'operator') && <Factors />}
      <Card as="section" class="me__section" labelledBy="me-password">
        <h2 id="me-password">{t('password.title')}</h2>
        <p class="me__text">{t('password.text')}</p>
        <PasswordForm onDone={() => toast(t('password.done'))} />
      </Card>
      <Devices />
    </Page>
  );
}
