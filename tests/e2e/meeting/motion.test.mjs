// SPDX-License-Identifier: EUPL-1.2
// A shared screen has few frames and all its sharpness while it is read, and many once it keeps moving, unless its owner said
// what it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { classOfTwo, share } from '../lib/lesson.mjs';
import { keepSenders, picture } from '../lib/peers.mjs';
import { pretendCores } from '../lib/signal-line.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let teacher;
let pupil;
let shown;
before(async () => {
  server = await Server.start();
  teacher = await chromiumOf('Lehrkraft', { picks: 'Arbeitsblatt' });
  pupil = await chromiumOf('Ahorn');
  await keepSenders(teacher);
  await pretendCores(teacher, 8);
  shown = await teacher.context().newPage();
  await shown.setContent('<title>Arbeitsblatt</title><style>body { margin: 0 } canvas { width: 100vw; height: 100vh }</style><h1>Bruchrechnen</h1><canvas width="250" height="160">');
  await teacher.bringToFront();
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await server?.end();
});

/** Something that no encoder makes small fills the worksheet, until it is told to stand still. */
const move = (on) => shown.evaluate((go) => {
  globalThis.moving = go;
  const paint = document.querySelector('canvas').getContext('2d');
  const next = () => {
    if (!globalThis.moving) return;
    const picture = paint.createImageData(250, 160);
    for (let i = 0; i < picture.data.length; i++) picture.data[i] = i % 4 === 3 ? 255 : 96 + Math.random() * 64;
    paint.putImageData(picture, 0, 0);
    requestAnimationFrame(next);
  };
  next();
}, on);

/** How the screen is sent: what it is taken for, the most frames a second, and how many there were by the sender's clock. */
const sent = () => teacher.evaluate(async () => {
  const sender = globalThis.keptSenders[2];
  const row = [...(await sender.getStats()).values()].find((each) => each.type === 'outbound-rtp');
  return { hint: sender.track?.contentHint, most: sender.getParameters().encodings[0].maxFramerate, frames: row?.framesEncoded ?? 0, ms: row?.timestamp ?? 0 };
});

/** Frames a second over this long. */
async function rate(seconds) {
  const before = await sent();
  const now = await until(`${seconds} s of the sender's clock`, async () => {
    const each = await sent();
    return each.ms >= before.ms + seconds * 1000 && each;
  });
  return ((now.frames - before.frames) * 1000) / (now.ms - before.ms);
}

const seen = () => until('the pupil to see the worksheet', () => picture(pupil, 'Lehrkraft', 'screen'));

test('a class of two, and a worksheet that is read', async () => {
  await classOfTwo(server, teacher, pupil, 'Mathe 5a', { teacher: { camera: false, microphone: false }, pupil: { camera: false, microphone: false } });
  await share(teacher);
  await seen();
  const { hint, most } = await sent();
  assert.equal(hint, 'text');
  assert.ok(most >= 5 && most <= 10, `${most} frames a second at most`);
});

let still;
test('what stands still costs hardly a frame', async (t) => {
  still = await rate(4);
  t.diagnostic(`${still.toFixed(1)} frames a second`);
  assert.ok(still < 5, `${still} frames a second`);
});

test('what keeps moving becomes fluent, and is sharp again when it rests', async (t) => {
  const { most } = await sent();
  await move(true);
  await until('it to be taken for a video', async () => (await sent()).hint === 'motion');
  await until('more frames to be allowed', async () => (await sent()).most > most);
  const moving = await rate(4);
  t.diagnostic(`${moving.toFixed(1)} frames a second of at most ${(await sent()).most}`);
  assert.ok(moving > 2 * still, `${moving} frames a second, ${still} before`);
  await move(false);
  await until('it to be taken for text', async () => (await sent()).hint === 'text');
  await until('few frames to be allowed', async () => (await sent()).most === most);
  await seen();
});

test('who says that it is text is believed', async () => {
  await teacher.getByTestId('notice-stop-sharing').click();
  await teacher.getByTestId('bar-screen').click();
  const dialog = teacher.getByRole('dialog');
  const choice = (name) => dialog.getByRole('radio', { name });
  assert.equal(await choice('Automatisch').isChecked(), true);
  await choice('Automatisch').focus();
  await teacher.keyboard.press('ArrowDown');
  assert.equal(await choice('Text und Folien').isChecked(), true);
  await dialog.getByTestId('share-start').click();
  await seen();
  await move(true);
  await rate(10); // longer than it would take to be found out
  const { hint, most } = await sent();
  assert.equal(hint, 'text');
  assert.ok(most <= 10);
  await teacher.getByTestId('notice-content').click();
  await until('it to be a video when she says so', async () => (await sent()).hint === 'motion');
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(teacher.faults, []);
  assert.deepEqual(pupil.faults, []);
});
