// SPDX-License-Identifier: EUPL-1.2
// One person's part in one meeting: knocks, waits, joins, stays in through lost connections, and leaves.
import type { signal, SignalFromServer } from '@kreide/protocol';
import { AudioOutputs } from './audio-outputs';
import { Connection } from './connection';
import type { LocalMedia } from './local-media';
import { applyMessage, fromSnapshot, selfOf, type Meeting, type MeetingEvent } from './meeting';
import { Emitter, Observable, type Off } from './observable';
import { MediaPeer, SENDER_KINDS, type PeerState, type SenderKind } from './peer';
import { backoffMs } from './backoff';
import { SignalError, type Request } from './signal-socket';
import { SlotBoard } from './slot-board';
import { SLOT_STEPS, slotsNeeded, type Wants } from './slots';
import { judgeQuality, readSample, SteadyLimit, SteadyQuality, type Quality, type Sample } from './stats';

export type Phase =
  | 'idle' | 'connecting' | 'waiting' | 'admitted' | 'joining' | 'joined' | 'reconnecting' | 'ended' | 'refused';

/** Why it is over, or why it did not begin. */
export type EndReason = signal.Refused['reason'] | signal.Ended['reason'] | 'left' | 'disconnected';

export interface ClientState {
  readonly phase: Phase;
  /** in the phases `ended` and `refused` */
  readonly reason: EndReason | null;
  readonly moderator: boolean;
  /** from the first `joined` on; kept while reconnecting */
  readonly meeting: Meeting | null;
  readonly media: 'none' | PeerState;
  readonly quality: Quality;
  /** own picture is made smaller for want of bandwidth */
  readonly limited: boolean;
}

export type ClientEvent =
  | MeetingEvent
  /** a moderator switched it off, or took the right */
  | { type: 'muted'; kind: 'microphone' | 'camera' | 'screen' }
  /** back after a lost connection */
  | { type: 'reconnected' }
  /** something the person asked for had no effect */
  | { type: 'failed'; request: Request['type']; error: string };

export interface ClientOptions {
  signalUrl: string;
  ticket: string;
  name: string;
  media: LocalMedia;
  /** video slots to begin with */
  slots?: number;
}

type SourceState = Record<SenderKind, boolean>;

const JOIN_MS = 20_000;
const WATCH_DELAY_MS = 40;
const STATS_MS = 2_000;
const RIGHTS_SETTLE_MS = 300;
const JOIN_ATTEMPTS = 8;
const ALL_OFF: SourceState = { microphone: false, camera: false, screen: false, screen_audio: false };

export class MeetingClient {
  readonly state = new Observable<ClientState>({
    phase: 'idle', reason: null, moderator: false, meeting: null, media: 'none', quality: 'unknown', limited: false,
  });
  readonly events = new Emitter<ClientEvent>();
  readonly outputs = new AudioOutputs();
  readonly media: LocalMedia;

