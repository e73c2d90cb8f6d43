// SPDX-License-Identifier: EUPL-1.2
// Link, short code and QR code of the room, for moderators.
import type { api } from '@kreide/protocol';
import { Button, Dialog, formatSpan, Notice, Skeleton, TextField, toast, useClock } from '@kreide/ui';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { kreideApi } from '../api';
import { showCode } from '../code';
import { t } from '../i18n/meeting';
import { copyText } from '../pages/rooms/use-rooms';
import { useHere } from './here';

/** Loaded when it is looked at: pupils never need it. Without it the link is still there. */
function Qr({ text }: { text: string }) {
  const [View, setView] = useState<ComponentType<{ text: string; label: string }> | null>(null);
  useEffect(() => {
    import('@kreide/ui/qr-code').then((part) => setView(() => part.QrCode), () => undefined);
  }, []);
  return View && <View text={text} label={t('inviteQr')} />;
}

type Loaded = { at: 'loading' } | { at: 'failed' } | { at: 'there'; room: api.Room };

function Code({ room, onNew }: { room: api.Room; onNew: () => void }) {
  const now = useClock(5_000);
  const valid = room.code !== undefined && (room.code_expires_ms ?? 0) > now;
  return (
    <section class="invite__code">
      <h3>{t('inviteCode')}</h3>
      {valid && room.code ? (
        <>
          <p class="invite__digits" data-testid="invite-code" translate={false}>{showCode(room.code)}</p>
          <p class="invite__hint">{t('inviteCodeText', { span: formatSpan(((room.code_expires_ms ?? 0) - now) / 1000) })}</p>
        </>
      ) : (
        <>
          <p class="invite__hint">{t('inviteCodeHint')}</p>
          <Button icon="key-round" onClick={onNew} data-testid="invite-new-code">{t('inviteCodeNew')}</Button>
        </>
      )}
    </section>
  );
}

function Invitation({ room, change }: { room: api.Room; change: (make: () => Promise<api.Room>, done?: string) => void }) {
  const here = useHere();
  const copy = async (): Promise<void> => {
    if (await copyText(room.link)) toast(t('inviteCopied'));
  };
  return (
    <>
      <p>{t('inviteText')}</p>
      <TextField
        label={t('inviteLink')}
        value={room.link}
        onInput={() => undefined}
        readOnly
        data-testid="invite-link"
        onFocus={(event: FocusEvent) => (event.currentTarget as HTMLInputElement).select()}
        end={<Button variant="primary" icon="copy" data-testid="invite-copy" onClick={() => void copy()}>{t('inviteCopy')}</Button>}
      />
      <div class="invite__row">
        <Code room={room} onNew={() => change(() => kreideApi.newCode(room.id))} />
        <div class="invite__qr">
          <Qr text={room.link} />
        </div>
      </div>
      <section class="invite__renew" data-wants={here.meeting.room.removed_since_link ? 'true' : undefined}>
        <p class="invite__hint">{t('inviteNewLinkHint')}</p>
        <Button icon="refresh-cw" data-testid="invite-new-link" onClick={() => change(() => kreideApi.newLink(room.id), t('inviteNewLinkDone'))}>
          {t('inviteNewLink')}
        </Button>
      </section>
    </>
  );
}

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const here = useHere();
  const { id } = here.meeting.room;
  const [state, setState] = useState<Loaded>({ at: 'loading' });
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    kreideApi.rooms().then(
      (rooms) => {
        const room = rooms.find((r) => r.id === id);
        if (!gone) setState(room ? { at: 'there', room } : { at: 'failed' });
      },
      () => !gone && setState({ at: 'failed' }));
    return () => {
      gone = true;
    };
  }, [id]);
  const change = (make: () => Promise<api.Room>, done?: string): void => {
    setFailed(false);
    make().then(
      (room) => {
        setState({ at: 'there', room });
        if (done) toast(done);
      },
      () => setFailed(true));
  };
  return (
    <Dialog open onClose={onClose} title={t('inviteTitle')}>
      {state.at === 'loading' && <Skeleton lines={3} label={t('inviteLoading')} />}
      {state.at === 'failed' && <Notice tone="bad">{t('inviteUnavailable')}</Notice>}
      {failed && <Notice tone="bad" live="assertive">{t('requestFailed')}</Notice>}
      {state.at === 'there' && <Invitation room={state.room} change={change} />}
    </Dialog>
  );
}
