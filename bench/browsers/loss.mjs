// SPDX-License-Identifier: EUPL-1.2
// A bad line both ways between a Chromium and the server: a teacher with camera and microphone on a good line, a pupil with a
// microphone behind the bad one. First 10 % loss, for the picture; then 20 %, for the sound.
import { chromiumOf } from '../../tests/e2e/lib/browsers.mjs';
import { classOfTwo } from '../../tests/e2e/lib/lesson.mjs';
import { Line } from '../../tests/e2e/lib/line.mjs';
import { keepPeers, receivedSoFar } from '../../tests/e2e/lib/peers.mjs';
import { Server, until } from '../../tests/e2e/lib/server.mjs';

const PORT = 10000;
const SETTLE_MS = 15_000;
const MEASURE_MS = 30_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** From now on keeps the longest time between two frames of what a page shows of somebody else. */
const watchGaps = (page) => page.evaluate(() => {
  const video = document.querySelector('[data-kind=camera]:not([data-own]) video');
  globalThis.longestGap = 0;
  let before = performance.now();
  const next = (now) => {
    globalThis.longestGap = Math.max(globalThis.longestGap, now - before);
    before = now;
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
});

/** What two pages receive in a while. */
async function meanwhile(pages) {
  const before = await Promise.all(pages.map(receivedSoFar));
  await pause(MEASURE_MS);
  const now = await Promise.all(pages.map(receivedSoFar));
  return now.map((each, i) => ({
    fps: ((each.frames - before[i].frames) * 1000) / (each.ms - before[i].ms),
    madeUp: ((each.madeUp - before[i].madeUp) * 100) / (each.samples - before[i].samples),
  }));
}

const server = await Server.start({ options: ['--set', 'media.processes=1'] });
const line = await Line.open(PORT);
const teacher = await chromiumOf('Lehrkraft', { size: [640, 360], fps: 24 });
const pupil = await chromiumOf('Ahorn');
try {
  for (const page of [teacher, pupil]) await keepPeers(page);
  await line.through(pupil);
  await classOfTwo(server, teacher, pupil, 'Benchmark', { pupil: { camera: false } });
  await until('the teacher to be seen', async () => (await receivedSoFar(pupil)).frames > 50);

  line.say('both loss=10');
  await pause(SETTLE_MS);
  await watchGaps(pupil);
  const [picture] = await meanwhile([pupil]);
  const gap = await pupil.evaluate(() => globalThis.longestGap);
  console.log(`loss10_fps ${picture.fps.toFixed(1)}`);
  console.log(`loss10_gap_ms ${gap.toFixed(0)}`);

  line.say('both loss=20');
  await pause(SETTLE_MS);
  const [down, up] = await meanwhile([pupil, teacher]);
  console.log(`loss20_down_percent ${down.madeUp.toFixed(2)}`);
  console.log(`loss20_up_percent ${up.madeUp.toFixed(2)}`);
} finally {
  await teacher.end();
  await pupil.end();
  await line.end();
  await server.end();
}
