// SPDX-License-Identifier: EUPL-1.2
// Devices that are no browsers: WHIP publishers and WHEP players, each a process of its own (device-process.mjs).
import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'device-process.mjs');

/** Posts an offer; gives status, headers and body. */
export async function post(url, token, sdp, headers = {}) {
  const response = await fetch(url, {
    method: 'POST', body: sdp,
    headers: { 'Content-Type': 'application/sdp', ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

class Device {
  constructor(...words) {
    this.asked = new Map();
    this.child = fork(program, words, { serialization: 'advanced' });
    this.child.on('message', ({ id, value }) => {
      this.asked.get(id)(value);
      this.asked.delete(id);
    });
    this.numbers = 0;
  }

  #ask(call, ...words) {
    const id = ++this.numbers;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.child.send({ id, call, words });
    });
  }

  offer() {
    return this.#ask('offer');
  }

  answer(sdp) {
    return this.#ask('answer', sdp);
  }

  state() {
    return this.#ask('state');
  }

  /** Of a player: {frames, sees, hears}. */
  look() {
    return this.#ask('look');
  }

  end() {
    this.child.kill('SIGKILL');
  }
}

/** Publishes with the colour and the chirp of `name`: its offer, then an answer, then it sends. */
export class Publisher extends Device {
  constructor(name) {
    super('publish', name);
  }
}

/** Plays: its offer, then an answer, then look() tells what it decodes. */
export class Player extends Device {
  constructor() {
    super('play');
  }
}
