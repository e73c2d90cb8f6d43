// SPDX-License-Identifier: EUPL-1.2
// A school's rooms at a glance, for those who look after it: whose they are, who may open them, where a meeting runs.
import { useMemo, useState } from 'preact/hooks';
import { Badge, ConfirmDialog, EmptyState, IconButton, Menu, Notice, Select, language, toast } from '@kreide/ui';
import { DataTable, type Column } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useList } from '../../use-list';
import { OwnLimits } from '../capacity/school-limits';
import { SchoolUsage } from '../capacity/usage-chart';
import { CardDialog } from './card-dialog';
import { findRooms } from './find';
import { RoomsPage, ownSchool } from './frame';
import { t } from './i18n';
import { ShareDialog } from './share-dialog';

type Room = api.RoomOverview;
type Asked = { what: 'share' | 'card' | 'link' | 'delete'; room: Room };

function columns(ask: (asked: Asked) => void): Column<Room>[] {
  return [
    { id: 'title', head: t('room.title'), cell: (row) => <span class="school-room">{row.title}</span>, sort: 'title', card: 'title', width: '30%' },
    { id: 'kind', head: t('room.kind'), cell: (row) => t(`kind.${row.kind}`), sort: 'kind' },
    { id: 'handle', head: t('room.handle'), cell: (row) => row.handle, sort: 'handle' },
    { id: 'open', head: t('room.open'), cell: (row) => t(`open.${row.open_to}`) },
    {
      id: 'now',
      head: t('room.now'),
      sort: 'now',
      card: 'badge',
      cell: (row) =>
        row.members > 0 ? (
          <Badge tone={row.live ? 'good' : 'neutral'} dot={row.live}>
            {t('room.people', { count: row.members })}
          </Badge>
        ) : (
          <span class="school-room__idle">{t('room.idle')}</span>
        ),
    },
    {
      id: 'more',
      head: t('room.acts'),
      align: 'end',
      card: 'menu',
      cell: (row) => (
        <Menu
          label={t('room.more', { title: row.title })}
          align="end"
          anchor={(props) => <IconButton icon="ellipsis" label={t('room.more', { title: row.title })} {...props} />}
          items={[
            { id: 'share', label: t('do.share'), icon: 'user-plus', onSelect: () => ask({ what: 'share', room: row }) },
            { id: 'card', label: t('do.card'), icon: 'printer', onSelect: () => ask({ what: 'card', room: row }) },
            { id: 'link', label: t('do.link'), icon: 'refresh-cw', onSelect: () => ask({ what: 'link', room: row }) },
            'line',
            { id: 'delete', label: t('do.delete'), icon: 'trash-2', danger: true, onSelect: () => ask({ what: 'delete', room: row }) },
          ]}
        />
      ),
    },
  ];
}

interface DialogProps {
  room: Room;
  onClose: () => void;
  onDone: () => void;
}

function NewLink({ room, onClose, onDone }: DialogProps) {
  const action = useAction();
  const renew = () =>
    action.run(async () => {
      await call<api.RoomOne>({ method: 'POST', path: `/rooms/${segment(room.id)}/link`, answer: 'room_one' });
      toast(t('link.done'));
      onDone();
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('link.title', { title: room.title })}
      confirm={t('link.do')}
      icon="refresh-cw"
      busy={action.busy}
      problem={action.error && problemText(action.error)}
      onConfirm={() => void renew()}
    >
      <p>{t('link.text', { handle: room.handle })}</p>
    </ConfirmDialog>
  );
}

function Delete({ room, onClose, onDone }: DialogProps) {
  const action = useAction();
  const remove = () =>
    action.run(async () => {
      await call<void>({ method: 'DELETE', path: `/rooms/${segment(room.id)}` });
      toast(t('delete.done', { title: room.title }));
      onDone();
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('delete.title', { title: room.title })}
      confirm={t('delete.do')}
      icon="trash-2"
      danger
      busy={action.busy}
      problem={action.error && problemText(action.error)}
      onConfirm={() => void remove()}
    >
      {room.members > 0 && (
        <Notice tone="want" icon="users">
          {t('delete.live', { count: room.members })}
        </Notice>
      )}
      <p>{t('delete.text')}</p>
    </ConfirmDialog>
  );
}

export default function SchoolRooms() {
  const school = ownSchool();
  const { list, setList, filter, setFilter } = useList({ size: 25 });
  const [asked, setAsked] = useState<Asked | undefined>();
  const rooms = useResource(
    (signal) => call<api.RoomOverviews>({ method: 'GET', path: `/schools/${segment(school)}/rooms`, answer: 'room_overviews', signal }),
    [school],
  );
  const liveOnly = filter('show') === 'live';
  const found = useMemo(() => rooms.data && findRooms(rooms.data.rooms, list, liveOnly), [rooms.data, list, liveOnly]);
  const heads = useMemo(() => columns(setAsked), [language.value]);
  const close = () => setAsked(undefined);
  const done = () => {
    close();
    rooms.reload();
  };
  const props = asked && { room: asked.room, onClose: close, onDone: done };
  return (
    <RoomsPage tab="rooms" lead={t('lead')}>
      <OwnLimits school={school} />
      <DataTable
        label={t('table')}
        columns={heads}
        rows={found?.rows}
        rowKey={(row) => row.id}
        list={list}
        onList={setList}
        total={found?.total}
        search={t('search')}
        state={rooms.state}
        problem={rooms.error && problemText(rooms.error)}
        onRetry={rooms.reload}
        tools={
          <Select
            label={t('filter.live')}
            hideLabel
            icon="list-filter"
            value={liveOnly ? 'live' : ''}
            options={[
              { value: '', label: t('filter.all') },
              { value: 'live', label: t('filter.now') },
            ]}
            onChange={(value) => setFilter('show', value)}
          />
        }
        empty={
          liveOnly ? undefined : (
            <EmptyState icon="door-open" title={t('empty')}>
              {t('emptyText')}
            </EmptyState>
          )
        }
      />
      <SchoolUsage school={school} title={t('usage')} />
      {props && asked.what === 'share' && <ShareDialog {...props} school={school} />}
      {props && asked.what === 'card' && <CardDialog room={props.room} onClose={close} />}
      {props && asked.what === 'link' && <NewLink {...props} />}
      {props && asked.what === 'delete' && <Delete {...props} />}
    </RoomsPage>
  );
}
