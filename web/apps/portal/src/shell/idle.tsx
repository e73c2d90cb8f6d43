// SPDX-License-Identifier: EUPL-1.2
// Keeps an active person signed in, warns before the session of an absent one ends, and ends it here too.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Dialog, announce, formatSpan } from '@kreide/ui';
import { t } from '../i18n';
import { askSession, lastUsedMs, session, signOut } from '../session';
import { idleVerdict } from './idle-logic';

const lookEveryMs = 1000;
const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/* tabs tell each other of use and activity: a session belongs to all of them */
const channelName = 'kreide.portal.use';

interface Heard {
  usedMs: number;
  activeMs: number;
}

export function IdleWatch() {
  const now = session.value;
  const [left, setLeft] = useState<number | undefined>();
  const activeMs = useRef(Date.now());
  const asking = useRef(false);
  const warned = left !== undefined;
  const there = now.state === 'there';
  const channel = useRef<BroadcastChannel | undefined>(undefined);

  useEffect(() => {
    channel.current = new BroadcastChannel(channelName);
    channel.current.onmessage = ({ data }: MessageEvent<Heard>) => {
      activeMs.current = Math.max(activeMs.current, data.activeMs);
      lastUsedMs.value = Math.max(lastUsedMs.peek(), data.usedMs);
    };
    return () => channel.current?.close();
  }, []);

  useEffect(() => {
    /* while the question stands, only its button answers it */
    if (warned) return;
    const active = () => {
      activeMs.current = Date.now();
    };
    for (const sign of signs) window.addEventListener(sign, active, { passive: true, capture: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, active, { capture: true });
    };
  }, [warned]);

  const touch = async () => {
    if (asking.current) return;
    asking.current = true;
    await askSession();
    asking.current = false;
    channel.current?.postMessage({ usedMs: lastUsedMs.peek(), activeMs: activeMs.current } satisfies Heard);
  };

  useEffect(() => {
    if (!there) return;
    const look = () => {
      const held = session.peek();
      if (held.state !== 'there') return;
      const { idle_s, expires_ms } = held.session;
      const verdict = idleVerdict({ nowMs: Date.now(), usedMs: lastUsedMs.peek(), activeMs: activeMs.current, idleS: idle_s, expiresMs: expires_ms });
      setLeft(verdict.kind === 'warn' ? verdict.leftS : undefined);
      if (verdict.kind === 'touch') void touch();
      if (verdict.kind === 'over') void signOut().catch(() => location.reload());
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [there]);

  useEffect(() => {
    if (left !== undefined) announce(t('idle.announce', { span: formatSpan(left) }), 'assertive');
  }, [warned]);

  const stay = () => {
    activeMs.current = Date.now();
    setLeft(undefined);
    void touch();
  };
  return (
    <Dialog
      open={warned}
      onClose={stay}
      hideClose
      title={t('idle.title')}
      actions={
        <>
          <Button icon="log-out" onClick={() => void signOut()}>
            {t('nav.signOut')}
          </Button>
          <Button variant="primary" autofocus onClick={stay}>
            {t('idle.stay')}
          </Button>
        </>
      }
    >
      <p>{t('idle.text', { span: formatSpan(left ?? 0) })}</p>
    </Dialog>
  );
}
