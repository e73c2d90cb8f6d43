// SPDX-License-Identifier: EUPL-1.2
// The one PeerConnection. Four senders are negotiated up front and filled by replaceTrack; receiving slots are fixed and
// grow by a new offer. The other side is ICE-lite and its answer names its addresses: nothing is gathered or trickled.
import type { signal } from '@kreide/protocol';
import { inSimulcast, offered, redundant } from './codecs';
import { CAMERA_OFFER, SCREEN_OFFER } from './encodings';
import type { Line, Lines } from './figures';
import type { Relay } from './ice-servers';
import { withOpus } from './sdp';
import { VideoSender, type Shape } from './video-sender';

export const SENDER_KINDS = ['microphone', 'camera', 'screen', 'screen_audio'] as const;
export type SenderKind = (typeof SENDER_KINDS)[number];

export type PeerState = 'connecting' | 'connected' | 'interrupted' | 'lost';

export interface PeerHandlers {
  state(state: PeerState): void;
  /**
   * Sends an offer, `first` or later, and resolves with the answer. `meanwhile` is called once the browser has begun to take
   * the answer, which goes on beside whatever the page does then.
   */
  exchange(offer: { sdp: string; senders: signal.Senders }, first: boolean): Promise<{ sdp: string; meanwhile: () => void }>;
}

