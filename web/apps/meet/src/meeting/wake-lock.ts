// SPDX-License-Identifier: EUPL-1.2
// Listening touches no key: without this a tablet would go dark in the middle of a lesson.
import { useEffect } from 'preact/hooks';

type Sentinel = { release(): Promise<void> };
interface WakeLock {
  request(type: 'screen'): Promise<Sentinel>;
}

/** Keeps the screen on until the result is called. The browser drops the lock with the page out of sight; it is asked again. */
export function keepAwake(wakeLock: WakeLock | undefined, page: Document): () => void {
  if (!wakeLock) return () => undefined;
  let over = false;
  let held: Sentinel | null = null;
  const ask = (): void => {
    if (page.visibilityState !== 'visible') return;
    wakeLock.request('screen').then(
      (sentinel) => {
        if (over) return void sentinel.release().catch(() => undefined);
        held = sentinel;
      },
      () => undefined, /* a low battery: the screen may go dark */
    );
  };
  ask();
  page.addEventListener('visibilitychange', ask);
  return () => {
    over = true;
    page.removeEventListener('visibilitychange', ask);
    void held?.release().catch(() => undefined);
  };
}

export function useWakeLock(on: boolean): void {
  useEffect(() => (on ? keepAwake((navigator as { wakeLock?: WakeLock }).wakeLock, document) : undefined), [on]);
}
