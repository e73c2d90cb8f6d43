// SPDX-License-Identifier: EUPL-1.2
import { catalogue } from '@kreide/ui';
import { de } from './de';
import { en } from './en';

export const t = catalogue(de, en);
