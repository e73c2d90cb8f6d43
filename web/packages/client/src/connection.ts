// SPDX-License-Identifier: EUPL-1.2
// Keeps a WebSocket to the meeting: says hello, and when it is lost comes back by itself, first as the same person
// (resume), then by knocking again.
import type { SignalFromServer } from '@kreide/protocol';
import { backoffMs } from './backoff';
import { SignalError, SignalSocket, type Request } from './signal-socket';

/** What a person knocks with. */
export interface Hello {
  ticket: string;
  name: string;
}

export interface ConnectionHandlers {
  message(message: SignalFromServer): void;
  /** The socket is gone; another is on its way. */
  lost(): void;
  /** It will not come back. */
  gaveUp(): void;
}

/** How long the server keeps a lost client's place. */
const RESUME_MS = 60_000;
/** Before anything was ever heard, the person is told soon; later a class waits longer than one would think. */
const GIVE_UP_FIRST_MS = 20_000;
const GIVE_UP_MS = 10 * 60_000;

export class Connection {
  readonly #url: string;
  #hello: Hello | null = null;
  readonly #handlers: ConnectionHandlers;
  #socket: SignalSocket | null = null;
  #token: string | null = null;
  #heard = false;
  #lostAt: number | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #wake = (): void => this.#woken();

  constructor(url: string, handlers: ConnectionHandlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  get isOpen(): boolean {
    return this.#socket?.isOpen ?? false;
  }

  /** Opens a socket without a word, so that the hello need not wait for it. The server keeps it for a while; it is not missed. */
  warm(): void {
    if (!this.#closed && !this.#hello && !this.#socket) this.#connect();
  }

  open(hello: Hello): void {
    this.#hello = hello;
    this.#lostAt = Date.now();
    if (typeof window !== 'undefined') {
      window.addEventListener('online', this.#wake);
      document.addEventListener('visibilitychange', this.#wake);
    }
    /* one that is still on its way says hello when it is there */
    if (!this.#socket) this.#connect();
    else if (this.#socket.isOpen) this.#sayHello(this.#socket);
  }

  request(message: Request, timeoutMs?: number): Promise<SignalFromServer> {
    return this.#socket ? this.#socket.request(message, timeoutMs) : Promise.reject(new SignalError('closed'));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (typeof window !== 'undefined') {
      window.removeEventListener('online', this.#wake);
      document.removeEventListener('visibilitychange', this.#wake);
    }
    this.#socket?.close();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const former = this.#socket;
    this.#socket = null;
    former?.close();
    const socket: SignalSocket = new SignalSocket(this.#url, {
      open: () => this.#sayHello(socket),
      message: (message) => this.#message(socket, message),
      closed: () => this.#lost(socket),
    });
    this.#socket = socket;
  }

  #sayHello(socket: SignalSocket): void {
    if (!this.#hello) return;
    if (this.#token !== null && this.#goneFor() > RESUME_MS) this.#token = null;
    const hello: Request = this.#token === null ? { type: 'knock', ...this.#hello } : { type: 'resume', token: this.#token };
    socket.request(hello).catch((error: unknown) => {
      const refused = error instanceof SignalError && !['closed', 'timeout'].includes(error.id);
      /* a hello that the server rejects as such is not mended by repeating it; a place that is lost is knocked for anew */
      if (refused && this.#token === null) return this.#giveUp();
      if (refused) this.#token = null;
      socket.close();
    });
  }

  #message(socket: SignalSocket, message: SignalFromServer): void {
    if (socket !== this.#socket || this.#closed) return;
    if (message.type === 'refused' && this.#refusalPasses(message.reason)) return socket.close();
    if (message.type === 'waiting' || message.type === 'admitted') this.#token = message.resume;
    if (message.type === 'waiting' || message.type === 'admitted' || message.type === 'resumed') {
      this.#heard = true;
      this.#lostAt = null;
      this.#attempt = 0;
    }
    this.#handlers.message(message);
  }

  /** Refusals that are no last word: the place was given up, or the server is not ready while we come back. */
  #refusalPasses(reason: string): boolean {
    if (reason === 'not_resumable' && this.#token !== null) {
      this.#token = null;
      return true;
    }
    return reason === 'unavailable' && this.#heard;
  }

  #goneFor(): number {
    return this.#lostAt === null ? 0 : Date.now() - this.#lostAt;
  }

  #lost(socket: SignalSocket): void {
    if (socket !== this.#socket || this.#closed) return;
    if (!this.#hello) {
      this.#socket = null;
      return;
    }
    if (this.#lostAt === null) {
      this.#lostAt = Date.now();
      this.#handlers.lost();
    }
    if (this.#goneFor() > (this.#heard ? GIVE_UP_MS : GIVE_UP_FIRST_MS)) return this.#giveUp();
    this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#attempt++, Math.random()));
  }

  #giveUp(): void {
    this.close();
    this.#handlers.gaveUp();
  }

  /** The network came back, or the person looks again: no reason to wait. */
  #woken(): void {
    if (this.#closed || (typeof document !== 'undefined' && document.visibilityState === 'hidden')) return;
    if (this.isOpen) return this.#socket?.probe();
    if (this.#lostAt === null) return;
    this.#attempt = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.isOpen) this.#connect();
    }, 50);
  }
}
