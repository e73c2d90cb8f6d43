// SPDX-License-Identifier: EUPL-1.2
// The calls of the HTTP API that the meeting client makes.
import { ApiError, asApiError, call, download, segment, type Call } from '@kreide/api';
import type { api } from '@kreide/protocol';

export { ApiError, asApiError, failureOf, type ApiFailure } from '@kreide/api';

const room = (id: string) => `/rooms/${segment(id)}`;

export const kreideApi = {
  session: () => call<api.Session>({ method: 'GET', path: '/session', answer: 'session' }),
  signIn: (handle: string, password: string) =>
    call<api.Session>({ method: 'POST', path: '/session', body: ['session_create', { handle, password }], answer: 'session' }).catch(
      (thrown: unknown): never => {
        const error = asApiError(thrown);
        /* a 401 to this one call means the pair is wrong, whatever the identifier */
        throw error.failure === 'signed_out' ? new ApiError('refused', error.status, error.problem) : error;
      },
    ),
  signOut: () => call<void>({ method: 'DELETE', path: '/session' }),
  rooms: async () => (await call<api.Rooms>({ method: 'GET', path: '/rooms', answer: 'rooms' })).rooms,
  createRoom: (body: api.RoomCreate) => one({ method: 'POST', path: '/rooms', body: ['room_create', body] }),
  changeRoom: (id: string, body: api.RoomChange) => one({ method: 'PATCH', path: room(id), body: ['room_change', body] }),
  deleteRoom: (id: string) => call<void>({ method: 'DELETE', path: room(id) }),
  newLink: (id: string) => one({ method: 'POST', path: `${room(id)}/link` }),
  newCode: (id: string) => one({ method: 'POST', path: `${room(id)}/code` }),
  dropCode: (id: string) => call<void>({ method: 'DELETE', path: `${room(id)}/code` }),
  rules: () => call<api.RoomRules>({ method: 'GET', path: '/rooms/rules', answer: 'room_rules' }),
  shareRoom: (id: string, open_to: 'owner' | 'school') =>
    call<api.RoomOpeners>({ method: 'PUT', path: `${room(id)}/openers`, body: ['room_share', { open_to, openers: [] }], answer: 'room_openers' }),
  dates: async (id: string) => (await call<api.RoomDates>({ method: 'GET', path: `${room(id)}/dates`, answer: 'room_dates' })).dates,
  addDate: async (id: string, body: api.RoomDateCreate) =>
    (await call<api.RoomDateOne>({ method: 'POST', path: `${room(id)}/dates`, body: ['room_date_create', body], answer: 'room_date_one' })).date,
  dropDate: (id: string, date: string) => call<void>({ method: 'DELETE', path: `${room(id)}/dates/${segment(date)}` }),
  calendar: (id: string) => download({ method: 'GET', path: `${room(id)}/calendar` }, 'kreide.ics'),
  ticket: (body: api.TicketCreate) => call<api.Ticket>({ method: 'POST', path: '/tickets', body: ['ticket_create', body], answer: 'ticket' }),
};

async function one(request: Call): Promise<api.Room> {
  return (await call<api.RoomOne>({ ...request, answer: 'room_one' })).room;
}
