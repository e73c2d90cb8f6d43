// SPDX-License-Identifier: EUPL-1.2
// A bad line between clients and the server's media port: kreide-impair (tests/net), and how clients come to take it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, until } from './server.mjs';

const impair = path.join(root, 'build/release/tests/net/kreide-impair');

export class Line {
  /** Relays to `port` of 127.0.0.1; perfect until something is said. Each client address has a line of its own. */
  static async open(port, { seed = 1, script } = {}) {
    const line = new Line();
    line.output = '';
    line.process = spawn(impair, ['--seed', String(seed), ...(script ? ['--script', script] : []), String(port)], { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const from of [line.process.stdout, line.process.stderr]) from.on('data', (chunk) => (line.output += chunk));
    line.exited = new Promise((resolve) => line.process.on('exit', resolve));
    line.port = await until('kreide-impair to name its port', () => Number(/port (\d+)/.exec(line.output)?.[1]));
    return line;
  }

  /** `down loss=10 burst=3`, `up rate=300 queue=500`, `both delay=150`, `both clear`: see tests/net/impair.h. Holds at once. */
  say(text) {
    this.process.stdin.write(`${text}\n`);
  }

  /** An answer whose candidates point here. */
  rewrite(sdp) {
    return sdp.replace(/^(a=candidate:\S+ \d+ udp \d+ )\S+ \d+ /gim, `$1127.0.0.1 ${this.port} `);
  }

  /** Every connection that pages of this context (or this page) make from now on takes the line. Before they are loaded. */
  async through(context) {
    await context.addInitScript((port) => {
      const { setRemoteDescription } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.setRemoteDescription = function (description) {
        const sdp = description.sdp?.replace(/^(a=candidate:\S+ \d+ udp \d+ )\S+ \d+ /gim, `$1127.0.0.1 ${port} `);
        return setRemoteDescription.call(this, { type: description.type, sdp });
      };
    }, this.port);
  }

  async end() {
    this.process.stdin.end();
    await this.exited;
  }
}
