// SPDX-License-Identifier: EUPL-1.2
// Words of all pages about accounts: the operator's and the school's.
import { catalogue } from '@kreide/ui';
import { de } from './de';
import { en } from './en';

export const t = catalogue(de, en);