  readonly #options: ClientOptions;
  readonly #connection: Connection;
  readonly #board = new SlotBoard();
  #peer: MediaPeer | null = null;
  #doubtful: MediaPeer | null = null;
  #joining = 0;
  #told: SourceState = ALL_OFF;
  #wants: Wants | null = null;
  #watchTimer: ReturnType<typeof setTimeout> | undefined;
  #rightsTimer: ReturnType<typeof setTimeout> | undefined;
  #statsTimer: ReturnType<typeof setInterval> | undefined;
  #sample: Sample | null = null;
  readonly #steady = new SteadyQuality();
  readonly #limit = new SteadyLimit();
  readonly #off: Off[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
    this.media = options.media;
    this.#connection = new Connection(options.signalUrl, { ticket: options.ticket, name: options.name }, {
      message: (message) => this.#message(message),
      lost: () => this.#connectionLost(),
      gaveUp: () => this.#finish(this.state.value.meeting ? 'disconnected' : 'unavailable'),
    });
  }

  /** What is in the video slots. */
  get slots(): Observable<SlotBoard['views']['value']> {
    return this.#board.views;
  }

  /** Knocks. Once only. */
  start(): void {
    if (this.state.value.phase !== 'idle') return;
    this.#patch({ phase: 'connecting' });
    this.#off.push(this.media.state.subscribe((state) => {
      this.outputs.setSpeaker(state.chosen.speaker);
      this.#syncSources();
    }));
    if (typeof window !== 'undefined') {
      const gone = (event: PageTransitionEvent): void => {
        if (!event.persisted) void this.leave();
      };
      window.addEventListener('pagehide', gone);
      this.#off.push(() => window.removeEventListener('pagehide', gone));
    }
    this.#connection.open();
  }

  /** What the view shows now; see Wants. */
  watch(wants: Wants): void {
    this.#wants = wants;
    const peer = this.#peer;
    if (peer && this.state.value.phase === 'joined') {
      const needed = slotsNeeded(wants, peer.video.length);
      if (needed > peer.video.length) void this.#grow(peer, needed);
    }
    if (this.#board.want(wants)) this.#watchSoon();
  }

  /** The view saw a frame in a slot. The same function always, to be handed on. */
  readonly presented = (slot: number, rtpTimestamp: number): void => this.#board.presented(slot, rtpTimestamp);

  say(text: string): Promise<boolean> {
    return this.#act({ type: 'say', text });
  }

  unsay(number: number): Promise<boolean> {
    return this.#act({ type: 'unsay', number });
  }

  /** Raises or lowers the own hand. */
  raiseHand(up: boolean): Promise<boolean> {
    return this.#act({ type: 'hand', up });
  }

  lowerHand(member: string): Promise<boolean> {
    return this.#act({ type: 'hand', up: false, member });
  }

  lowerAllHands(): Promise<boolean> {
    return this.#act({ type: 'hand', up: false, all: true });
  }

  /** Without a member: for all participants, now and to come. */
  grant(rights: Partial<signal.Rights>, member?: string): Promise<boolean> {
    return this.#act({ type: 'grant', ...rights, ...(member === undefined ? {} : { member }) });
  }

  mute(kind: signal.Mute['kind'], member?: string): Promise<boolean> {
    return this.#act({ type: 'mute', kind, ...(member === undefined ? {} : { member }) });
  }

  admit(members: readonly string[]): Promise<boolean> {
    return this.#act({ type: 'admit', members: [...members] });
  }

  admitAll(): Promise<boolean> {
    return this.#act({ type: 'admit', members: [], all: true });
  }

  deny(members: readonly string[]): Promise<boolean> {
    return this.#act({ type: 'deny', members: [...members] });
  }

  remove(member: string): Promise<boolean> {
    return this.#act({ type: 'remove', member });
  }

  lock(on: boolean): Promise<boolean> {
    return this.#act({ type: 'lock', on });
  }

  lobby(on: boolean): Promise<boolean> {
    return this.#act({ type: 'lobby', on });
  }

  freeze(on: boolean): Promise<boolean> {
    return this.#act({ type: 'freeze', on });
  }

  /** Ends the meeting for all. */
  end(): Promise<boolean> {
    return this.#act({ type: 'end' });
  }

  /** Leaves for good. The devices go off at once; the server is told if it can be. */
  leave(): Promise<void> {
    if (this.#over()) return Promise.resolve();
    const told = this.#connection.request({ type: 'leave' }, 1_000).then(() => undefined, () => undefined);
    this.#stop();
    this.#patch({ phase: 'ended', reason: 'left' });
    return told.finally(() => this.#connection.close());
  }

  #over(): boolean {
    const { phase } = this.state.value;
    return phase === 'ended' || phase === 'refused';
  }

  #patch(part: Partial<ClientState>): void {
    this.state.set({ ...this.state.value, ...part });
  }

  async #act(message: Request): Promise<boolean> {
    try {
      await this.#connection.request(message);
      return true;
    } catch (error) {
      const id = error instanceof SignalError ? error.id : 'failed';
      this.events.emit({ type: 'failed', request: message.type, error: id });
      return false;
    }
  }

  #message(message: SignalFromServer): void {
    if (this.#over()) return;
    switch (message.type) {
      case 'waiting':
        return this.#wait();
      case 'admitted':
        this.#patch({ phase: this.state.value.meeting ? 'reconnecting' : 'admitted', moderator: message.moderator });
        return void this.#join();
      case 'resumed':
        return this.#resumed(message);
      case 'refused':
        return this.#finish(message.reason);
      case 'removed':
        return this.#finish('removed');
      case 'ended':
        return this.#finish(message.reason);
      case 'media_lost':
        return void this.#join();
      case 'slots':
        return this.#board.named(message);
      case 'muted':
        return this.#switchedOff(message.kind);
      default:
        return this.#advance(message);
    }
  }

  /** Outside, for the first time or again after the place was lost: nothing of the meeting is kept. */
  #wait(): void {
    ++this.#joining;
    this.#dropPeer();
    this.#patch({ phase: 'waiting', meeting: null, media: 'none', quality: 'unknown', limited: false });
  }

  #dropPeer(): void {
    clearInterval(this.#statsTimer);
    this.#peer?.close();
    this.#peer = null;
    this.outputs.close();
    this.#board.attach([], true);
  }

  #advance(message: SignalFromServer): void {
    const { meeting } = this.state.value;
    if (!meeting) return;
    const step = applyMessage(meeting, message);
    if (step.meeting === meeting) return;
    this.#setMeeting(step.meeting);
    for (const event of step.events) {
      if (event.type === 'rights' && event.member.id === meeting.self) this.#rightsChanged();
      this.events.emit(event);
    }
  }

  #setMeeting(meeting: Meeting): void {
    this.#patch({ meeting });
    this.#board.sending((source) => {
      const member = meeting.members.find((m) => m.id === source.member);
      return source.kind === 'screen' ? (member?.screen ?? false) : (member?.camera ?? false);
    });
  }

  /**
   * A right that was taken switches its device off. While the room is frozen nothing is taken for good: devices stay, and
   * are told to the server again afterwards. That it is frozen may be said a moment after the rights are gone.
   */
  #rightsChanged(): void {
    this.#syncSources();
    clearTimeout(this.#rightsTimer);
    this.#rightsTimer = setTimeout(() => {
      const { meeting } = this.state.value;
      const self = meeting ? selfOf(meeting) : undefined;
      if (!meeting || !self || meeting.room.frozen) return;
      for (const kind of ['microphone', 'camera', 'screen'] as const) if (!self.rights[kind]) this.#switchedOff(kind);
    }, RIGHTS_SETTLE_MS);
  }

  #switchedOff(kind: 'microphone' | 'camera' | 'screen'): void {
    const source = this.media.state.value[kind];
    if (!source.on && !source.starting) return;
    this.#told = { ...this.#told, [kind]: false, ...(kind === 'screen' ? { screen_audio: false } : {}) };
    if (kind === 'microphone') void this.media.setMicrophone(false);
    else if (kind === 'camera') void this.media.setCamera(false);
    else this.media.stopScreen();
    this.events.emit({ type: 'muted', kind });
  }

  #resumed(message: signal.Resumed): void {
    const speakers = this.state.value.meeting?.speakers ?? [];
    this.#setMeeting({ ...fromSnapshot(message.snapshot), speakers });
    this.#patch({ moderator: selfOf(fromSnapshot(message.snapshot))?.role === 'moderator' });
    if (!message.media || !this.#peer || this.#peer.state === 'lost' || this.#peer === this.#doubtful) return void this.#join();
    this.#patch({ phase: 'joined' });
    this.#told = ALL_OFF;
    this.#syncSources(true);
    this.#board.again();
    this.#watchSoon();
    if (this.#peer.state !== 'connected') this.#peer.restart().catch(() => undefined);
    this.events.emit({ type: 'reconnected' });
  }

  /** A new PeerConnection, and in with it. Tried again while the server cannot yet. */
  async #join(): Promise<void> {
    const turn = ++this.#joining;
    const again = this.state.value.meeting !== null;
    if (!again) this.#patch({ phase: 'joining' });
    for (let attempt = 0; attempt < JOIN_ATTEMPTS && turn === this.#joining && !this.#over(); attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random())));
      if (turn !== this.#joining || this.#over()) return;
      try {
        await this.#newPeer().start();
        if (turn === this.#joining && !this.#over()) this.#joined(again);
        return;
      } catch (error) {
        /* when the socket is gone, it comes back first and says what is next */
        if (error instanceof SignalError && error.id === 'closed') return;
      }
    }
    if (turn === this.#joining && !this.#over()) this.#finish('unavailable');
  }

  #newPeer(): MediaPeer {
    this.#peer?.close();
    const count = Math.max(this.#options.slots ?? SLOT_STEPS[0], this.#peer?.video.length ?? 0);
    const peer: MediaPeer = new MediaPeer(count, {
      state: (state) => this.#peerState(peer, state),
      exchange: (offer, first) => this.#exchange(offer, first),
    });
    this.#peer = peer;
    this.#told = ALL_OFF;
    this.#board.attach(peer.video, true);
    this.outputs.attach(peer.audio);
    this.#patch({ media: 'connecting' });
    return peer;
  }

  async #exchange(offer: { sdp: string; senders: signal.Senders }, first: boolean): Promise<string> {
    const reply = await this.#connection.request({ type: first ? 'join' : 'offer', ...offer }, JOIN_MS);
    if (reply.type === 'joined') this.#setMeeting(fromSnapshot(reply.snapshot));
    if (reply.type === 'joined' || reply.type === 'answer') return reply.sdp;
    throw new SignalError('bad_reply');
  }

  #joined(again: boolean): void {
    if (this.#peer?.state === 'lost') return void this.#join();
    const { meeting } = this.state.value;
    this.#patch({ phase: 'joined', moderator: (meeting ? selfOf(meeting) : undefined)?.role === 'moderator' });
    this.#syncSources(true);
    if (this.#wants) this.watch(this.#wants);
    this.#watchSoon();
    clearInterval(this.#statsTimer);
    this.#sample = null;
    this.#statsTimer = setInterval(() => void this.#measure(), STATS_MS);
    if (again) this.events.emit({ type: 'reconnected' });
  }

  #peerState(peer: MediaPeer, state: PeerState): void {
    if (peer !== this.#peer || this.#over()) return;
    this.#patch({ media: state });
    if (state === 'lost' && this.#connection.isOpen && this.state.value.phase !== 'joining') void this.#join();
  }

  #connectionLost(): void {
    ++this.#joining;
    if (this.state.value.meeting) this.#patch({ phase: 'reconnecting' });
  }

  /** New slots are used once the server knows them. A connection whose growth failed is in doubt: it is made anew. */
  async #grow(peer: MediaPeer, count: number): Promise<void> {
    try {
      await peer.grow(count);
    } catch {
      this.#doubtful = peer;
      if (peer === this.#peer && this.#connection.isOpen) void this.#join();
      return;
    }
    if (peer !== this.#peer) return;
    this.#board.attach(peer.video, false);
    this.#watchSoon();
  }

  #watchSoon(): void {
    this.#watchTimer ??= setTimeout(() => {
      this.#watchTimer = undefined;
      if (this.state.value.phase !== 'joined') return;
      const watch = this.#board.takeWatch();
      if (!watch) return;
      this.#connection.request({ type: 'watch', ...watch }).catch(() => {
        this.#board.again();
        if (this.#connection.isOpen) setTimeout(() => this.#watchSoon(), 1_000);
      });
    }, WATCH_DELAY_MS);
  }

  /** Brings senders and server in line with the devices: told is what runs and is allowed. */
  #syncSources(all = false): void {
    const peer = this.#peer;
    const { meeting, phase } = this.state.value;
    const rights = meeting ? selfOf(meeting)?.rights : undefined;
    if (!peer || !rights || phase !== 'joined') return;
    const local = this.media.state.value;
    const tracks: Record<SenderKind, MediaStreamTrack | null> = {
      microphone: local.microphone.track, camera: local.camera.track, screen: local.screen.track, screen_audio: local.screenAudio,
    };
    const changed: signal.State = {};
    for (const kind of SENDER_KINDS) {
      const on = tracks[kind] !== null && rights[kind === 'screen_audio' ? 'screen' : kind];
      peer.setTrack(kind, tracks[kind]).catch(() => undefined);
      if (on !== this.#told[kind] || (all && on)) changed[kind] = on;
    }
    this.#told = { ...this.#told, ...changed };
    if (Object.keys(changed).length > 0) void this.#tellState(changed);
  }

  async #tellState(changed: signal.State): Promise<void> {
    try {
      await this.#connection.request({ type: 'state', ...changed });
    } catch (error) {
      const refused = error instanceof SignalError && !['closed', 'timeout'].includes(error.id);
      if (!refused) return;
      this.#told = { ...this.#told, ...Object.fromEntries(Object.keys(changed).map((kind) => [kind, false])) };
      if (this.state.value.meeting?.room.frozen) return;
      for (const kind of ['microphone', 'camera', 'screen'] as const) if (changed[kind]) this.#switchedOff(kind);
    }
  }

  async #measure(): Promise<void> {
    const peer = this.#peer;
    if (!peer || peer.state !== 'connected') return;
    const now = readSample((await peer.stats().catch(() => new Map())) as Iterable<[string, unknown]>);
    const before = this.#sample;
    this.#sample = now;
    if (!before || peer !== this.#peer) return;
    const quality = this.#steady.next(judgeQuality(before, now));
    const limited = this.#limit.next(now);
    if (quality !== this.state.value.quality || limited !== this.state.value.limited) this.#patch({ quality, limited });
  }

  #stop(): void {
    ++this.#joining;
    clearTimeout(this.#watchTimer);
    clearTimeout(this.#rightsTimer);
    for (const off of this.#off.splice(0)) off();
    this.#dropPeer();
    this.media.release();
  }

  #finish(reason: EndReason): void {
    if (this.#over()) return;
    const phase = this.state.value.meeting ? 'ended' : 'refused';
    this.#stop();
    this.#connection.close();
    this.#patch({ phase, reason, media: 'none' });
  }
}
