// SPDX-License-Identifier: EUPL-1.2
// Data of the API in components: what is shown while it loads, after it failed, and while something newer is on its way.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asApiError, type ApiError } from './call';

export interface Resource<T> {
  /** loading: nothing to show yet. there: `data` is right. stale: `data` is shown while newer is loaded. failed: see `error`; `data` may be older. */
  state: 'loading' | 'there' | 'stale' | 'failed';
  data: T | undefined;
  error: ApiError | undefined;
  reload: () => void;
  /** puts in what a change answered, without asking again */
  set: (data: T) => void;
}

type Held<T> = Pick<Resource<T>, 'state' | 'data' | 'error'>;

/**
 * Loads when the component comes and whenever `keys` change; the former answer stays visible meanwhile. An answer that
 * was overtaken by a later question is dropped, and its call aborted.
 */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[] = []): Resource<T> {
  const [held, setHeld] = useState<Held<T>>({ state: 'loading', data: undefined, error: undefined });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const control = new AbortController();
    setHeld((now) => ({ state: now.data === undefined ? 'loading' : 'stale', data: now.data, error: undefined }));
    latest.current(control.signal).then(
      (data) => !control.signal.aborted && setHeld({ state: 'there', data, error: undefined }),
      (thrown: unknown) => {
        if (!control.signal.aborted) setHeld((now) => ({ state: 'failed', data: now.data, error: asApiError(thrown) }));
      },
    );
    return () => control.abort();
  }, [round, ...keys]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((data: T) => setHeld({ state: 'there', data, error: undefined }), []);
  return { ...held, reload, set };
}

export interface Action {
  busy: boolean;
  error: ApiError | undefined;
  /** runs `work` unless it runs already; true if it went well */
  run: (work: () => Promise<void>) => Promise<boolean>;
  clear: () => void;
}

/** Something that is done on a press: busy while it runs, with what went wrong afterwards. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | undefined>();
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<void>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(asApiError(thrown));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(undefined), []);
  return { busy, error, run, clear };
}
