// SPDX-License-Identifier: EUPL-1.2
// Every page in every state, in German and English: axe finds nothing in light or dark colours, and nothing is wider
// than 320 pixels. Each is photographed on a desktop and on a phone into out/.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { desktop, look, noFaults } from '../lib/looks.mjs';
import { Api, Server, until } from '../lib/server.mjs';

let server;
let browser;
before(async () => {
  server = await Server.start();
  browser = await chromiumOf('Ahorn');
});
after(async () => {
  await browser?.end();
  await server?.end();
});

for (const { locale, showCode, cameraOn, speaker, grid } of [
  { locale: 'de-DE', showCode: /^Code zeigen/, cameraOn: 'Kamera einschalten', speaker: 'Wer spricht, groß', grid: 'Alle gleich groß' },
  { locale: 'en-US', showCode: /^Show code/, cameraOn: 'Turn camera on', speaker: 'Speaker large', grid: 'Everyone the same size' },
]) {
  const lang = locale.slice(0, 2);
  const somebody = () => browser.another({ locale, viewport: desktop, reducedMotion: 'reduce' });

  /** The form before a room, whatever its words. */
  const come = async (page, name) => {
    await page.locator('input[name=nickname]').fill(name);
    await page.locator('form button[type=submit]').click();
  };

  test(`${lang}: pages for everybody`, async () => {
    const page = await somebody();
    for (const [name, where] of [['landing', '/'], ['signin', '/signin'], ['unknown-link', '/r/AAAAAAAAAAAAAAAAAAAAAA'], ['404', '/nothing/here'], ['gallery', '/gallery']]) {
      await page.goto(server.url + where);
      await page.locator('h1').waitFor();
      await look(page, `${lang}-${name}`);
    }
    await page.goto(`${server.url}/signin`);
    await page.getByRole('textbox').first().fill(`mk-nobody-${lang}`);
    await page.locator('input[name=words], input[name=password]').fill('wrong');
    await page.locator('form button[type=submit]').click();
    await page.getByRole('alert').first().waitFor();
    await look(page, `${lang}-wrong-password`);
    await page.context().close();
    noFaults();
  });

  let api;
  let teacher;
  let room;
  test(`${lang}: a teacher's rooms`, async () => {
    const { text } = await server.admin('account', 'create');
    api = new Api(server.url);
    assert.equal((await api.signIn(/Handle:\s*(\S+)/.exec(text)[1], /Password:\s*(\S+)/.exec(text)[1])).status, 201);
    teacher = await somebody();
    await teacher.context().addCookies([...api.cookies].map(([name, value]) => ({ name, value, url: server.url })));
    await teacher.goto(`${server.url}/rooms`);
    await teacher.locator('h2').first().waitFor();
    await look(teacher, `${lang}-rooms-empty`);
    for (const title of ['Deutsch 4b', 'Elternabend der Klasse 4b mit einem recht langen Namen', 'Sachkunde 4b']) room = await api.room(title);
    await teacher.reload();
    await teacher.getByRole('heading', { name: 'Sachkunde 4b' }).waitFor();
    await look(teacher, `${lang}-rooms`);
    await teacher.getByRole('button', { name: showCode }).last().click();
    await teacher.locator('.code__digits').waitFor();
    await look(teacher, `${lang}-code`);
    noFaults();
  });

  test(`${lang}: before and in a meeting, and after it`, async () => {
    const guest = await somebody();
    await guest.goto(room.link);
    await guest.locator('input[name=nickname]').waitFor();
    await look(guest, `${lang}-prejoin`);
    await guest.getByRole('button', { name: cameraOn }).click();
    await until('the preview', () => guest.evaluate(() => (document.querySelector('video')?.videoWidth ?? 0) > 0));
    await look(guest, `${lang}-prejoin-camera`);
    await come(guest, 'Ahorn');
    await until('the waiting room', async () => (await guest.locator('input[name=nickname]').count()) === 0);
    await look(guest, `${lang}-waiting`);

    await teacher.goto(`${server.url}/rooms/${room.id}/enter`);
    await come(teacher, 'Lehrkraft');
    await teacher.getByTestId('meeting').waitFor();
    await teacher.getByTestId('knock').waitFor();
    await look(teacher, `${lang}-meeting-knock`);
    await teacher.getByTestId('admit').click();
    await guest.getByTestId('meeting').waitFor();
    const other = await somebody();
    await other.goto(room.link);
    await come(other, 'Birke');
    await teacher.getByTestId('admit').click();
    await other.getByTestId('meeting').waitFor();
    await other.getByTestId('bar-hand').click();
    await teacher.locator('.hand-badge').first().waitFor();
    await teacher.getByTestId('panel-close').click();
    for (const [view, words] of [['grid', grid], ['speaker', speaker]]) {
      await teacher.getByTestId('view').click();
      await teacher.getByRole('menuitemradio', { name: words }).click();
      await look(teacher, `${lang}-meeting-${view}`);
    }
    await teacher.getByTestId('bar-chat').click();
    await teacher.getByTestId('chat-field').fill('Guten Morgen, hier ist das Blatt: https://example.org/blatt');
    await teacher.getByTestId('chat-send').click();
    await teacher.getByTestId('chat-line').waitFor();
    await look(teacher, `${lang}-meeting-chat`);
    await teacher.getByTestId('bar-people').click();
    await teacher.getByTestId('person-row').first().waitFor();
    await look(teacher, `${lang}-meeting-people`);
    await look(guest, `${lang}-meeting-guest`);

    await teacher.getByTestId('person-row').filter({ hasText: 'Birke' }).getByTestId('member-menu').click();
    await look(teacher, `${lang}-member-menu`);
    await teacher.getByRole('menuitem').last().click();
    await teacher.getByTestId('remove-confirm').waitFor();
    await look(teacher, `${lang}-remove-dialog`);
    await teacher.getByTestId('remove-confirm').click();
    await other.locator('.end').waitFor();
    await look(other, `${lang}-removed`);
    await teacher.getByTestId('bar-leave').click();
    await teacher.getByTestId('leave-end').waitFor();
    await look(teacher, `${lang}-leave-dialog`);
    await teacher.getByTestId('leave-end').click();
    await guest.locator('.end').waitFor();
    await look(guest, `${lang}-ended`);
    for (const page of [guest, other, teacher]) await page.context().close();
    noFaults();
  });
}

test('nothing was asked of any other host', () => assert.deepEqual(foreign, []));
