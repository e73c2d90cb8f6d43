// SPDX-License-Identifier: EUPL-1.2
// One person's part in one meeting: knocks, waits, joins, stays in through lost connections, and leaves.
import type { signal, SignalFromServer } from '@kreide/protocol';
import { Acts } from './acts';
import { AudioOutputs } from './audio-outputs';
import { backoffMs } from './backoff';
import { BEFORE, type ClientEvent, type ClientState, type EndReason } from './client-state';
import { Connection, type Hello } from './connection';
import { Relay } from './ice-servers';
import { endOfJoin } from './join-end';
import { LongHidden } from './long-hidden';
import type { LocalMedia } from './local-media';
import { applyMessage, fromSnapshot, selfOf, type Meeting } from './meeting';
import { Emitter, Observable, type Off } from './observable';
import { OwnSources } from './own-sources';
import { MediaPeer, type PeerState } from './peer';
import { QualityWatch } from './quality-watch';
import { readScreenCount, ScreenMotion } from './screen-motion';
import { SendControl } from './send-control';
import { SignalError, type Request } from './signal-socket';
import type { SlotView } from './slot-board';
import { SLOT_STEPS, type Wants } from './slots';
import { NOTHING_LEFT_OUT, Statistics, type LeftOut } from './statistics';
import type { Quality, Sample } from './stats';
import { markOf, reducedHere, SteadyTrouble } from './trouble';
import { Watcher } from './watcher';

export interface ClientOptions {
  signalUrl: string;
  media: LocalMedia;
  /** video slots to begin with */
  slots?: number;
}

const JOIN_MS = 20_000;
const JOIN_ATTEMPTS = 8;
const LEAVE_MS = 1_000;
/** The device may have moved to another network meanwhile. */
const PREPARED_FRESH_MS = 300_000;

export class MeetingClient extends Acts {
  readonly state = new Observable<ClientState>(BEFORE);
  readonly events = new Emitter<ClientEvent>();
  readonly outputs = new AudioOutputs();
  readonly media: LocalMedia;

  readonly #options: ClientOptions;
  readonly #connection: Connection;
  readonly #watcher: Watcher;
  readonly #sources: OwnSources;
  readonly #sending: SendControl;
  readonly #quality = new QualityWatch((quality, limited, sample) => this.#judged(quality, limited, sample));
  readonly #motion = new ScreenMotion();
  readonly #trouble = new SteadyTrouble(() => this.#marked());
  #left: LeftOut = NOTHING_LEFT_OUT;
  #looked: MediaStreamTrack | null = null;
  #measured: Quality = 'unknown';
  #peer: MediaPeer | null = null;
  #doubtful: MediaPeer | null = null;
  /** made before it was asked for */
  #prepared: { peer: MediaPeer; atMs: number } | null = null;
  /** the server has just let the present connection in; its answer is being taken */
  #answered = false;
  #joining = 0;
  readonly #relay = new Relay();
  readonly #off: Off[] = [];

