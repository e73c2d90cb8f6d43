// SPDX-License-Identifier: EUPL-1.2
// A pupil's line drops to 300 kbit/s for half a minute and is wide again: sound meanwhile, and how soon the picture is back.
import { chromiumOf } from '../../tests/e2e/lib/browsers.mjs';
import { classOfTwo } from '../../tests/e2e/lib/lesson.mjs';
import { Line } from '../../tests/e2e/lib/line.mjs';
import { keepPeers, receivedSoFar } from '../../tests/e2e/lib/peers.mjs';
import { pretendCores } from '../../tests/e2e/lib/signal-line.mjs';
import { Server, until } from '../../tests/e2e/lib/server.mjs';

const PORT = 10000;
const EVERY_MS = 1000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const server = await Server.start({ options: ['--set', 'media.processes=1'] });
const line = await Line.open(PORT);
const teacher = await chromiumOf('Lehrkraft', { size: [640, 360], fps: 15, noisy: true });
const pupil = await chromiumOf('Ahorn', { context: { viewport: { width: 1280, height: 820 } } });

/** What comes to the pupil in each second of so many; stops when `enough` says so of one. */
async function seconds(count, enough = () => false) {
  const all = [];
  let before = await receivedSoFar(pupil);
  for (let i = 0; i < count && !(all.length && enough(all.at(-1))); i++) {
    await pause(EVERY_MS);
    const now = await receivedSoFar(pupil);
    all.push({ kbps: ((now.bytes - before.bytes) * 8) / (now.ms - before.ms), madeUp: now.madeUp - before.madeUp, samples: now.samples - before.samples, frozen: now.frozen - before.frozen });
    before = now;
  }
  return all;
}

const sum = (all, what) => all.reduce((total, each) => total + each[what], 0);

try {
  for (const page of [teacher, pupil]) await keepPeers(page);
  await pretendCores(teacher, 8);
  await line.through(pupil);
  await classOfTwo(server, teacher, pupil, 'Benchmark', { pupil: { camera: false, microphone: false } });
  await pupil.getByTestId('panel-close').click();
  await until('a picture of 360 lines', async () => (await receivedSoFar(pupil)).lines === 360);
  await seconds(10);
  const before = await seconds(10);
  const rate = sum(before, 'kbps') / before.length;
  line.say('down rate=300 queue=1000');
  const narrow = await seconds(30);
  line.say('down clear');
  const after = await seconds(60, ({ kbps }) => kbps >= 0.8 * rate);
  console.log(`step_before_kbps ${rate.toFixed(0)}`);
  console.log(`step_sound_made_up_percent ${((100 * sum(narrow, 'madeUp')) / sum(narrow, 'samples')).toFixed(2)}`);
  console.log(`step_frozen_s ${sum(narrow, 'frozen').toFixed(1)}`);
  console.log(`step_back_s ${after.length}`);
} finally {
  await teacher.end();
  await pupil.end();
  await line.end();
  await server.end();
}
