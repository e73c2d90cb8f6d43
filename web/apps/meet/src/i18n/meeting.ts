// SPDX-License-Identifier: EUPL-1.2
import { catalogue } from '@kreide/ui';
import { meetingDe } from './meeting-de';
import { meetingEn } from './meeting-en';

export const t = catalogue(meetingDe, meetingEn);
export type MeetingKey = keyof typeof meetingDe;
