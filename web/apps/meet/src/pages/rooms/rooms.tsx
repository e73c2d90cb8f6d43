// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useState } from 'preact/hooks';
import { Button, EmptyState, ErrorState, Icon, Skeleton, toast } from '@kreide/ui';
import type { api } from '@kreide/protocol';
import { kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import { navigate } from '../../router';
import { Page } from '../shell/page';
import { RoomCard } from './room-card';
import { RoomDialog, type Asked } from './room-dialog';
import { useAction, useRooms, type RoomsStore } from './use-rooms';
import './rooms.css';

function useHandle(): string | undefined {
  const [handle, setHandle] = useState<string>();
  useEffect(() => {
    kreideApi.session().then(
      (session) => setHandle(session.handle),
      () => undefined,
    );
  }, []);
  return handle;
}

function SignOut() {
  const action = useAction();
  const signOut = async () => {
    await kreideApi.signOut();
    navigate('/', 'replace');
    toast(t('rooms.signedOut'));
  };
  useEffect(() => {
    if (action.problem) toast(action.problem, 'bad');
  }, [action.problem]);
  return (
    <Button icon="log-out" busy={action.busy} onClick={() => action.run(signOut)}>
      {t('rooms.signOut')}
    </Button>
  );
}

interface BodyProps {
  store: RoomsStore;
  ask: (asked: Asked) => void;
}

function Body({ store, ask }: BodyProps) {
  const { list } = store;
  if (list.state === 'loading') {
    return (
      <div class="rooms__list" aria-busy="true">
        <div class="card">
          <Skeleton lines={3} />
        </div>
        <div class="card" aria-hidden="true">
          <Skeleton lines={3} />
        </div>
      </div>
    );
  }
  if (list.state === 'failed') {
    return (
      <ErrorState title={t('rooms.loadFailed')} onRetry={store.reload}>
        {t(list.failure === 'offline' ? 'error.offline' : list.failure === 'locked' ? 'error.locked' : 'error.unavailable')}
      </ErrorState>
    );
  }
  if (list.rooms.length === 0) {
    return (
      <div class="card">
        <EmptyState
          icon="door-open"
          title={t('rooms.emptyTitle')}
          action={
            <Button variant="primary" icon="plus" onClick={() => ask({ kind: 'create' })}>
              {t('rooms.create')}
            </Button>
          }
        >
          {t('rooms.emptyText')}
        </EmptyState>
      </div>
    );
  }
  return (
    <ul class="rooms__list">
      {list.rooms.map((room: api.Room) => (
        <RoomCard key={room.id} room={room} inSchool={list.rules.in_school} ask={ask} />
      ))}
    </ul>
  );
}

export function Rooms() {
  const store = useRooms();
  const handle = useHandle();
  const [asked, setAsked] = useState<Asked | undefined>();
  const some = store.list.state === 'there' && store.list.rooms.length > 0;
  return (
    <Page title={t('rooms.title')} class="rooms" nav={<SignOut />}>
      <div class="rooms__head">
        <div>
          <h1 tabIndex={-1}>{t('rooms.title')}</h1>
          {handle && (
            <p class="rooms__account">
              <Icon name="user" size={16} />
              {t('rooms.account', { handle })}
            </p>
          )}
        </div>
        {some && (
          <Button icon="plus" onClick={() => setAsked({ kind: 'create' })}>
            {t('rooms.create')}
          </Button>
        )}
      </div>
      <Body store={store} ask={setAsked} />
      {asked && <RoomDialog asked={asked} store={store} onClose={() => setAsked(undefined)} ask={setAsked} />}
    </Page>
  );
}
