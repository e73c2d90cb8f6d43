// SPDX-License-Identifier: EUPL-1.2
import { catalogue } from '@kreide/ui';
import { pagesDe } from './pages-de';
import { pagesEn } from './pages-en';

export const t = catalogue(pagesDe, pagesEn);
export type PageKey = keyof typeof pagesDe;
