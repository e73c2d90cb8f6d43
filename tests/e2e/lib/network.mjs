// SPDX-License-Identifier: EUPL-1.2
// A network of the server's own, with a firewall before it; browsers and the test stay where they are.
//
//   this namespace: 10.78.0.1, fd00:78::1 ---- veth, nftables ---- the server's: 10.78.0.2, fd00:78::2
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { own } from './browsers.mjs';
import { until } from './server.mjs';

/** Its addresses, and the names that tests/e2e/in-namespace.sh gives them. */
export const SERVER = { v4: '10.78.0.2', v6: 'fd00:78::2', name: 'kreide.test', name6: 'kreide6.test' };

export class Network {
  /** `open`: rules of nftables for what is let in to the server, such as `tcp dport 443`; everything else is dropped without a word. */
  static async make(open) {
    const network = new Network();
    network.holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
    const { pid } = network.holder;
    await until('a network of its own', () => fs.readlinkSync(`/proc/${pid}/ns/net`) !== fs.readlinkSync('/proc/self/ns/net') &&
      fs.readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('sleep'));
    network.within = ['nsenter', '-t', String(pid), '-n'];
    const here = (...words) => execFileSync(words[0], words.slice(1), { stdio: 'pipe' });
    const there = (...words) => here(...network.within, ...words);
    here('ip', 'link', 'add', 'school0', 'type', 'veth', 'peer', 'name', 'server0', 'netns', String(pid));
    for (const [run, device, v4, v6] of [[here, 'school0', '10.78.0.1', 'fd00:78::1'], [there, 'server0', SERVER.v4, SERVER.v6]]) {
      run('ip', 'addr', 'add', `${v4}/24`, 'dev', device);
      run('ip', '-6', 'addr', 'add', `${v6}/64`, 'dev', device, 'nodad');
      run('ip', 'link', 'set', device, 'up');
    }
    there('ip', 'link', 'set', 'lo', 'up');
    network.let(open);
    for (const name of [SERVER.v4, `[${SERVER.v6}]`, SERVER.name, SERVER.name6]) own.add(name);
    return network;
  }

  /** From now on only this is let in. Neighbour discovery always is. */
  let(open) {
    const rules = ['flush ruleset', 'table inet wall {', 'chain in {', 'type filter hook input priority 0; policy accept;',
      'iifname "server0" meta l4proto ipv6-icmp accept', ...open.map((rule) => `iifname "server0" ${rule} accept`), 'iifname "server0" drop', '}', '}'];
    execFileSync(this.within[0], [...this.within.slice(1), 'nft', '-f', '-'], { input: `${rules.join('\n')}\n` });
  }

  end() {
    this.holder.kill('SIGKILL');
  }
}
