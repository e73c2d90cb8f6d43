// SPDX-License-Identifier: EUPL-1.2
// A TCP path of one person's own to the server, which can be cut and mended. Media go by UDP and do not pass here.
import net from 'node:net';

export class Wall {
  static async open(port, to = 8080) {
    const wall = new Wall();
    wall.sockets = new Set();
    wall.cut = false;
    wall.server = net.createServer((near) => {
      if (wall.cut) return near.destroy();
      const far = net.connect(to, '127.0.0.1');
      for (const [socket, other] of [[near, far], [far, near]]) {
        wall.sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => other.destroy());
        socket.on('close', () => wall.sockets.delete(socket) && other.destroy());
      }
    });
    await new Promise((resolve) => wall.server.listen(port, '127.0.0.1', resolve));
    wall.url = `http://localhost:${port}`;
    return wall;
  }

  /** Every connection dies, and no new one is made. */
  shut() {
    this.cut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend() {
    this.cut = false;
  }

  end() {
    this.shut();
    this.server.close();
  }
}
