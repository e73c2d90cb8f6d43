// SPDX-License-Identifier: EUPL-1.2
// A worksheet is shown: by the teacher, by a pupil, and by a pupil who may not any more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromiumOf, foreign } from '../lib/browsers.mjs';
import { createRoom, enter, isIn, knock, onMember, openPanel, setRoom, share, signIn } from '../lib/lesson.mjs';
import { look, noFaults } from '../lib/looks.mjs';
import { keepSenders } from '../lib/peers.mjs';
import { tiles } from '../lib/senses.mjs';
import { PATIENCE_MS, Server, until } from '../lib/server.mjs';

/** Each sharer's worksheet fills its tab with a colour that no camera has, and something moves on it. */
const sheets = { Lehrkraft: [20, 190, 190], Ahorn: [240, 120, 20] };
const sheet = ([r, g, b]) => `<title>Arbeitsblatt</title><style>body { margin: 0; height: 100vh; background: rgb(${r} ${g} ${b}) }
  i { position: absolute; width: 20px; height: 20px; background: #000; animation: go 2s infinite linear } @keyframes go { to { left: 90% } }</style><i></i>`;

let server;
let room;
const people = {};
before(async () => {
  server = await Server.start();
  for (const name of ['Lehrkraft', 'Ahorn', 'Birke']) {
    people[name] = await chromiumOf(name, sheets[name] ? { picks: 'Arbeitsblatt' } : {});
    if (!sheets[name]) continue;
    const tab = await people[name].context().newPage();
    await tab.setContent(sheet(sheets[name]));
    await people[name].bringToFront();
  }
  // Ahorn will lie later: the page keeps hold of its sockets and senders.
  await keepSenders(people.Ahorn);
  await people.Ahorn.addInitScript(() => {
    const Socket = globalThis.WebSocket;
    globalThis.WebSocket = class extends Socket {
      constructor(...words) {
        super(...words);
        globalThis.keptSocket = this;
      }
    };
  });
});
after(async () => {
  for (const page of Object.values(people)) await page.end();
  await server?.end();
});

const near = (a, b) => Math.hypot(...a.map((v, i) => v - b[i])) < 60;

/** `viewer` sees the worksheet of `sharer`, large, under the sharer's name. */
function sees(viewer, sharer) {
  return until(`${viewer} to see the worksheet of ${sharer}`, async () => {
    const screens = (await tiles(people[viewer])).filter((tile) => tile.kind === 'screen');
    if (screens.length !== 1 || !screens[0].showing) return false;
    assert.equal(screens[0].name, `${sharer} zeigt den Bildschirm`);
    return near(screens[0].rgb, sheets[sharer]) && (await part(people[viewer])) > 0.4;
  });
}

/** Which part of the stage the shown screen takes. */
function part(page) {
  return page.evaluate(() => {
    const area = (element) => element.getBoundingClientRect().width * element.getBoundingClientRect().height;
    return area(document.querySelector('[data-kind=screen]')) / area(document.querySelector('[data-testid=stage]'));
  });
}

function seesNone(viewer) {
  return until(`${viewer} to see no screen`, async () => (await people[viewer].locator('[data-kind=screen]').count()) === 0);
}

/** The two others' cameras beside the screen, each under its name. */
function seesCameras(viewer, others) {
  return until(`${viewer} to see the cameras of ${others}`, async () => {
    const shown = (await tiles(people[viewer])).filter((tile) => tile.kind === 'camera' && !tile.own && tile.showing);
    return shown.every((tile) => tile.who === tile.name) && shown.map((tile) => tile.name).sort().join() === others.join();
  });
}

