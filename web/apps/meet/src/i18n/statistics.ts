// SPDX-License-Identifier: EUPL-1.2
import { catalogue } from '@kreide/ui';
import { statisticsDe } from './statistics-de';
import { statisticsEn } from './statistics-en';

export const tStats = catalogue(statisticsDe, statisticsEn);
export type StatsKey = keyof typeof statisticsDe;
