// SPDX-License-Identifier: EUPL-1.2
// A browser may hold sound back until somebody clicks. Then the page must say so; silence without a word is the fault.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf } from '../lib/browsers.mjs';
import { createRoom, enter, isIn, knock, names, openPanel, signIn } from '../lib/lesson.mjs';
import { heard } from '../lib/senses.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let teacher;
let pupil;
let room;
before(async () => {
  server = await Server.start();
  teacher = await chromiumOf('Lehrkraft');
  pupil = await chromiumOf('Ahorn', { autoplay: false });
  await signIn(teacher, server);
  room = await createRoom(teacher, 'Sachkunde 4b');
  await enter(teacher, server, room);
});
after(async () => {
  await teacher?.end();
  await pupil?.end();
  await server?.end();
});

async function admit() {
  await openPanel(teacher, 'people');
  await teacher.getByTestId('knock').getByTestId('admit').click();
  await until('the pupil to be in', async () => (await names(teacher)).length === 2);
}

/** Whether all that should be heard plays, and whether the page says that it does not. */
function state(page) {
  return page.evaluate(() => ({
    elements: document.querySelectorAll('audio').length,
    playing: [...document.querySelectorAll('audio')].every((audio) => !audio.paused),
    notice: document.querySelector('[data-testid=notice-sound]') !== null,
  }));
}

test('whoever clicked to come in hears at once, and again after a reload', async () => {
  for (const again of [false, true]) {
    if (again) {
      await pupil.reload();
      await until('the pupil to have left', async () => (await names(teacher)).length === 1);
    }
    await knock(pupil, room, 'Ahorn', { microphone: false, camera: false });
    await admit();
    await isIn(pupil);
    await until('sound to play', async () => {
      const { elements, playing, notice } = await state(pupil);
      return elements > 0 && playing && !notice;
    });
    await until('the teacher to be heard', async () => (await heard(pupil, 2)).who.join() === 'Lehrkraft');
  }
});

test('where nobody clicked, the page says that sound is held back, and one click brings it', async () => {
  // A page that comes in by itself, as when a browser restores its tabs: nothing here counts as a click.
  const page = await pupil.another();
  await page.addInitScript(() => {
    const timer = setInterval(() => {
      const field = document.querySelector('input[name=nickname]');
      if (!field) return;
      clearInterval(timer);
      field.value = 'Birke';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      setTimeout(() => field.form.requestSubmit(), 100);
    }, 50);
  });
  await pupil.goto('about:blank');
  await until('the first pupil to have left', async () => (await names(teacher)).length === 1);
  await page.goto(room.link);
  // What Playwright asks of a page counts as a click there: until the pupil is in, only the teacher's page is asked.
  await admit();
  await until('the sound to be held back, and the page to say so', async () => {
    const { elements, playing, notice } = await state(page);
    assert.equal(elements > 0 && playing, false, 'nothing is held back: this test shows nothing');
    return notice;
  });
  await page.getByTestId('notice-sound').click();
  await until('sound to play', async () => {
    const { elements, playing, notice } = await state(page);
    return elements > 0 && playing && !notice;
  });
});
