// SPDX-License-Identifier: EUPL-1.2
// Cameras and microphones that prove who is seen and heard: each person has a colour of their own, which fills the
// picture (with a moving bar, so that it is video), and a chirp that sweeps a band of their own. Chirps, not tones:
// noise suppression eats a steady tone.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** rgb: of the picture; hz: band of the chirp. Bands do not touch each other's harmonics within the analyser's reach. */
export const people = {
  Lehrkraft: { rgb: [200, 40, 40], hz: [400, 700] },
  Ahorn: { rgb: [40, 160, 60], hz: [1000, 1500] },
  Birke: { rgb: [50, 70, 210], hz: [2000, 2700] },
  Eiche: { rgb: [220, 190, 40], hz: [3400, 4300] },
  Kamera: { rgb: [170, 60, 190], hz: [5000, 6000] },
};

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-media-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));

/**
 * A camera file for Chromium's fake capture: 320x180 and 5 frames a second unless told, 4 seconds. `noisy`: with grain like a
 * cheap camera's in a dark room, which takes as many bits as it gets.
 */
export function camera(name, [width, height] = [320, 180], { fps = 5, noisy = false } = {}) {
  const file = path.join(dir, `${name}-${height}-${fps}${noisy ? '-noisy' : ''}.y4m`);
  const [r, g, b] = people[name].rgb;
  const hex = [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('');
  if (!fs.existsSync(file)) {
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', `color=0x${hex}:s=${width}x${height}:r=${fps}`, '-f', 'lavfi', '-i', `color=0xeeeeee:s=12x20:r=${fps}`,
      '-filter_complex', `overlay=x=mod(n*16\\,${width - 12}):y=4${noisy ? ',noise=alls=30:allf=t' : ''}`, '-t', '4', '-pix_fmt', 'yuv420p', file]);
  }
  return file;
}

/** Samples of a chirp sweeping the person's band twice a second, as 16-bit mono at 48 kHz. */
export function chirp(name, seconds) {
  const [low, high] = people[name].hz;
  const samples = new Int16Array(48000 * seconds);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    const t = (i % 24000) / 24000;
    phase += (2 * Math.PI * (low + (high - low) * t)) / 48000;
    const fade = Math.min(1, t * 20, (1 - t) * 20);
    samples[i] = Math.round(9000 * fade * Math.sin(phase));
  }
  return samples;
}

/** A microphone file for Chromium's fake capture. */
export function microphone(name) {
  const file = path.join(dir, `${name}.wav`);
  if (!fs.existsSync(file)) {
    const data = Buffer.from(chirp(name, 4).buffer);
    const head = Buffer.alloc(44);
    head.write('RIFF', 0);
    head.writeUInt32LE(36 + data.length, 4);
    head.write('WAVEfmt ', 8);
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt32LE(48000, 24);
    head.writeUInt32LE(96000, 28);
    head.writeUInt16LE(2, 32);
    head.writeUInt16LE(16, 34);
    head.write('data', 36);
    head.writeUInt32LE(data.length, 40);
    fs.writeFileSync(file, Buffer.concat([head, data]));
  }
  return file;
}

/** Whose colour a picture's average is, or null. */
export function whoseColour([r, g, b]) {
  const far = (c) => Math.hypot(c[0] - r, c[1] - g, c[2] - b);
  const [name] = Object.keys(people).sort((x, y) => far(people[x].rgb) - far(people[y].rgb));
  return far(people[name].rgb) < 60 ? name : null;
}

/** Whose chirps stand out in energies by band: at least 10 times the median band's energy. */
export function whoseChirps(energy) {
  const values = Object.values(energy).sort((a, b) => a - b);
  const floor = Math.max(values[Math.floor(values.length / 2)] ?? 0, 1e-9);
  return Object.keys(energy).filter((name) => energy[name] > 1e-7 && (energy[name] > 10 * floor || energy[name] > 1e-4)).sort();
}
