// SPDX-License-Identifier: EUPL-1.2
export { MeetingView, type MeetingViewProps } from './meeting-view';
