// SPDX-License-Identifier: EUPL-1.2
export { AudioOutputs } from './audio-outputs';
export { MeetingClient, type ClientOptions } from './client';
export { type ClientEvent, type ClientState, type EndReason, type Phase } from './client-state';
export { type ScreenChoice, type ScreenContent } from './encodings';
export { type Figures, type PathFigures, type StreamFigures } from './figures';
export { LevelMeter, levelOf } from './level-meter';
export { LocalMedia, type Device, type LocalEvent, type LocalKind, type LocalSource, type LocalState } from './local-media';
export { mediaErrorId, type MediaErrorId } from './media-error';
export { selfOf, type ChatLine, type Meeting, type MeetingEvent, type Member, type Room, type WaitingGuest } from './meeting';
export { Emitter, Observable, type Off } from './observable';
export { type SlotView } from './slot-board';
export { NO_WANTS, sameSource, SLOTS_MAX, type Shown, type Source, type Wants } from './slots';
export { Statistics, type Look } from './statistics';
export { type Quality } from './stats';
export { type Trouble } from './trouble';
