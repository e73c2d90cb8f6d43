// SPDX-License-Identifier: EUPL-1.2
// What a browser must have to take part, asked before anything else: better one clear page than a room that stays dark.

export type Lack = 'insecure' | 'unsupported';

interface BrowserLike {
  isSecureContext: boolean;
  RTCPeerConnection?: unknown;
  WebSocket?: unknown;
  RTCRtpTransceiver?: { prototype: object } | undefined;
}

export function lacking(browser: BrowserLike = window): Lack | undefined {
  if (typeof browser.RTCPeerConnection !== 'function' || typeof browser.WebSocket !== 'function') {
    /* browsers hide parts of WebRTC on pages that are not secure: then that is the thing to say */
    return browser.isSecureContext ? 'unsupported' : 'insecure';
  }
  if (!browser.isSecureContext) return 'insecure';
  /* slots need transceivers; Kreide's own floor, Safari 16.4, has had them for years */
  return browser.RTCRtpTransceiver && 'setCodecPreferences' in browser.RTCRtpTransceiver.prototype ? undefined : 'unsupported';
}

export type BrowserKind = 'chromium' | 'firefox' | 'safari' | 'ios' | 'android' | 'other';

/** Only to say where in this browser a permission is given; nothing works differently because of it. */
export function browserKind(userAgent: string, touchPoints: number): BrowserKind {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrom(e|ium)\/|Edg\//.test(userAgent)) return 'chromium';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
