// SPDX-License-Identifier: EUPL-1.2
// Tells when the page has been out of sight for a while, and at once when it is seen again.

/** A look into another window and back changes nothing. */
export const LONG_MS = 10_000;

export class LongHidden {
  readonly #tell: (hidden: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = false;
  readonly #changed = (): void => this.#look();

  constructor(tell: (hidden: boolean) => void) {
    this.#tell = tell;
    if (typeof document === 'undefined') return;
    document.addEventListener('visibilitychange', this.#changed);
    this.#look();
  }

  close(): void {
    clearTimeout(this.#timer);
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', this.#changed);
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (document.visibilityState === 'hidden') this.#timer = setTimeout(() => this.#say(true), LONG_MS);
    else this.#say(false);
  }

  #say(hidden: boolean): void {
    if (hidden === this.#told) return;
    this.#told = hidden;
    this.#tell(hidden);
  }
}
