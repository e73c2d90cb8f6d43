// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { browserKind, lacking } from './capabilities';

class Peer {}
class Socket {}
class Transceiver {
  setCodecPreferences() {}
}
const whole = { isSecureContext: true, RTCPeerConnection: Peer, WebSocket: Socket, RTCRtpTransceiver: Transceiver };

describe('lacking', () => {
  it.each([
    ['a current browser', whole, undefined],
    ['a page without protection', { ...whole, isSecureContext: false }, 'insecure'],
    ['no WebRTC', { ...whole, RTCPeerConnection: undefined }, 'unsupported'],
    ['no WebRTC, for want of protection', { ...whole, RTCPeerConnection: undefined, isSecureContext: false }, 'insecure'],
    ['old transceivers', { ...whole, RTCRtpTransceiver: class {} }, 'unsupported'],
  ])('%s', (_name, browser, expected) => {
    expect(lacking(browser)).toBe(expected);
  });
});

describe('browserKind', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', 0, 'chromium'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0', 0, 'chromium'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 0, 'firefox'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 0, 'safari'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 5, 'ios'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/156.0 Mobile Safari/604.1', 5, 'ios'],
    ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36', 5, 'android'],
    ['curl/8', 0, 'other'],
  ] as const)('%s', (agent, touch, expected) => {
    expect(browserKind(agent, touch)).toBe(expected);
  });
});
