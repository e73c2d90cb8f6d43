// SPDX-License-Identifier: EUPL-1.2
// The accounts of a school.
import { useResource } from '@kreide/api/hooks';
import type { PageProps } from '../../area';
import { loadSchool } from '../../school/data';
import { SchoolAccounts } from '../accounts/school-tab';
import { SchoolFrame } from './frame';

export default function Accounts({ params }: PageProps<'school'>) {
  const school = useResource((signal) => loadSchool(params.school, signal), [params.school]);
  return (
    <SchoolFrame id={params.school} tab="accounts" school={school}>
      {(data) => <SchoolAccounts school={data.id} />}
    </SchoolFrame>
  );
}
