// SPDX-License-Identifier: EUPL-1.2
// What a page shows and plays, measured from its pixels and its sound.
import assert from 'node:assert/strict';
import { people, whoseChirps, whoseColour } from './media.mjs';
import { until } from './server.mjs';
import { bandEnergies } from './spectrum.mjs';

/** The tiles on a page: member id, name, and whose colour their picture has (null: no picture shown). */
export async function tiles(page) {
  const seen = await page.evaluate(() =>
    [...document.querySelectorAll('[data-member][data-kind]')].map((tile) => {
      const video = tile.querySelector('video');
      const out = { member: tile.dataset.member, kind: tile.dataset.kind, name: tile.querySelector('.tile__text')?.textContent.trim() ?? '', own: tile.dataset.own === 'true', showing: tile.dataset.showing === 'true', rgb: null };
      if (video && out.showing && video.videoWidth > 0) {
        const canvas = document.createElement('canvas');
        canvas.width = 32;
        canvas.height = 18;
        const paint = canvas.getContext('2d');
        paint.drawImage(video, 0, 0, 32, 18);
        // The lower half: the moving bar is in the upper one.
        const { data } = paint.getImageData(0, 9, 32, 9);
        const sum = [0, 0, 0];
        for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += data[i + c];
        out.rgb = sum.map((v) => v / (data.length / 4));
      }
      return out;
    }));
  return seen.map((tile) => ({ ...tile, who: tile.rgb ? whoseColour(tile.rgb) : null }));
}

/** Names of the people whose chirps a page plays within `seconds`. */
export async function heard(page, seconds = 3) {
  const energy = await page.evaluate(async ({ bands, seconds }) => {
    const context = (globalThis.kreideEar ??= new AudioContext());
    await context.resume();
    const ears = [...document.querySelectorAll('audio')]
      .filter((audio) => audio.srcObject instanceof MediaStream && audio.srcObject.getAudioTracks().length && !audio.muted)
      .map((audio) => {
        const analyser = context.createAnalyser();
        analyser.fftSize = 4096;
        analyser.smoothingTimeConstant = 0;
        const source = context.createMediaStreamSource(new MediaStream(audio.srcObject.getAudioTracks()));
        source.connect(analyser);
        return { source, analyser };
      });
    const sums = Object.fromEntries(Object.keys(bands).map((name) => [name, 0]));
    const bins = new Float32Array(2048);
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      rounds++;
      for (const { analyser } of ears) {
        analyser.getFloatFrequencyData(bins);
        for (const [name, [low, high]] of Object.entries(bands)) {
          const width = context.sampleRate / 4096;
          let peak = 0;
          for (let bin = Math.ceil(low / width); bin <= high / width; bin++) peak = Math.max(peak, 10 ** (bins[bin] / 10));
          sums[name] += peak;
        }
      }
    }
    // A source that stays connected is worked on for as long as the page lives.
    for (const { source } of ears) source.disconnect();
    return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / Math.max(rounds, 1)]));
  }, { bands: Object.fromEntries(Object.entries(people).map(([name, { hz }]) => [name, hz])), seconds });
  return { who: whoseChirps(energy), energy };
}

/**
 * Everyone of `list` sees and hears exactly the others. `pages`: by name. A face under another's name, for however short
 * a time, is a fault and not waited away.
 */
export async function seeAndHear(pages, list = Object.keys(pages)) {
  for (const name of list) {
    const others = list.filter((other) => other !== name).sort().join();
    const lies = [];
    await until(`${name} to see ${others}`, async () => {
      const shown = (await tiles(pages[name])).filter((tile) => tile.showing && !tile.own && tile.kind === 'camera');
      lies.push(...shown.filter((tile) => tile.who && !tile.name.startsWith(tile.who)).map((tile) => `${tile.who} under the name ${tile.name}`));
      assert.equal(shown.map((tile) => tile.who).sort().join(), others);
      return true;
    }).finally(() => assert.deepEqual(lies, [], `${name} sees`));
    await until(`${name} to hear ${others}`, async () => {
      assert.equal((await heard(pages[name], 2)).who.join(), others);
      return true;
    });
  }
}

/** heard() by recording: Firefox starts no AudioContext on a machine without a sound card, but it records and decodes. */
export async function heardByRecording(page, seconds = 3) {
  const samples = await page.evaluate(async (seconds) => {
    const record = async (audio) => {
      const recorder = new MediaRecorder(new MediaStream(audio.srcObject.getAudioTracks()));
      const parts = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((resolve) => (recorder.onstop = resolve));
      recorder.start();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      recorder.stop();
      await stopped;
      const sound = await new Blob(parts).arrayBuffer();
      return (await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(sound)).getChannelData(0);
    };
    const playing = [...document.querySelectorAll('audio')].filter((audio) => audio.srcObject instanceof MediaStream && !audio.muted && !audio.paused);
    const all = await Promise.all(playing.map((audio) => record(audio).catch(() => new Float32Array(0))));
    const sum = new Float32Array(Math.max(0, ...all.map((each) => each.length)));
    for (const each of all) each.forEach((value, i) => (sum[i] += value));
    return [...sum];
  }, seconds);
  const energy = bandEnergies(samples, 48000);
  return { who: whoseChirps(energy), energy };
}
