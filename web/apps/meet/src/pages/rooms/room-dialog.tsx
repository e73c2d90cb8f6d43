// SPDX-License-Identifier: EUPL-1.2
// What is asked about a room, one dialog at a time.
import type { api } from '@kreide/protocol';
import { CardDialog } from './card-dialog';
import { CodeDialog, QrDialog } from './code-dialog';
import { DeleteDialog, LinkDialog, NewLinkDialog } from './confirm-dialogs';
import { DatesDialog } from './dates-dialog';
import { NameDialog } from './name-dialog';
import { SettingsDialog } from './settings-dialog';
import { ShareDialog } from './share-dialog';
import type { RoomsStore } from './use-rooms';

export type Asked =
  | { kind: 'create' }
  | { kind: 'rename' | 'settings' | 'new-link' | 'delete' | 'code' | 'link' | 'dates' | 'share' | 'qr' | 'card'; room: api.Room };

export interface RoomDialogProps {
  room: api.Room;
  store: RoomsStore;
  onClose: () => void;
  /** closes this one and asks another */
  ask: (asked: Asked) => void;
}

export function RoomDialog({ asked, store, onClose, ask }: { asked: Asked } & Omit<RoomDialogProps, 'room'>) {
  if (asked.kind === 'create') return <NameDialog store={store} onClose={onClose} />;
  const props = { room: asked.room, store, onClose, ask };
  switch (asked.kind) {
    case 'rename':
      return <NameDialog {...props} />;
    case 'settings':
      return <SettingsDialog {...props} />;
    case 'new-link':
      return <NewLinkDialog {...props} />;
    case 'delete':
      return <DeleteDialog {...props} />;
    case 'code':
      return <CodeDialog {...props} />;
    case 'qr':
      return <QrDialog {...props} />;
    case 'card':
      return <CardDialog {...props} />;
    case 'dates':
      return <DatesDialog {...props} />;
    case 'share':
      return <ShareDialog {...props} />;
    case 'link':
      return <LinkDialog {...props} />;
  }
}