  constructor(options: ClientOptions) {
    super();
    this.#options = options;
    this.media = options.media;
    this.#connection = new Connection(options.signalUrl, {
      message: (message) => this.#message(message),
      lost: () => this.#connectionLost(),
      gaveUp: () => this.#finish(this.state.value.meeting ? 'disconnected' : 'unavailable'),
    });
    this.#watcher = new Watcher({
      peer: () => this.#peer,
      joined: () => this.#answered || this.state.value.phase === 'joined',
      tell: (watch) => this.#connection.request({ type: 'watch', ...watch }),
      isOpen: () => this.#connection.isOpen,
      doubt: (peer) => this.#doubt(peer),
    });
    this.#sending = new SendControl(options.media);
    this.#sources = new OwnSources(options.media, {
      peer: () => (this.state.value.phase === 'joined' ? this.#peer : null),
      meeting: () => this.state.value.meeting,
      tell: (state) => this.#connection.request({ type: 'state', ...state }),
      muted: (kind) => this.events.emit({ type: 'muted', kind }),
      taken: (full) => this.events.emit({ type: 'screen_taken', full }),
    });
  }

  /** What is in the video slots. */
  get slots(): Observable<readonly SlotView[]> {
    return this.#watcher.board.views;
  }

  /** Makes ahead what takes the browser a while and needs nobody's word: the connection and its offer. */
  async prepare(): Promise<void> {
    if (this.state.value.phase !== 'idle' || this.#prepared) return;
    const peer = this.#makePeer(0);
    this.#prepared = { peer, atMs: Date.now() };
    await peer.prepare().catch(() => this.#takePrepared()?.close());
  }

  /** Somebody is about to knock. */
  approach(): void {
    if (this.state.value.phase === 'idle') this.#connection.warm();
  }

  /** Knocks. Once only. */
  start(hello: Hello): void {
    if (this.state.value.phase !== 'idle') return;
    this.#patch({ phase: 'connecting' });
    this.#off.push(this.media.state.subscribe((state) => {
      this.outputs.setSpeaker(state.chosen.speaker);
      this.#sending.sync();
      this.#sources.sync();
    }));
    const hidden = new LongHidden((on) => this.#watcher.unseen(on));
    this.#off.push(() => hidden.close());
    if (typeof window !== 'undefined') {
      const gone = (event: PageTransitionEvent): void => {
        if (!event.persisted) void this.leave();
      };
      window.addEventListener('pagehide', gone);
      this.#off.push(() => window.removeEventListener('pagehide', gone));
    }
    this.#connection.open(hello);
  }

  /** Figures of the connection, for as long as they are not closed. */
  statistics(): Statistics {
    return new Statistics({ peer: () => this.#peer, ask: () => this.#connection.request({ type: 'statistics' }), left: () => this.#left });
  }

  /** What the view shows now; see Wants. */
  watch(wants: Wants): void {
    this.#watcher.want(wants);
  }

  /** The view saw a frame in a slot. The same function always, to be handed on. */
  readonly presented = (slot: number, rtpTimestamp: number): void => this.#watcher.board.presented(slot, rtpTimestamp);

  /** Leaves for good. The devices go off at once; the server is told if it can be. */
  leave(): Promise<void> {
    if (this.#over()) return Promise.resolve();
    const told = this.#connection.request({ type: 'leave' }, LEAVE_MS).then(() => undefined, () => undefined);
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

  protected async act(message: Request): Promise<boolean> {
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
        this.#relay.take(message.relay);
        this.#patch({ phase: this.state.value.meeting ? 'reconnecting' : 'admitted', moderator: message.moderator, offline: false });
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
      case 'quality':
        this.#watcher.board.held(message.paused.map(({ slot }) => slot));
        this.#left = message;
        return this.#trouble.note({ down: reducedHere(message) });
      case 'wanted':
        return this.#sending.wanted(message);
      case 'codec':
        return this.#sending.codecs(message);
      case 'slots':
        return this.#watcher.board.named(message);
      case 'muted':
        return this.#sources.switchedOff(message.kind);
      default:
        return this.#advance(message);
    }
  }

  /** Outside, for the first time or again after the place was lost: nothing of the meeting is kept. */
  #wait(): void {
    ++this.#joining;
    this.#dropPeer();
    this.#patch({ phase: 'waiting', meeting: null, offline: false, media: 'none', quality: 'unknown' });
  }

  #dropPeer(): void {
    this.#quality.stop();
    this.#trouble.forget();
    this.#sending.detach();
    this.#answered = false;
    this.#peer?.close();
    this.#peer = null;
    this.outputs.close();
    this.#watcher.detach();
  }

  #advance(message: SignalFromServer): void {
    const { meeting } = this.state.value;
    if (!meeting) return;
    const step = applyMessage(meeting, message);
    if (step.meeting === meeting) return;
    this.#setMeeting(step.meeting);
    for (const event of step.events) {
      const own = event.type === 'rights' && event.member.id === meeting.self;
      const lifted = event.type === 'room' && event.before.frozen && !event.room.frozen;
      if (own || lifted) this.#sources.rightsChanged();
      this.events.emit(event);
    }
  }

  #setMeeting(meeting: Meeting): void {
    this.#patch({ meeting });
    this.#watcher.meetingChanged(meeting);
  }

  #resumed(message: signal.Resumed): void {
    this.#relay.take(message.relay);
    const speakers = this.state.value.meeting?.speakers ?? [];
    this.#setMeeting({ ...fromSnapshot(message.snapshot), speakers });
    this.#patch({ moderator: selfOf(fromSnapshot(message.snapshot))?.role === 'moderator', offline: false });
    if (!message.media || !this.#peer || this.#peer.state === 'lost' || this.#peer === this.#doubtful) return void this.#join();
    this.#patch({ phase: 'joined' });
    this.#sources.forget();
    this.#sources.sync(true);
    this.#watcher.again();
    if (this.#peer.state !== 'connected') this.#peer.restart().catch(() => undefined);
    this.events.emit({ type: 'reconnected' });
  }

  /** A new PeerConnection, and in with it. Tried again while the server cannot yet. */
  async #join(): Promise<void> {
    const turn = ++this.#joining;
    const again = this.state.value.meeting !== null;
    if (!again) this.#patch({ phase: 'joining' });
    let failure: unknown = null;
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
        failure = error;
      }
    }
    if (turn === this.#joining && !this.#over()) this.#finish(endOfJoin(failure));
  }

  #makePeer(least: number): MediaPeer {
    const peer: MediaPeer = new MediaPeer(Math.max(this.#options.slots ?? SLOT_STEPS[0], least), {
      state: (state) => this.#peerState(peer, state),
      exchange: (offer, first) => this.#exchange(offer, first),
    }, this.#relay);
    return peer;
  }

  /** The one that was made ahead, once, and only while it is fresh. */
  #takePrepared(): MediaPeer | null {
    const prepared = this.#prepared;
    this.#prepared = null;
    if (!prepared || Date.now() - prepared.atMs < PREPARED_FRESH_MS) return prepared?.peer ?? null;
    prepared.peer.close();
    return null;
  }

  #newPeer(): MediaPeer {
    this.#peer?.close();
    const peer = this.#takePrepared() ?? this.#makePeer(this.#peer?.video.length ?? 0);
    this.#answered = false;
    this.#left = NOTHING_LEFT_OUT;
    this.#peer = peer;
    this.#sources.forget();
    this.#sending.attach(peer);
    this.#trouble.forget();
    this.#watcher.attach(peer);
    this.outputs.attach(peer.audio);
    this.#patch({ media: 'connecting' });
    return peer;
  }

  async #exchange(offer: { sdp: string; senders: signal.Senders }, first: boolean): Promise<{ sdp: string; meanwhile: () => void }> {
    const reply = await this.#connection.request({ type: first ? 'join' : 'offer', ...offer }, JOIN_MS);
    if (reply.type === 'answer') return { sdp: reply.sdp, meanwhile: () => undefined };
    if (reply.type === 'joined') return { sdp: reply.sdp, meanwhile: () => this.#letIn(reply.snapshot, reply.camera_height) };
    throw new SignalError('bad_reply');
  }

  /** In, while the connection is still on its way: what is to be seen is known, and asked for. */
  #letIn(snapshot: signal.Snapshot, cameraHeight: number): void {
    this.#answered = true;
    this.media.limitCamera(cameraHeight);
    this.#sending.limit(cameraHeight);
    this.#setMeeting(fromSnapshot(snapshot));
    this.#watcher.begin();
  }

  #joined(again: boolean): void {
    if (this.#peer?.state === 'lost') return void this.#join();
    const { meeting } = this.state.value;
    this.#answered = false;
    this.#patch({ phase: 'joined', moderator: (meeting ? selfOf(meeting) : undefined)?.role === 'moderator' });
    this.#sources.sync(true);
    if (this.#peer) this.#quality.start(this.#peer);
    if (again) this.events.emit({ type: 'reconnected' });
  }

  #peerState(peer: MediaPeer, state: PeerState): void {
    if (peer !== this.#peer || this.#over()) return;
    this.#patch({ media: state });
    if (state === 'lost' && this.#connection.isOpen && this.state.value.phase !== 'joining') void this.#join();
  }

  #connectionLost(): void {
    ++this.#joining;
    this.#patch({ offline: true, ...(this.state.value.meeting ? { phase: 'reconnecting' } : {}) });
  }

  #doubt(peer: MediaPeer): void {
    this.#doubtful = peer;
    if (peer === this.#peer && this.#connection.isOpen) void this.#join();
  }

  #judged(quality: Quality, limited: boolean, sample: Sample): void {
    if (sample.sendsVideo) this.#sending.sampled(sample.overworked);
    void this.#lookAtScreen();
    this.#measured = quality;
    this.#trouble.note({ up: limited, busy: this.#sending.lowered });
    this.#marked();
  }

  /** What a shared screen shows is found out while it is shown. */
  async #lookAtScreen(): Promise<void> {
    const { track } = this.media.state.value.screen;
    if (track !== this.#looked) this.#motion.forget();
    this.#looked = track;
    if (!track || !this.#peer || this.media.state.value.screenChoice !== 'auto') return;
    const count = readScreenCount((await this.#peer.stats('screen').catch(() => new Map())) as Iterable<[string, unknown]>);
    if (track === this.#looked) this.media.screenShows(this.#motion.next(count));
  }

  #marked(): void {
    const trouble = this.#trouble.told;
    const quality = markOf(this.#measured, trouble);
    if (quality !== this.state.value.quality || trouble !== this.state.value.trouble) this.#patch({ quality, trouble });
  }

  #stop(): void {
    ++this.#joining;
    this.#watcher.stop();
    for (const off of this.#off.splice(0)) off();
    this.#takePrepared()?.close();
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
