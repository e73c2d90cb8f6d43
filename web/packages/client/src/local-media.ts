// SPDX-License-Identifier: EUPL-1.2
// This device's camera, microphone and screen. A device is asked for only when it is switched on, and let go when it is
// switched off: a camera at once, so that its light goes out; a microphone is silent at once and let go after a while, so
// that an answer in class does not wait for it. Nothing is remembered beyond the page.
import { CAMERA_LINES, type ScreenChoice, type ScreenContent } from './encodings';
import { LevelMeter } from './level-meter';
import { mediaErrorId, type MediaErrorId } from './media-error';
import { Emitter, Observable, type Off } from './observable';
import { hintScreen, refitScreen, screenOptions } from './screen-capture';

export type LocalKind = 'microphone' | 'camera' | 'screen';

export interface LocalSource {
  /** switched on, and running */
  readonly on: boolean;
  /** the browser is asking, or the device is starting */
  readonly starting: boolean;
  readonly error: MediaErrorId | null;
  /** what is sent; null unless on */
  readonly track: MediaStreamTrack | null;
}

export interface Device {
  readonly id: string;
  /** empty until the person has allowed one */
  readonly label: string;
}

export interface LocalState {
  readonly microphone: LocalSource;
  readonly camera: LocalSource;
  readonly screen: LocalSource;
  /** sound of the shared screen, if there is any */
  readonly screenAudio: MediaStreamTrack | null;
  /** what the person said last of what the screen shows */
  readonly screenChoice: ScreenChoice;
  /** and what it is taken for */
  readonly screenContent: ScreenContent;
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
  /** chosen devices; '' is the system's choice */
  readonly chosen: { readonly microphone: string; readonly camera: string; readonly speaker: string };
}

export type LocalEvent =
  /** a device in use went away; `replaced`: another one took over */
  | { type: 'device_lost'; kind: 'microphone' | 'camera'; replaced: boolean }
  /** the browser's own button ended the sharing */
  | { type: 'screen_ended' };

const OFF: LocalSource = { on: false, starting: false, error: null, track: null };
const MICROPHONE_RELEASE_MS = 30_000;

/** A picture of so many lines, in the shape of a screen. */
const sized = (lines: number): MediaTrackConstraints => ({ width: { ideal: Math.round((lines * 16) / 9) }, height: { ideal: lines } });
const CAMERA: MediaTrackConstraints = { frameRate: { ideal: 30, max: 30 }, facingMode: 'user' };
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: { ideal: 1 },
};
function chosenConstraints(base: MediaTrackConstraints, deviceId: string): MediaTrackConstraints {
  if (!deviceId) return base;
  const { facingMode: _front, ...rest } = base;
  return { ...rest, deviceId: { exact: deviceId } };
}

export class LocalMedia {
  readonly state = new Observable<LocalState>({
    microphone: OFF, camera: OFF, screen: OFF, screenAudio: null, screenChoice: 'auto', screenContent: 'text', microphones: [], cameras: [], speakers: [],
    chosen: { microphone: '', camera: '', speaker: '' },
  });
  readonly events = new Emitter<LocalEvent>();

  /** the open microphone, also while muted */
  #microphone: MediaStreamTrack | null = null;
  #meter: LevelMeter | null = null;
  #release: ReturnType<typeof setTimeout> | undefined;
  /** counts up with every wish; an answer of the browser to an older wish is dropped */
  readonly #wish = { microphone: 0, camera: 0, screen: 0 };
  readonly #off: Off[] = [];
  #cameraLines = CAMERA_LINES;

  constructor() {
    const devices = this.#devices();
    if (!devices?.addEventListener) return;
    const changed = (): void => void this.refreshDevices();
    devices.addEventListener('devicechange', changed);
    this.#off.push(() => devices.removeEventListener('devicechange', changed));
    void this.refreshDevices();
  }

  get canShareScreen(): boolean {
    return typeof this.#devices()?.getDisplayMedia === 'function';
  }

