// SPDX-License-Identifier: EUPL-1.2
// A pupil's line narrows to 300 kbit/s and becomes wide again: the picture gives way and sound does not, and the pupil is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { classOfTwo } from '../lib/lesson.mjs';
import { Line } from '../lib/line.mjs';
import { keepPeers, keepSenders, receivedSoFar } from '../lib/peers.mjs';
import { heard } from '../lib/senses.mjs';
import { pretendCores } from '../lib/signal-line.mjs';
import { Server, until } from '../lib/server.mjs';

const PORT = 10000;
const RATE_KBPS = 300;

let server;
let line;
let teacher;
let pupil;
before(async () => {
  server = await Server.start({ options: ['--set', 'media.processes=1'] });
  line = await Line.open(PORT);
  teacher = await chromiumOf('Lehrkraft', { size: [640, 360], fps: 15, noisy: true });
  pupil = await chromiumOf('Ahorn', { context: { viewport: { width: 1280, height: 820 } } });
  for (const page of [teacher, pupil]) await keepPeers(page);
  await keepSenders(teacher);
  await pretendCores(teacher, 8);
  await line.through(pupil);
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await line?.end();
  await server?.end();
});

const notice = () => pupil.getByTestId('notice').getAttribute('data-notice');
const stats = (what) => pupil.getByTestId(`stats-${what}`).innerText();

/** What came in by now, and again after so many packets of sound. */
async function over(packets) {
  const before = await receivedSoFar(pupil);
  const now = await until(`${packets} packets of sound`, async () => {
    const each = await receivedSoFar(pupil);
    return each.sound >= before.sound + packets && each;
  });
  const kbps = ((now.bytes - before.bytes) * 8) / (now.ms - before.ms);
  return { kbps, frames: now.frames - before.frames, madeUp: (now.madeUp - before.madeUp) / (now.samples - before.samples), lines: now.lines };
}

let wide;
test('on a wide line the teacher comes in full size', async (t) => {
  await classOfTwo(server, teacher, pupil, 'Musik 6d', { pupil: { camera: false, microphone: false } });
  await pupil.getByTestId('panel-close').click();
  await pupil.keyboard.press('q');
  wide = await until('360 lines, and more than the narrow line will carry', async () => {
    const each = await over(100);
    return each.lines === 360 && each.kbps > 1.2 * RATE_KBPS && each;
  });
  t.diagnostic(JSON.stringify(wide));
  await until('nothing to be left out', async () => (await stats('serverLeaves')) === 'nichts' && (await notice()) === null);
});

test('on a narrow one the picture gives way, sound goes on, and the pupil is told in plain words', async (t) => {
  line.say(`down rate=${RATE_KBPS} queue=500`);
  const word = await until('the line', async () => /^line/.test((await notice()) ?? '') && pupil.getByTestId('notice').innerText());
  assert.match(word, /^Ihre Leitung ist gerade schwach\. .*Ton/);
  await until('the statistics to say so, too', async () => /\(Ihre Leitung\)/.test(await stats('serverLeaves')));
  const narrow = await until('what comes to fit the line, and sound whole', async () => {
    const each = await over(250);
    return each.kbps < RATE_KBPS && each.frames > 5 && each.madeUp < 0.05 && each;
  });
  t.diagnostic(JSON.stringify(narrow));
  assert.ok(narrow.lines < wide.lines || narrow.frames < wide.frames * 2.5, 'fewer lines, or fewer frames of them');
  await until('the teacher to be heard', async () => (await heard(pupil, 2)).who.join() === 'Lehrkraft');
});

test('on a wide one all of it is back, and the word is gone', async () => {
  line.say('down clear');
  await until('360 lines', async () => (await over(100)).lines === 360);
  await until('the statistics to say so', async () => (await stats('serverLeaves')) === 'nichts');
  await until('the line to go', async () => (await notice()) === null);
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(teacher.faults, []);
  assert.deepEqual(pupil.faults, []);
});
