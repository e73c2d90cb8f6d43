// SPDX-License-Identifier: EUPL-1.2

export type Off = () => void;

/** A value and who wants to know when it is replaced. Values are never changed in place. */
export class Observable<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Calls back on each change from now on, not for the present value. */
  subscribe(listener: (value: T) => void): Off {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Things that happen once and leave no state. */
export class Emitter<E> {
  readonly #listeners = new Set<(event: E) => void>();

  on(listener: (event: E) => void): Off {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: E): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
