// SPDX-License-Identifier: EUPL-1.2
// What people do in a lesson, done through the interface as they would: by words and labels, not by internals.
import { until } from './server.mjs';

/** Signs a teacher in on a page and waits for the room list. */
export async function signIn(page, server) {
  await page.goto(`${server.url}/signin`);
  await page.getByLabel('Zugang').fill(server.handle);
  await page.getByLabel('Passwort', { exact: true }).fill(server.password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.getByRole('heading', { name: 'Ihre Räume' }).waitFor();
}

/** A teacher tries to sign in, and is told why that is refused. */
export async function signInRefused(page, server, { handle, password }, why) {
  await page.context().clearCookies();
  await page.goto(`${server.url}/signin`);
  await page.getByLabel('Zugang').fill(handle);
  await page.getByLabel('Passwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.getByText(why).first().waitFor();
}

/** Creates a room by the interface; gives its link. */
export async function createRoom(page, title) {
  await page.getByRole('button', { name: 'Raum anlegen' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name des Raums').fill(title);
  await dialog.getByRole('button', { name: /anlegen/i }).click();
  await page.getByRole('heading', { name: title }).waitFor();
  const rooms = await page.evaluate(async () => (await fetch('/api/v1/rooms')).json());
  return rooms.rooms.find((room) => room.title === title);
}

async function switchOn(page, { microphone = true, camera = true }) {
  if (microphone) {
    await page.getByRole('button', { name: 'Mikrofon einschalten' }).click();
    await page.getByRole('button', { name: 'Mikrofon ausschalten' }).waitFor();
  }
  if (camera) {
    await page.getByRole('button', { name: 'Kamera einschalten' }).click();
    await page.getByRole('button', { name: 'Kamera ausschalten' }).waitFor();
  }
}

/** A teacher, signed in on this page, enters a room. */
export async function enter(page, server, room, { name = 'Lehrkraft', ...devices } = {}) {
  await page.goto(`${server.url}/rooms/${room.id}/enter`);
  await page.getByLabel('Wie sollen die anderen Sie nennen?').fill(name);
  await switchOn(page, devices);
  await page.getByRole('button', { name: 'Raum betreten' }).click();
  await page.getByTestId('meeting').waitFor();
}

/** A guest follows the link and knocks. */
export async function knock(page, room, name, devices = {}) {
  await page.goto(room.link);
  await page.getByLabel('Wie sollen die anderen Sie nennen?').fill(name);
  await switchOn(page, devices);
  await page.getByRole('button', { name: 'Anklopfen' }).click();
}

export async function waits(page) {
  await page.getByRole('heading', { name: 'Sie haben angeklopft' }).waitFor();
}

export async function isIn(page) {
  await page.getByTestId('meeting').waitFor();
}

/** Opens the side panel at a tab (people or chat) unless it is open there. */
export async function openPanel(page, which) {
  const button = page.getByTestId(`bar-${which}`);
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  // The panel may have been there before, with the other tab.
  await page.locator(`[data-testid=bar-${which}][aria-expanded=true]`).waitFor();
  await page.getByTestId('panel').waitFor();
}

/** A teacher signs in, makes a room and lets a pupil in. `devices`: which of theirs are on. Gives the room. */
export async function classOfTwo(server, teacher, pupil, title, devices = {}) {
  await signIn(teacher, server);
  const room = await createRoom(teacher, title);
  await enter(teacher, server, room, devices.teacher);
  await knock(pupil, room, 'Ahorn', devices.pupil);
  await openPanel(teacher, 'people');
  await teacher.getByTestId('admit').click();
  await isIn(pupil);
  return room;
}

/** Names in the people list, as shown. */
export async function names(page) {
  await openPanel(page, 'people');
  return (await page.getByTestId('person-row').allInnerTexts()).map((text) => text.split('\n').map((line) => line.trim()).filter(Boolean));
}

export async function say(page, text) {
  await openPanel(page, 'chat');
  await page.getByTestId('chat-field').fill(text);
  await page.getByTestId('chat-send').click();
}

export async function chatShows(page, text) {
  await openPanel(page, 'chat');
  await until(`the chat to show "${text}"`, async () => (await page.getByTestId('chat-line').allInnerTexts()).some((line) => line.includes(text)));
}

/** Shows a screen; which, the browser of the test chooses by itself. */
export async function share(page) {
  await page.getByTestId('bar-screen').click();
  await page.getByTestId('share-start').click();
}

/** A moderator switches something in the settings of the room, by its words. */
export async function setRoom(page, words) {
  await page.getByTestId('bar-more').click();
  await page.getByTestId('more-room').click();
  // The box itself is not seen; its words are what one clicks on.
  await page.getByRole('dialog').getByText(words, { exact: true }).click();
  await page.keyboard.press('Escape');
}

/** Chooses something from a member's menu, by its words. */
export async function onMember(page, name, action) {
  await openPanel(page, 'people');
  const row = page.getByTestId('person-row').filter({ hasText: name });
  await row.getByTestId('member-menu').click();
  await page.getByRole('menuitem', { name: action }).click();
}
