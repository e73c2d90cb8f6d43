// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useReducer } from 'preact/hooks';
import type { Observable } from '@kreide/client';

/** The observable's value, drawn anew whenever it changes; undefined while there is no observable. */
export function useObservable<T>(observable: Observable<T>): T;
export function useObservable<T>(observable: Observable<T> | undefined): T | undefined;
export function useObservable<T>(observable: Observable<T> | undefined): T | undefined {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const drawn = observable?.value;
  useEffect(() => {
    if (!observable) return;
    /* it may have moved on between drawing and now */
    if (!Object.is(observable.value, drawn)) redraw(undefined as never);
    return observable.subscribe(() => redraw(undefined as never));
  }, [observable]);
  return drawn;
}
