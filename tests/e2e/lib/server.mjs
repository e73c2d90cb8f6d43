// SPDX-License-Identifier: EUPL-1.2
// The real server, started as a newcomer starts it: ./run on an empty data directory, signed in with what it prints.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** How long anything is waited for. It is spent only where something is broken, so it is generous to slow machines. */
export const PATIENCE_MS = 60_000;

/** Waits until `look` gives something true, or fails with `what` and what it gave or threw last. An empty list is true. */
export async function until(what, look) {
  const end = Date.now() + PATIENCE_MS;
  let last;
  while (Date.now() < end) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s for: ${what} (last: ${last instanceof Error ? last.message : JSON.stringify(last)})`);
}

export class Server {
  /** Starts on `data` (a fresh directory when not given); `options` go to kreide serve. `within`: words that lead into its network. */
  static async start({ data = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-e2e-')), options = [], env = {}, within = [], url = 'http://localhost:8080' } = {}) {
    const server = new Server();
    server.data = data;
    server.output = '';
    const words = [...within, path.join(root, 'run'), '--data', data, '--set', 'http.listen=127.0.0.1:8080', '--set', 'https.listen=127.0.0.1:8443', '--set', 'media.announce=127.0.0.1', ...options];
    server.process = spawn(words[0], words.slice(1), { cwd: data, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const keep = (chunk) => (server.output += chunk);
    server.process.stdout.on('data', keep);
    server.process.stderr.on('data', keep);
    server.exited = new Promise((resolve) => server.process.on('exit', (code, signal) => resolve({ code, signal })));
    // A test that is cut off must not leave its server behind.
    process.on('exit', () => {
      if (server.process.exitCode === null) process.kill(-server.process.pid, 'SIGTERM');
    });
    process.once('SIGTERM', () => process.exit(1));
    server.url = url;
    try {
      await until('./run to say that Kreide is running', () => /Ctrl-C ends it/.test(server.output));
    } catch (error) {
      throw new Error(`${error.message}\n${server.output}`);
    }
    server.handle = /Handle:\s*(\S+)/.exec(server.output)?.[1];
    server.password = /Password:\s*(\S+)/.exec(server.output)?.[1];
    /* ./run names a teacher's account first, then the administrator of the media centre */
    const [, operator] = [...server.output.matchAll(/Handle:\s*(\S+)\s+Password:\s*(\S+)/g)];
    if (operator) server.operator = { handle: operator[1], password: operator[2], code: /Recovery:\s*(\S+)/.exec(server.output)?.[1] };
    return server;
  }

  /** Runs `kreide admin WORDS`; gives what it prints. */
  async admin(...words) {
    const kreide = path.join(root, 'build/release/src/app/kreide');
    const child = spawn(kreide, ['admin', '--set', `kreide.data=${this.data}`, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    const code = await new Promise((resolve) => child.on('exit', resolve));
    return { code, text };
  }

  /** Process ids of the server's children by "role index". */
  children() {
    const found = new Map();
    for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        if (words[1] === 'child' && words.some((word) => word.endsWith(this.data))) found.set(`${words[2]} ${words[3]}`, Number(pid));
      } catch {
        // It ended while we looked.
      }
    }
    return found;
  }

  /** Ctrl-C: to the whole group, as a terminal does. */
  async stop(signal = 'SIGINT') {
    if (this.process.exitCode === null) process.kill(-this.process.pid, signal);
    return this.exited;
  }

  async end() {
    await this.stop();
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}

/** A small client of the HTTP API that keeps its cookies. */
export class Api {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }

  async call(method, where, body, headers = {}) {
    const response = await fetch(this.url + where, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        'X-Kreide': '1',
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, headers: response.headers, text, json };
  }

  signIn(handle, password) {
    return this.call('POST', '/api/v1/session', { handle, password });
  }

  async room(title, more = {}) {
    const made = await this.call('POST', '/api/v1/rooms', { title, ...more });
    if (made.status !== 201) throw new Error(`room: ${made.status} ${made.text}`);
    return made.json.room;
  }
}
