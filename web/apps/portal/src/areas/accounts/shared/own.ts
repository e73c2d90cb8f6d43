// SPDX-License-Identifier: EUPL-1.2
import { session } from '../../../session';

/** The school of whoever is signed in; '' for the operator. */
export function ownSchool(): string {
  const now = session.value;
  return now.state === 'there' ? (now.session.school ?? '') : '';
}
