// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Switch } from '@kreide/ui';
import { EnrolmentsPage, WaitingList } from './frame';
import { t } from './i18n';

export default function Due() {
  const [overdue, setOverdue] = useState(false);
  return (
    <EnrolmentsPage tab="due" lead={t('due.lead')}>
      <WaitingList tab="due" waiting={overdue ? 'overdue' : 'due'} tools={<Switch label={t('due.only')} checked={overdue} onChange={setOverdue} />} />
    </EnrolmentsPage>
  );
}
