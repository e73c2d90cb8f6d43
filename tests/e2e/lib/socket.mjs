// SPDX-License-Identifier: EUPL-1.2
// A client of docs/protocol/signal.md without a browser: a WebSocket (RFC 6455) of text frames over a bare TCP connection.
import crypto from 'node:crypto';
import net from 'node:net';
import { PATIENCE_MS } from './server.mjs';

const TEXT = 1;
const CLOSE = 8;
const FINAL = 0x80;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

export class Socket {
  /** Opens the signalling of `api`'s server, with its cookies. */
  static open(api) {
    const { hostname, port, host } = new URL(api.url);
    const socket = new Socket();
    const cookie = [...api.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    socket.messages = [];
    socket.bytes = Buffer.alloc(0);
    socket.nextId = 1;
    socket.tcp = net.connect(Number(port), hostname, () =>
      socket.tcp.write(`GET /api/v1/signal HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${api.url}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\n` +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\n\r\n`));
    socket.closed = new Promise((resolve) => socket.tcp.on('close', resolve));
    return new Promise((resolve, reject) => {
      socket.tcp.on('error', reject);
      socket.tcp.on('data', (chunk) => {
        socket.bytes = Buffer.concat([socket.bytes, chunk]);
        const end = socket.upgraded ? 0 : socket.bytes.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!socket.upgraded) {
          if (!socket.bytes.toString('latin1').startsWith('HTTP/1.1 101')) return reject(new Error(socket.bytes.toString('latin1', 0, end)));
          socket.bytes = socket.bytes.subarray(end + 4);
          socket.upgraded = true;
          resolve(socket);
        }
        socket.read();
      });
    });
  }

  /** Takes whole frames off the bytes; the server's are never masked and, as texts, never in pieces. */
  read() {
    while (this.bytes.length >= 2) {
      let head = 2;
      let length = this.bytes[1];
      if (length === LENGTH_16) head = 4;
      if (length === LENGTH_64) head = 10;
      if (this.bytes.length < head) return;
      if (length === LENGTH_16) length = this.bytes.readUInt16BE(2);
      if (length === LENGTH_64) length = Number(this.bytes.readBigUInt64BE(2));
      if (this.bytes.length < head + length) return;
      const body = this.bytes.subarray(head, head + length);
      if (this.bytes[0] === (FINAL | TEXT)) this.messages.push(JSON.parse(body.toString()));
      if (this.bytes[0] === (FINAL | CLOSE)) {
        this.code = body.readUInt16BE(0);
        this.frame(CLOSE, body); // section 5.5.1: answered; the server then closes the connection
      }
      this.bytes = this.bytes.subarray(head + length);
    }
  }

  send(message) {
    this.frame(TEXT, Buffer.from(JSON.stringify(message)));
  }

  frame(kind, body) {
    const mask = crypto.randomBytes(4);
    // RFC 6455 section 5.2: the shortest form of the length.
    const head = Buffer.alloc(body.length < LENGTH_16 ? 2 : body.length < 0x10000 ? 4 : 10);
    head[0] = FINAL | kind;
    head[1] = MASKED | (head.length === 2 ? body.length : head.length === 4 ? LENGTH_16 : LENGTH_64);
    if (head.length === 4) head.writeUInt16BE(body.length, 2);
    if (head.length === 10) head.writeBigUInt64BE(BigInt(body.length), 2);
    this.tcp.write(Buffer.concat([head, mask, body.map((byte, i) => byte ^ mask[i % 4])]));
  }

  /** The first message that fits and was not taken yet. */
  async take(fits) {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 10))) {
      const at = this.messages.findIndex(fits);
      if (at >= 0) return this.messages.splice(at, 1)[0];
    }
    throw new Error(`no such message in ${PATIENCE_MS / 1000} s; there are: ${this.messages.map((message) => message.type).join(' ')}`);
  }

  /** Sends a request; gives its reply. */
  ask(type, fields = {}) {
    const id = this.nextId++;
    this.send({ type, id, ...fields });
    return this.take((message) => message.re === id);
  }
}
