// SPDX-License-Identifier: EUPL-1.2
// Pages whose media take the relay, and which path they have found.

/**
 * Before the page loads anything: keeps hold of its PeerConnections. With `only`, a pattern of URLs, they take no path but
 * over a relay at one of these.
 */
export function keepPaths(page, only) {
  return page.addInitScript((pattern) => {
    const Real = globalThis.RTCPeerConnection;
    const narrow = (configuration = {}) =>
      pattern === null ? configuration : {
        ...configuration,
        iceTransportPolicy: 'relay',
        iceServers: (configuration.iceServers ?? []).map((server) => ({ ...server, urls: [server.urls].flat().filter((url) => new RegExp(pattern).test(url)) })),
      };
    globalThis.keptPeers = [];
    globalThis.RTCPeerConnection = class extends Real {
      constructor(configuration) {
        super(narrow(configuration));
        globalThis.keptPeers.push(this);
        this.addEventListener('connectionstatechange', () => {
          if (this.connectionState === 'connected') globalThis.firstConnected ??= Date.now();
        });
      }

      setConfiguration(configuration) {
        super.setConfiguration(narrow(configuration));
      }
    };
  }, only ?? null);
}

/** The path in use, as `host/udp`, `relay/udp`, `relay/tcp` or `relay/tls`; null while there is none. */
export function pathOf(page) {
  return page.evaluate(async () => {
    const peer = globalThis.keptPeers.findLast((each) => each.connectionState === 'connected');
    if (!peer) return null;
    const stats = [...(await peer.getStats()).values()];
    const chosen = stats.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
    const pair = stats.find(({ type, id, selected }) => type === 'candidate-pair' && (id === chosen || selected));
    const local = stats.find(({ id }) => id === pair?.localCandidateId);
    return local ? `${local.candidateType}/${local.relayProtocol ?? local.protocol}` : null;
  });
}

/** Milliseconds from a moment of Date.now() to the page's first connection. */
export async function connectedAfter(page, since) {
  return (await page.evaluate(() => globalThis.firstConnected)) - since;
}
