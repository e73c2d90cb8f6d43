// SPDX-License-Identifier: EUPL-1.2
// What arrives at a page, counted by its own PeerConnections.

/** Before the page loads anything: keeps hold of every PeerConnection it makes. */
export function keepPeers(page) {
  return page.addInitScript(() => {
    const Real = globalThis.RTCPeerConnection;
    globalThis.keptPeers = [];
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...words) {
        super(...words);
        globalThis.keptPeers.push(this);
      }
    };
  });
}

/** Before the page loads anything: keeps hold of the senders of its latest PeerConnection, the microphone's first. */
export function keepSenders(page) {
  return page.addInitScript(() => {
    const add = RTCPeerConnection.prototype.addTransceiver;
    let latest;
    RTCPeerConnection.prototype.addTransceiver = function addTransceiver(...words) {
      const transceiver = add.apply(this, words);
      if (latest !== this) globalThis.keptSenders = [];
      latest = this;
      globalThis.keptSenders.push(transceiver.sender);
      return transceiver;
    };
  });
}

/** Sums over all that the living connections of a page receive. */
export function received(page) {
  return page.evaluate(async () => {
    const sum = { frames: 0, packets: 0, energy: 0 };
    for (const peer of globalThis.keptPeers.filter((each) => each.connectionState === 'connected')) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'video') sum.frames += report.framesDecoded ?? 0;
        else {
          sum.packets += report.packetsReceived;
          sum.energy += report.totalAudioEnergy ?? 0;
        }
      }
    }
    return sum;
  });
}

/** A small copy of the picture in somebody's tile, to be compared with a later one; null while none is shown. */
export function picture(page, name, kind = 'camera') {
  return page.evaluate(({ name, kind }) => {
    const tile = [...document.querySelectorAll(`[data-kind=${kind}][data-showing=true]`)]
      .find((each) => each.querySelector('.tile__text')?.textContent.includes(name));
    const video = tile?.querySelector('video');
    if (!video || video.videoWidth === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 36;
    const paint = canvas.getContext('2d');
    paint.drawImage(video, 0, 0, 64, 36);
    return [...paint.getImageData(0, 0, 64, 36).data];
  }, { name, kind });
}

/** How far two such copies are apart, a value of 0 to 255 on average. */
export function apart(a, b) {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

/** What a page sends of its camera (`nth` 1) or screen (2), by rid: lines, frames encoded so far, and whether it is on. Keep its senders first. */
export function sentLayers(page, nth = 1) {
  return page.evaluate(async (at) => {
    const out = {};
    for (const row of (await globalThis.keptSenders[at].getStats()).values()) {
      if (row.type === 'outbound-rtp') out[row.rid ?? ''] = { lines: row.frameHeight ?? 0, frames: row.framesEncoded ?? 0, active: row.active ?? true };
    }
    return out;
  }, nth);
}

/** Lines of the pictures that a page decodes now, largest first. Keep its peers first. */
export function decodedLines(page) {
  return page.evaluate(async () => {
    const lines = [];
    for (const peer of globalThis.keptPeers.filter((each) => each.connectionState === 'connected')) {
      for (const row of (await peer.getStats()).values()) {
        if (row.type === 'inbound-rtp' && row.kind === 'video' && (row.framesDecoded ?? 0) > 0) lines.push(row.frameHeight ?? 0);
      }
    }
    return lines.sort((a, b) => b - a);
  });
}

/** What the living connection of a page received of sound and pictures, when (ms of its clock), and the lines of the picture. */
export function receivedSoFar(page) {
  return page.evaluate(async () => {
    const peer = globalThis.keptPeers.find((each) => each.connectionState === 'connected');
    const sum = { ms: 0, bytes: 0, sound: 0, samples: 0, madeUp: 0, frames: 0, frozen: 0, lines: 0 };
    for (const row of (await peer.getStats()).values()) {
      if (row.type !== 'inbound-rtp') continue;
      sum.ms = row.timestamp;
      sum.bytes += row.bytesReceived;
      if (row.kind === 'audio') {
        sum.sound += row.packetsReceived;
        sum.samples += row.totalSamplesReceived ?? 0;
        sum.madeUp += (row.concealedSamples ?? 0) - (row.silentConcealedSamples ?? 0);
      } else if ((row.framesDecoded ?? 0) > 0) {
        sum.frames += row.framesDecoded;
        sum.frozen += row.totalFreezesDuration ?? 0;
        sum.lines = Math.max(sum.lines, row.frameHeight ?? 0);
      }
    }
    return sum;
  });
}