  /** How loud the microphone is now, 0 to 1; 0 while it is off. */
  level(): number {
    return this.state.value.microphone.on ? (this.#meter?.read() ?? 0) : 0;
  }

  async setMicrophone(on: boolean): Promise<void> {
    const wish = ++this.#wish.microphone;
    clearTimeout(this.#release);
    if (!on) {
      if (this.#microphone) this.#microphone.enabled = false;
      this.#measure(null);
      this.#release = setTimeout(() => this.#dropMicrophone(), MICROPHONE_RELEASE_MS);
      this.#set('microphone', { ...OFF });
      return;
    }
    if (this.#microphone?.readyState === 'live') {
      this.#microphone.enabled = true;
      this.#measure(this.#microphone);
      this.#set('microphone', { ...OFF, on: true, track: this.#microphone });
      return;
    }
    this.#set('microphone', { ...OFF, starting: true });
    await this.#open('microphone', wish);
  }

  async setCamera(on: boolean): Promise<void> {
    const wish = ++this.#wish.camera;
    if (!on) {
      this.state.value.camera.track?.stop();
      this.#set('camera', { ...OFF });
      return;
    }
    if (this.state.value.camera.on) return;
    this.#set('camera', { ...OFF, starting: true });
    await this.#open('camera', wish);
  }

  /** The camera gives no more lines from now on. */
  limitCamera(lines: number): void {
    if (lines === this.#cameraLines) return;
    this.#cameraLines = lines;
    const { track } = this.state.value.camera;
    void track?.applyConstraints({ ...CAMERA, ...sized(lines) }).then(() => this.#patch({}), () => undefined);
  }

  /** Asks for a screen; `withSound`: with that of the computer, where the system gives it. */
  async startScreen(choice: ScreenChoice = this.state.value.screenChoice, withSound = true): Promise<void> {
    const wish = ++this.#wish.screen;
    const devices = this.#devices();
    if (!devices || !this.canShareScreen) return this.#set('screen', { ...OFF, error: 'unsupported' });
    this.#set('screen', { ...this.state.value.screen, starting: true, error: null });
    const content = choice === 'auto' ? 'text' : choice;
    this.#patch({ screenChoice: choice, screenContent: content });
    let stream: MediaStream;
    try {
      stream = await devices.getDisplayMedia(screenOptions(choice, withSound));
    } catch (error) {
      if (wish === this.#wish.screen) this.#set('screen', { ...this.state.value.screen, starting: false, error: mediaErrorId(error, true) });
      return;
    }
    if (wish !== this.#wish.screen) return stream.getTracks().forEach((track) => track.stop());
    this.#stopScreenTracks();
    const track = stream.getVideoTracks()[0] ?? null;
    const sound = stream.getAudioTracks()[0] ?? null;
    if (!track) return this.#set('screen', { ...OFF, error: 'failed' });
    hintScreen(track, content);
    track.addEventListener('ended', () => {
      if (this.state.value.screen.track !== track) return;
      this.stopScreen();
      this.events.emit({ type: 'screen_ended' });
    });
    sound?.addEventListener('ended', () => {
      if (this.state.value.screenAudio === sound) this.#patch({ screenAudio: null });
    });
    if (sound) sound.contentHint = 'music';
    this.#patch({ screen: { ...OFF, on: true, track }, screenAudio: sound });
  }

  /** A change of mind while it is shown. */
  showAs(choice: ScreenChoice): void {
    const content = choice === 'auto' ? this.state.value.screenContent : choice;
    this.#patch({ screenChoice: choice, screenContent: content });
    const { track } = this.state.value.screen;
    if (track) void refitScreen(track, choice, content);
  }

  /** What was found out of the screen; of no effect where the person has said it. */
  screenShows(content: ScreenContent): void {
    const { screen, screenChoice, screenContent } = this.state.value;
    if (screenChoice !== 'auto' || content === screenContent || !screen.track) return;
    hintScreen(screen.track, content);
    this.#patch({ screenContent: content });
  }

  stopScreen(): void {
    ++this.#wish.screen;
    this.#stopScreenTracks();
    this.#patch({ screen: OFF, screenAudio: null });
  }

  async chooseMicrophone(id: string): Promise<void> {
    this.#choose({ microphone: id });
    const on = this.state.value.microphone.on;
    this.#dropMicrophone();
    if (on) await this.setMicrophone(true);
  }

  async chooseCamera(id: string): Promise<void> {
    this.#choose({ camera: id });
    if (!this.state.value.camera.on) return;
    await this.setCamera(false);
    await this.setCamera(true);
  }

  /** The view plays sound through it; see AudioOutputs. */
  chooseSpeaker(id: string): void {
    this.#choose({ speaker: id });
  }

  async refreshDevices(): Promise<void> {
    const all = await this.#devices()?.enumerateDevices?.().catch(() => []);
    if (!all) return;
    const of = (kind: MediaDeviceKind): Device[] =>
      all.filter((d) => d.kind === kind && d.deviceId !== '').map((d) => ({ id: d.deviceId, label: d.label }));
    const lists = { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') };
    const there = (list: Device[], id: string): string => (list.length === 0 || list.some((d) => d.id === id) ? id : '');
    const { chosen } = this.state.value;
    this.#patch({
      ...lists,
      chosen: {
        microphone: there(lists.microphones, chosen.microphone), camera: there(lists.cameras, chosen.camera),
        speaker: there(lists.speakers, chosen.speaker),
      },
    });
  }

  /** Lets every device go at once; each can be switched on again. */
  release(): void {
    ++this.#wish.microphone;
    void this.setCamera(false);
    this.stopScreen();
    this.#dropMicrophone();
    this.#set('microphone', OFF);
  }

  close(): void {
    for (const off of this.#off.splice(0)) off();
    this.release();
  }

  async #open(kind: 'microphone' | 'camera', wish: number): Promise<void> {
    let track: MediaStreamTrack;
    try {
      track = await this.#capture(kind);
    } catch (error) {
      if (wish === this.#wish[kind]) this.#set(kind, { ...OFF, error: mediaErrorId(error) });
      return;
    }
    if (wish !== this.#wish[kind]) return track.stop();
    track.addEventListener('ended', () => this.#ended(kind, track));
    if (kind === 'microphone') {
      this.#dropMicrophone();
      this.#microphone = track;
      this.#measure(track);
    }
    this.#set(kind, { ...OFF, on: true, track });
    await this.refreshDevices();
  }

  async #capture(kind: 'microphone' | 'camera'): Promise<MediaStreamTrack> {
    const devices = this.#devices();
    if (!devices?.getUserMedia) throw new TypeError('no devices here');
    const id = this.state.value.chosen[kind];
    const ask = async (deviceId: string): Promise<MediaStreamTrack> => {
      const stream = await devices.getUserMedia(kind === 'camera'
        ? { video: chosenConstraints({ ...CAMERA, ...sized(this.#cameraLines) }, deviceId) } : { audio: chosenConstraints(MICROPHONE, deviceId) });
      const track = stream.getTracks()[0];
      if (!track) throw new DOMException('no track', 'NotFoundError');
      return track;
    };
    try {
      return await ask(id);
    } catch (error) {
      /* the chosen one was unplugged meanwhile; whoever chose a microphone still wants to be heard */
      if (id && mediaErrorId(error) === 'none') return ask('');
      throw error;
    }
  }

  /** A device went away by itself. Another microphone takes over; another camera might show what nobody meant to show. */
  #ended(kind: 'microphone' | 'camera', track: MediaStreamTrack): void {
    if (kind === 'camera') {
      if (this.state.value.camera.track !== track) return;
      this.#set('camera', { ...OFF, error: 'lost' });
      this.events.emit({ type: 'device_lost', kind, replaced: false });
      return;
    }
    if (this.#microphone !== track) return;
    const wasOn = this.state.value.microphone.on;
    this.#dropMicrophone();
    if (!wasOn) return;
    this.#choose({ microphone: '' });
    void this.setMicrophone(true).then(() => {
      const replaced = this.state.value.microphone.on;
      if (!replaced) this.#set('microphone', { ...OFF, error: 'lost' });
      this.events.emit({ type: 'device_lost', kind, replaced });
    });
  }

  /** Measuring costs: a microphone that is off is not measured. */
  #measure(track: MediaStreamTrack | null): void {
    this.#meter?.close();
    this.#meter = track ? new LevelMeter(track) : null;
  }

  #dropMicrophone(): void {
    clearTimeout(this.#release);
    this.#measure(null);
    this.#microphone?.stop();
    this.#microphone = null;
  }

  #stopScreenTracks(): void {
    this.state.value.screen.track?.stop();
    this.state.value.screenAudio?.stop();
  }

  #devices(): MediaDevices | undefined {
    return typeof navigator === 'undefined' ? undefined : (navigator.mediaDevices as MediaDevices | undefined);
  }

  #choose(part: Partial<LocalState['chosen']>): void {
    this.#patch({ chosen: { ...this.state.value.chosen, ...part } });
  }

  #set(kind: LocalKind, source: LocalSource): void {
    this.#patch({ [kind]: source });
  }

  #patch(part: Partial<LocalState>): void {
    this.state.set({ ...this.state.value, ...part });
  }
}