test('a class of three', async () => {
  const { Lehrkraft, Ahorn, Birke } = people;
  await signIn(Lehrkraft, server);
  room = await createRoom(Lehrkraft, 'Sachkunde 4b');
  await enter(Lehrkraft, server, room);
  await knock(Ahorn, room, 'Ahorn');
  await knock(Birke, room, 'Birke');
  await openPanel(Lehrkraft, 'people');
  await until('two to knock', async () => (await Lehrkraft.getByTestId('knock').count()) === 2);
  await Lehrkraft.getByTestId('admit-all').click();
  await isIn(Ahorn);
  await isIn(Birke);
});

test('the teacher shows a worksheet: large, under the right name, cameras beside it', async () => {
  await share(people.Lehrkraft);
  await sees('Birke', 'Lehrkraft');
  await sees('Ahorn', 'Lehrkraft');
  await seesCameras('Birke', ['Ahorn', 'Lehrkraft']);
  await people.Lehrkraft.getByTestId('notice-stop-sharing').click();
  await seesNone('Birke');
  await seesNone('Ahorn');
  await seesCameras('Birke', ['Ahorn', 'Lehrkraft']);
});

test('a pupil shows a worksheet', async () => {
  await share(people.Ahorn);
  await sees('Birke', 'Ahorn');
  await sees('Lehrkraft', 'Ahorn');
  await seesCameras('Lehrkraft', ['Ahorn', 'Birke']);
});

