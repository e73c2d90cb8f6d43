// SPDX-License-Identifier: EUPL-1.2
// One WHIP publisher or WHEP player on another WebRTC stack, with eyes and ears in Node. Runs as a process of its own,
// started by device.mjs, because that stack sometimes crashes when its process ends in order.
import wrtc from '@roamhq/wrtc';
import { chirp, people, whoseChirps, whoseColour } from './media.mjs';
import { bandEnergies } from './spectrum.mjs';

const { RTCPeerConnection, nonstandard } = wrtc;
const WIDTH = 320;
const HEIGHT = 180;

async function offerOf(connection) {
  await connection.setLocalDescription(await connection.createOffer());
  if (connection.iceGatheringState !== 'complete') {
    await new Promise((resolve) => {
      connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && resolve());
    });
  }
  return connection.localDescription.sdp;
}

/** BT.601, limited range, as cameras and VP8 have it. */
function yuvOf([r, g, b]) {
  return [16 + 0.257 * r + 0.504 * g + 0.098 * b, 128 - 0.148 * r - 0.291 * g + 0.439 * b, 128 + 0.439 * r - 0.368 * g - 0.071 * b].map(Math.round);
}

function rgbOf([y, u, v]) {
  const c = 1.164 * (y - 16);
  return [c + 1.596 * (v - 128), c - 0.392 * (u - 128) - 0.813 * (v - 128), c + 2.017 * (u - 128)].map((x) => Math.min(255, Math.max(0, x)));
}

/** One I420 picture in a colour, with a bar in the upper half at place `n`. */
function picture([y, u, v], n) {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 1.5);
  data.fill(y, 0, WIDTH * HEIGHT);
  data.fill(u, WIDTH * HEIGHT, WIDTH * HEIGHT * 1.25);
  data.fill(v, WIDTH * HEIGHT * 1.25);
  for (let row = 4; row < 24; row++) data.fill(235, row * WIDTH + (n * 16) % 300, row * WIDTH + (n * 16) % 300 + 12);
  return { width: WIDTH, height: HEIGHT, data };
}

/** A device that can publish with the colour and the chirp of `name`; its offer, then an answer, then it sends. */
class Publisher {
  constructor(name) {
    this.connection = new RTCPeerConnection();
    this.video = new nonstandard.RTCVideoSource();
    this.audio = new nonstandard.RTCAudioSource();
    this.tracks = [this.audio.createTrack(), this.video.createTrack()];
    for (const track of this.tracks) this.connection.addTransceiver(track, { direction: 'sendonly' });
    const colour = yuvOf(people[name].rgb);
    const sound = chirp(name, 4);
    let pictures = 0;
    let at = 0;
    const begun = performance.now();
    setInterval(() => this.video.onFrame(picture(colour, pictures++)), 200);
    // Timers come late on a busy machine: what is due is counted from the clock.
    setInterval(() => {
      for (const due = (performance.now() - begun) * 48; at < due; at += 480) {
        const samples = Int16Array.from(sound.subarray(at % sound.length, (at % sound.length) + 480));
        this.audio.onData({ samples, sampleRate: 48000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
      }
    }, 10);
  }

  offer() {
    return offerOf(this.connection);
  }

  answer(sdp) {
    return this.connection.setRemoteDescription({ type: 'answer', sdp });
  }
}

/** A player: what it decodes. */
class Player {
  constructor() {
    this.connection = new RTCPeerConnection();
    this.frames = 0;
    this.rgb = null;
    this.samples = [];
    this.rate = 48000;
    this.connection.addTransceiver('audio', { direction: 'recvonly' });
    this.connection.addTransceiver('video', { direction: 'recvonly' });
    this.connection.addEventListener('track', ({ track }) => this.#listen(track));
  }

  #listen(track) {
    const video = track.kind === 'video';
    const sink = video ? new nonstandard.RTCVideoSink(track) : new nonstandard.RTCAudioSink(track);
    (this.sinks ??= []).push(sink);
    if (video) sink.onframe = ({ frame }) => this.#see(frame);
    else sink.ondata = (data) => this.#hear(data);
  }

  /** The average of the lower half: the moving bar is in the upper one. */
  #see({ width, height, data }) {
    const mean = (from, to) => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += data[i];
      return sum / (to - from);
    };
    const luma = width * height;
    const chroma = (width >> 1) * (height >> 1);
    this.frames++;
    this.rgb = rgbOf([mean(luma >> 1, luma), mean(luma + (chroma >> 1), luma + chroma), mean(luma + chroma + (chroma >> 1), luma + 2 * chroma)]);
  }

  #hear({ samples, sampleRate, channelCount }) {
    this.rate = sampleRate;
    for (let i = 0; i < samples.length; i += channelCount) this.samples.push(samples[i] / 32768);
    if (this.samples.length > 3 * sampleRate) this.samples.splice(0, this.samples.length - 3 * sampleRate);
  }

  offer() {
    return offerOf(this.connection);
  }

  answer(sdp) {
    return this.connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Pictures decoded, whose the last was, and whose chirps are in the last three seconds of decoded sound. */
  look() {
    return { frames: this.frames, sees: this.rgb && whoseColour(this.rgb), hears: whoseChirps(bandEnergies(this.samples, this.rate)) };
  }
}

const [what, name] = process.argv.slice(2);
const device = what === 'publish' ? new Publisher(name) : new Player();
process.on('message', async ({ id, call, words }) => {
  const value = call === 'state' ? device.connection.connectionState : await device[call](...words);
  process.send({ id, value });
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
