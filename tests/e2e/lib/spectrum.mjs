// SPDX-License-Identifier: EUPL-1.2
// An ear in Node: which person's band has how much power in samples of sound.
import { people } from './media.mjs';

/** In-place radix-2 Fourier transform; enough for an ear. */
function transform(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j], re[i]];
  }
  for (let size = 2; size <= n; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const wr = Math.cos((-2 * Math.PI * k) / size);
      const wi = Math.sin((-2 * Math.PI * k) / size);
      for (let i = k; i < n; i += size) {
        const j = i + size / 2;
        const xr = re[j] * wr - im[j] * wi;
        const xi = re[j] * wi + im[j] * wr;
        re[j] = re[i] - xr;
        im[j] = im[i] - xi;
        re[i] += xr;
        im[i] += xi;
      }
    }
  }
}

/** Peak power in each person's band, averaged over windows of 4096 samples: the measure of heard() in senses.mjs. */
export function bandEnergies(samples, rate) {
  const energy = Object.fromEntries(Object.keys(people).map((name) => [name, 0]));
  const windows = Math.floor(samples.length / 4096);
  for (let w = 0; w < windows; w++) {
    const re = Float64Array.from({ length: 4096 }, (_, i) => samples[w * 4096 + i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / 4096)));
    const im = new Float64Array(4096);
    transform(re, im);
    for (const [name, { hz: [low, high] }] of Object.entries(people)) {
      let peak = 0;
      for (let bin = Math.ceil((low * 4096) / rate); bin <= (high * 4096) / rate; bin++) peak = Math.max(peak, (re[bin] / 4096) ** 2 + (im[bin] / 4096) ** 2);
      energy[name] += peak / windows;
    }
  }
  return energy;
}
