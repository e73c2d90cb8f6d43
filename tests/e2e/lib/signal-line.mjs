// SPDX-License-Identifier: EUPL-1.2
// The signalling connection of a page, listened to, and spoken into with the server's voice.

/**
 * Before the page connects. `sent(type)`: what the page sent; `say(message)`: the page hears it as if the server had said it.
 * `deafTo`: types of messages that the page does not hear when the server really says them.
 */
export async function tapSignal(page, { deafTo = [] } = {}) {
  const messages = [];
  let line;
  await page.routeWebSocket(/\/api\/v1\/signal$/, (socket) => {
    line = socket;
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      messages.push(JSON.parse(text));
      server.send(text);
    });
    server.onMessage((text) => deafTo.includes(JSON.parse(text).type) || socket.send(text));
  });
  return {
    sent: (type) => messages.filter((each) => each.type === type),
    say: (message) => line.send(JSON.stringify(message)),
  };
}

/** A device with so many threads, whatever this machine has. */
export function pretendCores(page, cores) {
  return page.addInitScript((count) => Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => count }), cores);
}
