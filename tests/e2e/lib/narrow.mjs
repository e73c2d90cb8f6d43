// SPDX-License-Identifier: EUPL-1.2
// A bad line between a browser and the server's media port: a UDP relay whose way down has a rate and a queue.
import dgram from 'node:dgram';

const QUEUE_MS = 600; // as long as many home routers

/**
 * Relays to `port` on 127.0.0.1. `rewrite(sdp)` makes an answer's candidates point here; `rate(bps)` narrows the way down,
 * 0 lets everything through at once.
 */
export async function narrowLine(port) {
  const here = dgram.createSocket('udp4');
  const there = dgram.createSocket('udp4');
  let client;
  let bps = 0;
  let free = 0; // when all that waits has gone, in ms
  here.on('message', (packet, from) => {
    client = from;
    there.send(packet, port, '127.0.0.1');
  });
  there.on('message', (packet) => {
    if (!client) return;
    const down = () => here.send(packet, client.port, client.address);
    if (!bps) return down();
    const now = performance.now();
    const begin = Math.max(now, free);
    if (begin - now > QUEUE_MS) return;
    free = begin + ((packet.length + 28) * 8000) / bps;
    setTimeout(down, free - now);
  });
  await new Promise((resolve) => here.bind(0, '127.0.0.1', resolve));
  return {
    rewrite: (sdp) => sdp.replace(/^(a=candidate:\S+ \d+ udp \d+ )\S+ \d+ /gim, `$1127.0.0.1 ${here.address().port} `),
    rate: (to) => {
      bps = to;
    },
    end: () => {
      here.close();
      there.close();
    },
  };
}