const CONFIGURATION: RTCConfiguration = { bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
const AUDIO_SLOTS = 4;
const RESTART_AFTER_MS = 5_000;
const LOST_AFTER_RESTART_MS = 10_000;
const CONNECT_MS = 20_000;
/** A direct path is found in three round trips; who has none by then asks the relay too. */
const DIRECT_MS = 1_500;

const SPEECH = { usedtx: '1', useinbandfec: '1' };
const SOUND = { stereo: '1', useinbandfec: '1', maxaveragebitrate: '128000' };

function able(kind: 'audio' | 'video'): RTCRtpCodec[] {
  return offered(kind, RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []);
}

/** Firefox had no way to choose codecs before 128; without one the offer is longer, and the answer chooses. */
function limitCodecs(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video'): void {
  const all = able(kind);
  const codecs = makesLayers(transceiver.sender) ? all : inSimulcast(all);
  if (codecs.length > 0) transceiver.setCodecPreferences?.(codecs);
}

/** A browser that does not know scalability modes has dropped the one it was given; a single encoding has no layers to lose. */
function makesLayers(sender: RTCRtpSender): boolean {
  const encodings = sender.getParameters().encodings as (RTCRtpEncodingParameters & { scalabilityMode?: string })[] | undefined;
  return !encodings || encodings.length < 2 || encodings[0]?.scalabilityMode !== undefined;
}

export class MediaPeer {
  /** one for each audio slot */
  readonly audio: MediaStreamTrack[] = [];
  /** one for each video slot */
  readonly video: { receiver: RTCRtpReceiver; stream: MediaStream }[] = [];
  readonly #pc: RTCPeerConnection;
  readonly #handlers: PeerHandlers;
  readonly #relay: Relay;
  readonly #senders: Record<SenderKind, RTCRtpTransceiver>;
  readonly #shapes: Record<'camera' | 'screen', VideoSender>;
  #queue: Promise<void> = Promise.resolve();
  #first = true;
  #state: PeerState = 'connecting';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #direct: ReturnType<typeof setTimeout> | undefined;
  #relayAsked = false;
  #closed = false;
  #protected = false;
  #prepared: Promise<void> | null = null;

  constructor(videoSlots: number, handlers: PeerHandlers, relay: Relay) {
    this.#handlers = handlers;
    this.#relay = relay;
    this.#pc = new RTCPeerConnection(CONFIGURATION);
    this.#senders = {
      microphone: this.#addSender('audio'),
      camera: this.#addSender('video', CAMERA_OFFER),
      screen: this.#addSender('video', SCREEN_OFFER),
      screen_audio: this.#addSender('audio'),
    };
    const again = (): void => void this.#negotiate().catch(() => undefined);
    this.#shapes = { camera: new VideoSender(this.#senders.camera.sender, again), screen: new VideoSender(this.#senders.screen.sender, again) };
    for (let slot = 0; slot < AUDIO_SLOTS; slot++) this.audio.push(this.#addReceiver('audio').track);
    this.#addVideoSlots(videoSlots);
    if (relay.needed) this.#askRelay();
    this.#pc.onconnectionstatechange = this.#pc.oniceconnectionstatechange = () => this.#look();
  }

  get state(): PeerState {
    return this.#state;
  }

  /** Makes the first offer, which takes a while, before start() is called. */
  prepare(): Promise<void> {
    return (this.#prepared ??= this.#pc.setLocalDescription());
  }

  /** The first offer and its answer. Rejects if the exchange fails. */
  async start(): Promise<void> {
    this.#timer = setTimeout(() => this.#change('lost'), CONNECT_MS);
    await this.#negotiate();
    if (this.#state === 'connecting') this.#direct = setTimeout(() => this.#goRound(), DIRECT_MS);
  }

  /** More video slots, by a new offer. */
  async grow(videoSlots: number): Promise<void> {
    if (videoSlots <= this.video.length) return;
    this.#addVideoSlots(videoSlots - this.video.length);
    await this.#negotiate();
  }

  /** New addresses and credentials for the same media, after the network changed. */
  async restart(): Promise<void> {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#change('lost'), LOST_AFTER_RESTART_MS);
    this.#askRelay();
    this.#pc.restartIce();
    await this.#negotiate();
  }

  async setTrack(kind: SenderKind, track: MediaStreamTrack | null): Promise<void> {
    const { sender } = this.#senders[kind];
    if (this.#closed || sender.track === track) return;
    await sender.replaceTrack(track);
  }

  /** How a picture is sent from now on: layers, sizes, rates. */
  shape(kind: 'camera' | 'screen', shape: Shape, preference?: RTCDegradationPreference): void {
    this.#shapes[kind].set(shape, preference);
  }

  /** What the room sends from now on. */
  setCodecs({ camera, screen }: signal.Codec): void {
    this.#shapes.camera.setCodec(camera);
    this.#shapes.screen.setCodec(screen);
  }

  /**
   * The way up loses packets: from now on the voice is sent once more with what follows it, which mends single losses.
   * It stays so; a line that was bad once is believed to be bad again.
   */
  async protectVoice(): Promise<void> {
    const codecs = redundant(able('audio'));
    if (this.#closed || this.#protected || codecs.length === 0) return;
    this.#protected = true;
    this.#senders.microphone.setCodecPreferences?.(codecs);
    await this.#negotiate();
  }

  /** Of the whole connection, or of what is sent of one source. */
  stats(source?: SenderKind): Promise<RTCStatsReport> {
    return source ? this.#senders[source].sender.getStats() : this.#pc.getStats();
  }

  /** Whether the path in use leads over the relay. */
  async isRelayed(): Promise<boolean> {
    const report = await this.#pc.getStats();
    const stats = [...report.values()] as (RTCStats & { selectedCandidatePairId?: string; selected?: boolean; localCandidateId?: string; candidateType?: string })[];
    const chosen = stats.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
    const pair = stats.find(({ type, id, selected }) => type === 'candidate-pair' && (id === chosen || selected));
    return stats.find(({ id }) => id === pair?.localCandidateId)?.candidateType === 'relay';
  }

  /** What each media section carries, by mid, and for what is received by track. */
  lines(): { mids: Lines; tracks: Lines } {
    const mids = new Map<string, Line>();
    const tracks = new Map<string, Line>();
    for (const [source, mid] of Object.entries(this.#mids())) mids.set(mid, { way: 'out', source: source as SenderKind });
    const video = this.video.map(({ receiver }) => receiver.track);
    for (const { mid, receiver: { track } } of this.#pc.getTransceivers()) {
      const kind = track.kind === 'audio' ? 'audio' : 'video';
      const slot = (kind === 'audio' ? this.audio : video).indexOf(track);
      if (slot < 0) continue;
      tracks.set(track.id, { way: 'in', kind, slot });
      if (mid !== null) mids.set(mid, { way: 'in', kind, slot });
    }
    return { mids, tracks };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#direct);
    for (const each of Object.values(this.#shapes)) each.close();
    this.#pc.onconnectionstatechange = this.#pc.oniceconnectionstatechange = null;
    this.#pc.close();
  }

  #addSender(kind: 'audio' | 'video', encodings: readonly RTCRtpEncodingParameters[] = []): RTCRtpTransceiver {
    const transceiver = this.#pc.addTransceiver(kind, {
      direction: 'sendonly', ...(encodings.length > 0 ? { sendEncodings: encodings.map((each) => ({ ...each })) } : {}),
    });
    limitCodecs(transceiver, kind);
    return transceiver;
  }

  #addReceiver(kind: 'audio' | 'video'): RTCRtpReceiver {
    const transceiver = this.#pc.addTransceiver(kind, { direction: 'recvonly' });
    limitCodecs(transceiver, kind);
    return transceiver.receiver;
  }

  #addVideoSlots(count: number): void {
    for (let i = 0; i < count; i++) {
      const receiver = this.#addReceiver('video');
      this.video.push({ receiver, stream: new MediaStream([receiver.track]) });
    }
  }

  /** One offer at a time. */
  #negotiate(): Promise<void> {
    const turn = this.#queue.then(() => this.#offer());
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #offer(): Promise<void> {
    if (this.#closed) return;
    const first = this.#first;
    const made = this.#prepared ?? this.#pc.setLocalDescription();
    this.#prepared = null;
    await made;
    const sdp = this.#pc.localDescription?.sdp ?? '';
    try {
      const answer = await this.#handlers.exchange({ sdp, senders: this.#mids() }, first);
      if (this.#closed) return;
      const taken = this.#pc.setRemoteDescription({ type: 'answer', sdp: this.#tuned(answer.sdp) });
      answer.meanwhile();
      await taken;
      this.#first = false;
      for (const each of Object.values(this.#shapes)) each.again();
    } catch (error) {
      if (!this.#closed && this.#pc.signalingState === 'have-local-offer') {
        await this.#pc.setLocalDescription({ type: 'rollback' }).catch(() => undefined);
      }
      throw error;
    }
  }

  #mids(): signal.Senders {
    const out: signal.Senders = {};
    for (const kind of SENDER_KINDS) {
      const { mid } = this.#senders[kind];
      if (mid !== null) out[kind] = mid;
    }
    return out;
  }

  #tuned(answer: string): string {
    const { microphone, screen_audio } = this.#mids();
    let sdp = answer;
    if (microphone !== undefined) sdp = withOpus(sdp, microphone, SPEECH);
    if (screen_audio !== undefined) sdp = withOpus(sdp, screen_audio, SOUND);
    return sdp;
  }

  /** From the next gathering of addresses on, those at the relay are among them. */
  #askRelay(): boolean {
    const iceServers = this.#relay.servers;
    if (iceServers.length === 0) return false;
    this.#relayAsked = true;
    this.#pc.setConfiguration({ ...CONFIGURATION, iceServers });
    return true;
  }

  /** No direct path so far. Asked only now, the relay costs those nothing who do not need it; a direct path still wins. */
  #goRound(): boolean {
    if (this.#closed || this.#state !== 'connecting' || this.#relayAsked || !this.#askRelay()) return false;
    this.#pc.restartIce();
    this.#negotiate().catch(() => undefined);
    return true;
  }

  #look(): void {
    if (this.#closed) return;
    if (this.#pc.connectionState === 'failed') {
      if (!this.#goRound()) this.#change('lost');
      return;
    }
    if (this.#pc.iceConnectionState === 'disconnected') return this.#interrupted();
    if (this.#pc.connectionState === 'connected') {
      this.#change('connected');
      this.isRelayed().then((is) => (this.#relay.needed = is), () => undefined);
    }
  }

  /** Short gaps heal by themselves; after a longer one new addresses are tried. */
  #interrupted(): void {
    if (this.#state !== 'connected') return;
    this.#change('interrupted');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#state === 'interrupted') this.restart().catch(() => undefined);
    }, RESTART_AFTER_MS);
  }

  #change(state: PeerState): void {
    if (this.#closed || state === this.#state || this.#state === 'lost') return;
    this.#state = state;
    if (state !== 'interrupted') clearTimeout(this.#timer);
    clearTimeout(this.#direct);
    this.#handlers.state(state);
  }
}
