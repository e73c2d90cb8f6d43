// SPDX-License-Identifier: EUPL-1.2
// Stamps on a page's way into a meeting, from the click on.

/** Before the page loads: notes when what happens for the first time. */
export function trace(page) {
  return page.addInitScript(() => {
    const at = (globalThis.stamps = {});
    const note = (what) => (at[what] ??= performance.now());
    addEventListener('click', (event) => {
      if (event.target.closest?.('form button[type=submit]')) note('click');
    }, true);

    const Socket = globalThis.WebSocket;
    globalThis.WebSocket = class extends Socket {
      constructor(...words) {
        super(...words);
        note('socket');
        this.addEventListener('open', () => note('socket open'));
        this.addEventListener('message', ({ data }) => note(`< ${JSON.parse(data).type}`));
      }

      send(text) {
        note(`> ${JSON.parse(text).type}`);
        super.send(text);
      }
    };

    const Peer = globalThis.RTCPeerConnection;
    globalThis.keptPeers = [];
    globalThis.RTCPeerConnection = class extends Peer {
      constructor(...words) {
        super(...words);
        globalThis.keptPeers.push(this);
        note('peer');
        this.addEventListener('iceconnectionstatechange', () => note(`ice ${this.iceConnectionState}`));
        this.addEventListener('connectionstatechange', () => note(`peer ${this.connectionState}`));
      }

      async setLocalDescription(...words) {
        note('offer');
        await super.setLocalDescription(...words);
        note('offered');
      }

      async setRemoteDescription(...words) {
        note('answer');
        await super.setRemoteDescription(...words);
        note('answered');
      }
    };

    // Whoever watches a video element frame by frame is told of a frame when it was decoded and is about to be drawn.
    const each = HTMLVideoElement.prototype.requestVideoFrameCallback;
    HTMLVideoElement.prototype.requestVideoFrameCallback = function (call) {
      return each.call(this, (now, frame) => {
        if (frame.rtpTimestamp !== undefined) {
          at['first packet'] ??= frame.receiveTime;
          at.decoded ??= frame.presentationTime;
        }
        call(now, frame);
      });
    };
    new MutationObserver(() => {
      if (document.querySelector('[data-kind=camera][data-showing=true]:not([data-own])')) note('shown');
      if (document.querySelector('[data-testid=meeting]')) note('meeting');
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-showing'] });
  });
}

/** What was noted, in ms after the click. */
export async function stamps(page) {
  const { click, ...at } = await page.evaluate(() => globalThis.stamps);
  return Object.fromEntries(Object.entries(at).filter(([, ms]) => ms >= click).map(([what, ms]) => [what, ms - click]).sort(([, a], [, b]) => a - b));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