test('the teacher takes the right: it is gone, and stays gone even from a client that lies', async () => {
  const { Ahorn, Birke, Lehrkraft } = people;
  await onMember(Lehrkraft, 'Ahorn', 'Zeigen sperren');
  await seesNone('Birke');
  await seesNone('Lehrkraft');
  await until('Ahorn to be told', async () => (await Ahorn.getByTestId('bar-screen').getAttribute('aria-disabled')) === 'true');
  await Ahorn.getByTestId('bar-screen').click({ force: true });
  assert.equal(await Ahorn.getByTestId('bar-screen').getAttribute('aria-pressed'), 'false');

  // The lie is a picture of its own, drawn anew again and again: of a tab that lies behind, a browser may capture nothing.
  const sent = await Ahorn.evaluate(async (patience) => {
    const canvas = new OffscreenCanvas(640, 360);
    const pen = canvas.getContext('2d');
    const generator = new MediaStreamTrackGenerator({ kind: 'video' });
    const frames = generator.writable.getWriter();
    const sender = globalThis.keptSenders[2];
    await sender.replaceTrack(generator);
    globalThis.keptSocket.send(JSON.stringify({ type: 'state', id: 900001, screen: true }));
    const packets = async () => {
      let sum = 0;
      for (const report of (await sender.getStats()).values()) if (report.type === 'outbound-rtp') sum += report.packetsSent;
      return sum;
    };
    const before = await packets();
    // Long enough for a lie that is believed to be seen, and until something was really sent.
    const begun = Date.now();
    let sent = 0;
    for (let drawn = 0; Date.now() < begun + 4000 || (sent <= 5 && Date.now() < begun + patience); drawn++) {
      pen.fillStyle = `hsl(${(drawn * 37) % 360} 90% 50%)`;
      pen.fillRect((drawn * 29) % 600, (drawn * 17) % 320, 80, 60);
      const frame = new VideoFrame(canvas, { timestamp: 1000 * Date.now() });
      await frames.write(frame);
      // The honest part of the client switches the encoder off whenever it hears that nobody watches.
      const parameters = sender.getParameters();
      if (parameters.encodings.some((encoding) => !encoding.active)) {
        for (const encoding of parameters.encodings) encoding.active = true;
        await sender.setParameters(parameters);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      sent = (await packets()) - before;
    }
    generator.stop();
    return sent;
  }, PATIENCE_MS);
  assert.ok(sent > 5, `it really sends: ${sent} packets`);
  assert.equal(await Birke.locator('[data-kind=screen]').count(), 0);
  assert.equal(await Lehrkraft.locator('[data-kind=screen]').count(), 0);
  await seesCameras('Birke', ['Ahorn', 'Lehrkraft']);
});

test('given the right again, the pupil shows again; the teacher can end just this showing', async () => {
  const { Ahorn, Lehrkraft } = people;
  await onMember(Lehrkraft, 'Ahorn', 'Zeigen erlauben');
  await until('Ahorn to be told', async () => (await Ahorn.getByTestId('bar-screen').getAttribute('aria-disabled')) === null);
  await share(Ahorn);
  await sees('Birke', 'Ahorn');
  await onMember(Lehrkraft, 'Ahorn', 'Zeigen beenden');
  await seesNone('Birke');
  await until('Ahorn to be told', async () => (await Ahorn.getByTestId('bar-screen').getAttribute('aria-pressed')) === 'false');
  assert.equal(await Ahorn.getByTestId('bar-screen').getAttribute('aria-disabled'), null, 'the right is kept');
});

/** Whose worksheets somebody sees, the large one first. */
function screensOf(viewer) {
  return until(`${viewer} to see the worksheets`, async () => {
    const seen = (await tiles(people[viewer])).filter((tile) => tile.kind === 'screen' && tile.showing);
    const small = await people[viewer].locator('[data-kind=screen][data-small]').evaluateAll((all) => all.map((each) => each.dataset.member));
    const of = (tile) => Object.keys(sheets).find((name) => tile.rgb && tile.name.startsWith(name) && near(tile.rgb, sheets[name]));
    if (seen.length < 2 || !seen.every(of)) return false;
    return seen.sort((a, b) => small.includes(a.member) - small.includes(b.member)).map(of).join();
  });
}

test('one at a time: a pupil is told to wait, and a teacher takes over', async () => {
  const { Ahorn, Lehrkraft } = people;
  await share(Ahorn);
  await sees('Birke', 'Ahorn');
  await people.Birke.getByTestId('bar-screen').click();
  await people.Birke.getByTestId('share-wait').waitFor();
  assert.match(await people.Birke.getByTestId('share-wait').innerText(), /^Ahorn zeigt gerade/);
  await people.Birke.keyboard.press('Escape');
  await people.Birke.getByTestId('share-wait').waitFor({ state: 'detached' });
  await Lehrkraft.getByTestId('bar-screen').click();
  await Lehrkraft.getByText('Ahorn zeigt gerade. Wenn Sie beginnen, endet das.').waitFor();
  await Lehrkraft.getByTestId('share-start').click();
  await sees('Birke', 'Lehrkraft');
  await until('Ahorn to be told', async () => (await Ahorn.getByTestId('bar-screen').getAttribute('aria-pressed')) === 'false');
});

test('several at once, if the teacher allows it; each sees large whom they choose', async () => {
  const { Ahorn, Birke, Lehrkraft } = people;
  await setRoom(Lehrkraft, 'Mehrere dürfen gleichzeitig zeigen');
  await Ahorn.getByTestId('bar-screen').click();
  await Ahorn.getByTestId('share-start').click();
  assert.equal(await screensOf('Birke'), 'Lehrkraft,Ahorn');
  await Birke.getByTestId('panel-close').click();
  await look(Birke, 'de-two-screens');
  await Lehrkraft.getByTestId('panel-close').click();
  await look(Lehrkraft, 'de-sharing');
  noFaults();
  await Birke.getByTestId('choose-screen').click();
  await until('the other to be large', async () => (await screensOf('Birke')) === 'Ahorn,Lehrkraft');
  await setRoom(Lehrkraft, 'Mehrere dürfen gleichzeitig zeigen');
  await sees('Birke', 'Lehrkraft');
  await until('Ahorn to be told', async () => (await Ahorn.getByTestId('bar-screen').getAttribute('aria-pressed')) === 'false');
});

test('nothing was asked of any other host, and no page complained', () => {
  assert.deepEqual(foreign, []);
  for (const [name, page] of Object.entries(people)) assert.deepEqual(page.faults, [], name);
});
