// SPDX-License-Identifier: EUPL-1.2
import { EnrolmentsPage, WaitingList } from './frame';

export default function Waiting() {
  return (
    <EnrolmentsPage tab="operator">
      <WaitingList tab="operator" waiting="operator" />
    </EnrolmentsPage>
  );
}
