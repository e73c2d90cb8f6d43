// SPDX-License-Identifier: EUPL-1.2
// What a person does in a meeting by a message of its own. Each resolves with whether it had an effect.
import type { signal } from '@kreide/protocol';
import type { Request } from './signal-socket';

export abstract class Acts {
  protected abstract act(message: Request): Promise<boolean>;

  say(text: string): Promise<boolean> {
    return this.act({ type: 'say', text });
  }

  unsay(number: number): Promise<boolean> {
    return this.act({ type: 'unsay', number });
  }

  /** Raises or lowers the own hand. */
  raiseHand(up: boolean): Promise<boolean> {
    return this.act({ type: 'hand', up });
  }

  lowerHand(member: string): Promise<boolean> {
    return this.act({ type: 'hand', up: false, member });
  }

  lowerAllHands(): Promise<boolean> {
    return this.act({ type: 'hand', up: false, all: true });
  }

  /** Without a member: for all participants, now and to come. */
  grant(rights: Partial<signal.Rights>, member?: string): Promise<boolean> {
    return this.act({ type: 'grant', ...rights, ...(member === undefined ? {} : { member }) });
  }

  mute(kind: signal.Mute['kind'], member?: string): Promise<boolean> {
    return this.act({ type: 'mute', kind, ...(member === undefined ? {} : { member }) });
  }

  admit(members: readonly string[]): Promise<boolean> {
    return this.act({ type: 'admit', members: [...members] });
  }

  admitAll(): Promise<boolean> {
    return this.act({ type: 'admit', members: [], all: true });
  }

  deny(members: readonly string[]): Promise<boolean> {
    return this.act({ type: 'deny', members: [...members] });
  }

  remove(member: string): Promise<boolean> {
    return this.act({ type: 'remove', member });
  }

  lock(on: boolean): Promise<boolean> {
    return this.act({ type: 'lock', on });
  }

  lobby(on: boolean): Promise<boolean> {
    return this.act({ type: 'lobby', on });
  }

  freeze(on: boolean): Promise<boolean> {
    return this.act({ type: 'freeze', on });
  }

  /** Whether several may show their screens at a time. */
  screens(several: boolean): Promise<boolean> {
    return this.act({ type: 'screens', several });
  }

  /** Ends the meeting for all. */
  end(): Promise<boolean> {
    return this.act({ type: 'end' });
  }
}
