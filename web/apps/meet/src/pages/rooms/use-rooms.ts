// SPDX-License-Identifier: EUPL-1.2
// The account's rooms: loaded, kept up to date, and changed one at a time.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { formatSpan, toast } from '@kreide/ui';
import { asApiError, kreideApi, type ApiError, type ApiFailure } from '../../api';
import type { api } from '@kreide/protocol';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import { navigate } from '../../router';

export type RoomList =
  | { state: 'loading' }
  | { state: 'failed'; failure: ApiFailure }
  | { state: 'there'; rooms: readonly api.Room[]; rules: api.RoomRules };

const problems = { capacity: 'problem.capacity', codes_off: 'problem.codes_off', bad_time: 'problem.bad_time' } as const;

export function errorText(error: ApiError): string {
  const known = error.problem?.error;
  if (known && known in problems) return tRooms(problems[known as keyof typeof problems]);
  if (error.failure === 'refused') return t('error.signed_out');
  return t(`error.${error.failure}`, { span: formatSpan(error.waitS) });
}

/** A lapsed session leads to the sign-in; everything else is the caller's to tell. */
export function signedOut(error: ApiError): boolean {
  /* who looks after a school or Kreide holds no meetings: their place is the portal */
  if (error.failure === 'forbidden' && error.problem?.error === 'forbidden') {
    navigate('/portal/', 'replace');
    return true;
  }
  if (error.failure !== 'signed_out') return false;
  navigate('/signin?next=/rooms', 'replace');
  toast(t('signin.again'), 'info');
  return true;
}

function byTitle(rooms: readonly api.Room[]): api.Room[] {
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return [...rooms].sort((a, b) => Number(b.live) - Number(a.live) || compare(a.title, b.title) || a.created_ms - b.created_ms);
}

export interface RoomsStore {
  list: RoomList;
  reload: () => void;
  put: (room: api.Room) => void;
  drop: (id: string) => void;
}

export function useRooms(): RoomsStore {
  const [list, setList] = useState<RoomList>({ state: 'loading' });

  const load = useCallback((quietly: boolean) => {
    if (!quietly) setList({ state: 'loading' });
    Promise.all([kreideApi.rooms(), kreideApi.rules()]).then(
      ([rooms, rules]) => setList({ state: 'there', rooms: byTitle(rooms), rules }),
      (thrown: unknown) => {
        const error = asApiError(thrown);
        if (signedOut(error)) return;
        setList((now) => (quietly && now.state === 'there' ? now : { state: 'failed', failure: error.failure }));
      },
    );
  }, []);

  useEffect(() => {
    load(false);
    /* Looked at again, loaded again. No polling: a page left open must not keep the sign-in alive. */
    const seen = () => document.visibilityState === 'visible' && load(true);
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [load]);

  const change = (make: (rooms: readonly api.Room[]) => readonly api.Room[]) =>
    setList((now) => (now.state === 'there' ? { ...now, rooms: byTitle(make(now.rooms)) } : now));

  return {
    list,
    reload: () => load(false),
    put: (room) => change((rooms) => [...rooms.filter((each) => each.id !== room.id), room]),
    drop: (id) => change((rooms) => rooms.filter((each) => each.id !== id)),
  };
}

/** One thing at a time: runs it, says while it runs, and tells the person what went wrong. */
export function useAction(): { busy: boolean; problem: string | undefined; clear: () => void; run: (work: () => Promise<void>) => void } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  return {
    busy,
    problem,
    clear: () => setProblem(undefined),
    run: (work) => {
      if (busy) return;
      setBusy(true);
      setProblem(undefined);
      work()
        .catch((thrown: unknown) => {
          const error = asApiError(thrown);
          if (!signedOut(error)) setProblem(errorText(error));
        })
        .finally(() => setBusy(false));
    },
  };
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
