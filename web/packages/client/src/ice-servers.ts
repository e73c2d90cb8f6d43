// SPDX-License-Identifier: EUPL-1.2
// Where a browser finds the relay whose name and password the server gave: on the host the page came from.
import type { signal } from '@kreide/protocol';

/** What a client knows of the relay, for all its connections one after the other. */
export class Relay {
  #access: signal.Relay | undefined;
  /** The last path led over it, so the next one will. */
  needed = false;

  /** Newer names and passwords replace older ones. */
  take(access: signal.Relay | undefined): void {
    this.#access = access ?? this.#access;
  }

  get servers(): RTCIceServer[] {
    return iceServers(this.#access, location);
  }
}

/** UDP first, then TCP, and TLS on the port of the page itself, which every network lets through that let the page through. */
export function iceServers(relay: signal.Relay | undefined, page: Pick<Location, 'protocol' | 'hostname' | 'port'>): RTCIceServer[] {
  if (!relay || page.hostname === '') return [];
  const tls = page.protocol === 'https:' && relay.tls_port !== 0 ? Number(page.port || 443) : relay.tls_port;
  const urls = [
    ...(relay.port ? [`turn:${page.hostname}:${relay.port}?transport=udp`, `turn:${page.hostname}:${relay.port}?transport=tcp`] : []),
    ...(tls ? [`turns:${page.hostname}:${tls}?transport=tcp`] : []),
  ];
  return urls.length > 0 ? [{ urls, username: relay.name, credential: relay.password }] : [];
}
