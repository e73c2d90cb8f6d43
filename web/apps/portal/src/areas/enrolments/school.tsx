// SPDX-License-Identifier: EUPL-1.2
import { EnrolmentsPage, WaitingList } from './frame';

export default function WaitingForSchool() {
  return (
    <EnrolmentsPage tab="school">
      <WaitingList tab="school" waiting="school" />
    </EnrolmentsPage>
  );
}
