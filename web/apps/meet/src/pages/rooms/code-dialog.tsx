// SPDX-License-Identifier: EUPL-1.2
// The short code of a room, for those in the classroom: readable from the last row.
import { useEffect, useState } from 'preact/hooks';
import { Button, Dialog, Notice, Spinner, classes, formatMoment, formatSpan, toast, useClock } from '@kreide/ui';
import { QrCode } from '@kreide/ui/qr-code';
import type { api } from '@kreide/protocol';
import { kreideApi } from '../../api';
import { showCode } from '../../code';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import type { RoomDialogProps } from './room-dialog';
import { copyText, useAction } from './use-rooms';
import './dialogs.css';

function validCode(room: api.Room, nowMs: number): string | undefined {
  return room.code && (room.code_expires_ms ?? 0) > nowMs ? showCode(room.code) : undefined;
}

function BigCode({ code, expiresMs, nowMs, large }: { code: string; expiresMs: number; nowMs: number; large: boolean }) {
  return (
    <div class={classes('code', large && 'code--large')}>
      <div class="code__words">
        <p class="code__how">{t('code.how')}</p>
        <p class="code__host">{location.host}</p>
        <p class="code__digits" translate={false}>
          {code}
        </p>
        <p class="code__until tabular">
          {t('code.until', { time: formatMoment(expiresMs, nowMs), span: formatSpan(Math.max(1, (expiresMs - nowMs) / 1000)) })}
        </p>
      </div>
      <figure class="code__qr">
        <QrCode text={`${location.origin}/c/${code}`} label={t('code.qr')} />
        <figcaption>{t('code.scan')}</figcaption>
      </figure>
    </div>
  );
}

export function CodeDialog({ room: given, store, onClose }: RoomDialogProps) {
  const [room, setRoom] = useState(given);
  const [large, setLarge] = useState(false);
  const now = useClock();
  const action = useAction();
  const code = validCode(room, now);

  const renew = async () => {
    const changed = await kreideApi.newCode(room.id);
    setRoom(changed);
    store.put(changed);
  };
  const drop = async () => {
    await kreideApi.dropCode(room.id);
    const { code: _code, code_expires_ms: _expires, ...rest } = room;
    store.put(rest);
    toast(t('code.dropped'));
    onClose();
  };
  const copy = async () => {
    if (code && (await copyText(code))) toast(t('code.copied'));
  };
  useEffect(() => {
    if (!validCode(given, Date.now())) action.run(renew);
  }, []);

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('code.title', { title: room.title })}
      size={large ? 'full' : 'l'}
      actions={
        code && (
          <>
            <Button variant="quiet" class="code__drop" busy={action.busy} onClick={() => action.run(drop)}>
              {t('code.drop')}
            </Button>
            <Button variant="quiet" busy={action.busy} onClick={() => action.run(renew)}>
              {t('code.renew')}
            </Button>
            <Button icon="copy" onClick={() => void copy()}>
              {t('code.copy')}
            </Button>
            <Button variant="primary" icon={large ? 'minimize-2' : 'maximize-2'} onClick={() => setLarge(!large)}>
              {t(large ? 'code.small' : 'code.large')}
            </Button>
          </>
        )
      }
    >
      {action.problem && (
        <Notice tone="bad" live="assertive">
          {action.problem}
        </Notice>
      )}
      {code ? (
        <BigCode code={code} expiresMs={room.code_expires_ms ?? 0} nowMs={now} large={large} />
      ) : action.busy ? (
        <div class="code__loading">
          <Spinner />
        </div>
      ) : (
        <div class="code__loading">
          {room.code && <p>{t('code.expired')}</p>}
          <Button variant="primary" icon="refresh-cw" onClick={() => action.run(renew)}>
            {t('code.renew')}
          </Button>
        </div>
      )}
      {code && !large && <Notice icon="door-closed">{t('code.lobby')}</Notice>}
    </Dialog>
  );
}

/** For a room without codes: the link, for cameras. */
export function QrDialog({ room, onClose, ask }: RoomDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={tRooms('code.linkTitle', { title: room.title })}
      actions={
        <Button icon="printer" onClick={() => ask({ kind: 'card', room })}>
          {tRooms('card')}
        </Button>
      }
    >
      <figure class="code__qr code__qr--alone">
        <QrCode text={room.link} label={t('code.qr')} />
      </figure>
      <p class="code__alone">{tRooms('code.linkText')}</p>
    </Dialog>
  );
}
