// SPDX-License-Identifier: EUPL-1.2
// Plays what is heard: one audio element for each audio slot.
import { Observable } from './observable';

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

export class AudioOutputs {
  /** The browser wants a click before it plays sound; call `play` from one. */
  readonly blocked = new Observable(false);
  #elements: Sinkable[] = [];
  #speaker = '';

  static get canChoose(): boolean {
    return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
  }

  /** One track for each slot, in order; those before are given up. */
  attach(tracks: readonly MediaStreamTrack[]): void {
    this.close();
    if (typeof document === 'undefined') return;
    this.#elements = tracks.map((track, slot) => {
      const element: Sinkable = document.createElement('audio');
      element.autoplay = true;
      element.hidden = true;
      element.dataset['audioSlot'] = String(slot);
      element.srcObject = new MediaStream([track]);
      document.body.append(element);
      return element;
    });
    this.setSpeaker(this.#speaker);
    this.play();
  }

  setSpeaker(id: string): void {
    this.#speaker = id;
    for (const element of this.#elements) element.setSinkId?.(id).catch(() => undefined);
  }

  play(): void {
    for (const element of this.#elements) {
      element.play().then(
        () => this.blocked.set(this.#elements.some((e) => e.paused)),
        (error: unknown) => {
          if (error instanceof Error && error.name === 'NotAllowedError') this.blocked.set(true);
        });
    }
  }

  close(): void {
    for (const element of this.#elements) {
      element.srcObject = null;
      element.remove();
    }
    this.#elements = [];
    this.blocked.set(false);
  }
}
