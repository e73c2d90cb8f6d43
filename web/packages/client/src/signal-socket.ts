// SPDX-License-Identifier: EUPL-1.2
// One WebSocket: numbers requests, matches replies, and notices when the other side is gone without a word.
import { encodeSignal, parseSignal, type SignalFromClient, type SignalFromServer } from '@kreide/protocol';

type Unnumbered<M> = M extends unknown ? Omit<M, 'id' | 're'> : never;
export type Request = Unnumbered<SignalFromClient>;

/** Why a request had no effect: the server's identifier, or one of ours: `timeout`, `closed`, `bad_message`. */
export class SignalError extends Error {
  constructor(readonly id: string, text = id) {
    super(text);
  }
}

export interface SocketHandlers {
  open(): void;
  message(message: SignalFromServer): void;
  /** Once, whatever the reason; pending requests have failed by then. */
  closed(): void;
}

const QUIET_MS = 10_000;
const PONG_MS = 8_000;
const REPLY_MS = 10_000;
const OPEN_MS = 10_000;

interface Pending {
  resolve(message: SignalFromServer): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

export class SignalSocket {
  readonly #socket: WebSocket;
  readonly #handlers: SocketHandlers;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #dead: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(url: string, handlers: SocketHandlers) {
    this.#handlers = handlers;
    this.#socket = new WebSocket(url);
    this.#dead = setTimeout(() => this.#finish(), OPEN_MS);
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = (event: MessageEvent<unknown>) => this.#received(event.data);
    this.#socket.onclose = () => this.#finish();
  }

  get isOpen(): boolean {
    return !this.#over && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends a numbered message; resolves with its reply, rejects with a SignalError. */
  request(message: Request, timeoutMs = REPLY_MS): Promise<SignalFromServer> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const encoded = encodeSignal({ ...message, id } as SignalFromClient);
      if (!encoded.ok) return reject(new SignalError('bad_message', `${encoded.fault.error} ${encoded.fault.field}`));
      if (!this.isOpen) return reject(new SignalError('closed'));
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new SignalError('timeout'));
      }, timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#socket.send(encoded.message);
      this.#armPing();
    });
  }

  /** Asks for a sign of life at once, for instance after the device woke up. */
  probe(): void {
    if (this.isOpen) this.#ping();
  }

  close(): void {
    this.#finish();
  }

  #opened(): void {
    clearTimeout(this.#dead);
    this.#dead = undefined;
    if (this.#over) return;
    this.#armPing();
    this.#handlers.open();
  }

  #armPing(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#ping(), QUIET_MS);
  }

  #ping(): void {
    if (!this.isOpen) return;
    this.request({ type: 'ping' }, PONG_MS).catch(() => undefined);
    this.#dead ??= setTimeout(() => this.#finish(), PONG_MS);
  }

  #received(data: unknown): void {
    if (this.#over || typeof data !== 'string') return;
    clearTimeout(this.#dead);
    this.#dead = undefined;
    const parsed = parseSignal(data);
    if (!parsed.ok) {
      console.warn(`signal: message refused (${parsed.fault.error} ${parsed.fault.field})`);
      return;
    }
    const message = parsed.message;
    /* first into the state, then to whoever asked: a reply may describe what the next step builds on */
    if (message.type !== 'error') this.#handlers.message(message);
    const pending = message.re === undefined ? undefined : this.#pending.get(message.re);
    if (!pending || message.re === undefined) return;
    this.#pending.delete(message.re);
    clearTimeout(pending.timer);
    if (message.type === 'error') pending.reject(new SignalError(message.error, message.text));
    else pending.resolve(message);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#quiet);
    clearTimeout(this.#dead);
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.reject(new SignalError('closed'));
    }
    this.#pending.clear();
    this.#handlers.closed();
  }
}
