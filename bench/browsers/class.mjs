// SPDX-License-Identifier: EUPL-1.2
// People who are there already: synthetic clients of kreide load, whose pictures really decode (plain grey).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root, until } from '../../tests/e2e/lib/server.mjs';

const HOURS = 3600;

export class Class {
  /** So many with cameras, and the teacher of `server` among them, are in `room` when it resolves. */
  static async come(server, room, count, { speakers = 3 } = {}) {
    const people = new Class();
    const password = path.join(server.data, '..', `${path.basename(server.data)}-password`);
    fs.writeFileSync(password, `${server.password}\n`, { mode: 0o600 });
    people.output = '';
    people.alive = true;
    people.process = spawn(path.join(root, 'build/release/src/app/kreide'), ['load', '--every', '1', '--people', String(count), '--cameras', String(count),
      '--speakers', String(speakers), '--tiles', '9', '--seconds', String(HOURS), '--handle', server.handle, '--password-file', password, '--media', '127.0.0.1', room.link.replace('localhost', '127.0.0.1')]);
    for (const from of [people.process.stdout, people.process.stderr]) from.on('data', (chunk) => (people.output += chunk));
    people.exited = new Promise((resolve) => people.process.on('exit', () => resolve((people.alive = false))));
    try {
      await until('the class to be in', () => {
        if (!people.alive) throw new Error(people.output);
        return [...people.output.matchAll(/joins (\d+)/g)].some(([, joins]) => Number(joins) >= count);
      });
    } finally {
      fs.rmSync(password);
    }
    return people;
  }

  async end() {
    this.process.kill('SIGTERM');
    await this.exited;
  }
}
