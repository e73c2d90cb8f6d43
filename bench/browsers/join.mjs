// SPDX-License-Identifier: EUPL-1.2
// From the click on "Raum betreten" to the first picture of somebody else, with ten people there whose cameras are on.
import { chromiumOf } from '../../tests/e2e/lib/browsers.mjs';
import { Api, Server, until } from '../../tests/e2e/lib/server.mjs';
import { signIn } from '../../tests/e2e/lib/lesson.mjs';
import { Class } from './class.mjs';
import { median, stamps, trace } from './traced.mjs';

const PEOPLE = 10;
const TIMES = Number(process.argv[2] ?? 7);

const server = await Server.start({ options: ['--set', 'media.processes=1'] });
const api = new Api(server.url);
await api.signIn(server.handle, server.password);
const room = await api.room('Benchmark');
const people = await Class.come(server, room, PEOPLE);
const first = await chromiumOf('Lehrkraft');
const all = [];
try {
  await signIn(first, server);
  const signedIn = await first.context().storageState();
  await first.context().close();
  for (let i = 0; i < TIMES; i++) {
    // Each time somebody who was never here: nothing is cached but the sign-in.
    const page = await first.another({ storageState: signedIn });
    await trace(page);
    await page.goto(`${server.url}/rooms/${room.id}/enter`);
    await page.getByLabel('Wie sollen die anderen Sie nennen?').fill('Lehrkraft');
    await page.getByRole('button', { name: 'Kamera einschalten' }).click();
    await page.getByRole('button', { name: 'Kamera ausschalten' }).waitFor();
    await page.waitForLoadState('networkidle');
    // A hand takes a moment from arriving on a button to pressing it.
    await page.getByRole('button', { name: 'Raum betreten' }).hover();
    await page.waitForTimeout(150);
    await page.getByRole('button', { name: 'Raum betreten' }).click();
    await until('somebody to be seen', async () => (await stamps(page)).shown);
    all.push(await stamps(page));
    await page.context().close();
    await until('the newcomer to be gone', async () => people.alive);
  }
} finally {
  await first.end();
  await people.end();
  await server.end();
}
for (const what of new Set(all.flatMap(Object.keys))) console.error(what.padEnd(20), median(all.map((one) => one[what] ?? NaN)).toFixed(0));
console.log(`first_frame_ms ${median(all.map((one) => one.decoded)).toFixed(0)}`);
console.log(`first_tile_ms ${median(all.map((one) => one.shown)).toFixed(0)}`);
