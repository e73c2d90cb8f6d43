// SPDX-License-Identifier: EUPL-1.2
import { catalogue } from '@kreide/ui';
import { roomsDe } from './rooms-de';
import { roomsEn } from './rooms-en';

export const tRooms = catalogue(roomsDe, roomsEn);
export type RoomsKey = keyof typeof roomsDe;
