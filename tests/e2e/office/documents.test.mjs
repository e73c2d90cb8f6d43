// SPDX-License-Identifier: EUPL-1.2
// The operator's texts, from the editor to the public page: an operator edits, looks at the preview, publishes; what
// everybody may download is a tagged PDF whose text can be read; the operator's colours and logo are on its pages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromiumPlain, foreign } from '../lib/browsers.mjs';
import { axe as axeNow, out, toastsGone } from '../lib/looks.mjs';
import { makeOperator, operatorPage } from '../lib/operator.mjs';
import { Server, until } from '../lib/server.mjs';

let server;
let browser;
let files;
let operator;

before(async () => {
  fs.mkdirSync(out, { recursive: true });
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-papers-'));
  server = await Server.start();
  browser = await chromiumPlain();
});
after(async () => {
  await browser?.end();
  await server?.end();
  fs.rmSync(files, { recursive: true, force: true });
});

/** What axe finds, once nothing is said in passing any more. */
async function axe(page) {
  await toastsGone(page);
  return axeNow(page);
}

/** Presses a button that hands out a file; gives the file's path. */
async function downloaded(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const where = path.join(files, file.suggestedFilename());
  await file.saveAs(where);
  return where;
}

/** What a page says in passing; a screen reader hears it, too. */
const said = (page, text) => page.locator('.toast__text', { hasText: text }).waitFor();
/* as one line, words that were broken at its end put together again */
const words = (file) => execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replace(/\u00ad\s*/g, '').replace(/\s+/g, ' ');
const facts = (file) => execFileSync('pdfinfo', [file], { encoding: 'utf8' });

const publicPage = () => browser.another({ viewport: { width: 1440, height: 900 } });

test('everybody reads the pages and takes the agreement home', async () => {
  const page = await publicPage();
  await page.goto(`${server.url}/service`);
  await page.getByRole('heading', { level: 1, name: 'Videokonferenz für unsere Schulen' }).waitFor();
  assert.deepEqual(await axe(page), []);
  const pages = [
    ['Teilnehmen', 'So nimmt Ihre Schule teil'],
    ['Dokumente', 'Dokumente'],
    ['Aktuelles', 'Aktuelles'],
    ['Technik', 'Technische Hinweise'],
    ['Status', 'Status'],
    ['Impressum', 'Impressum'],
    ['Datenschutz', 'Datenschutzerklärung'],
    ['Barrierefreiheit', 'Barrierefreiheit'],
  ];
  for (const [link, title] of pages) {
    await page.getByRole('link', { name: link, exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(await axe(page), [], title);
  }
  await page.goto(`${server.url}/service/documents`);
  const agreement = await downloaded(page, page.getByRole('button', { name: 'PDF herunterladen: Vereinbarung zur Auftragsverarbeitung' }));
  assert.match(path.basename(agreement), /^avv-1\.pdf$/);
  assert.match(facts(agreement), /Tagged:\s+yes/);
  assert.match(facts(agreement), /Title:\s+Vereinbarung zur Auftragsverarbeitung/);
  const text = words(agreement);
  for (const part of ['§ 3 Weisungen', 'für Videokonferenzen bereit', 'Unterstützung', 'Überprüfungen', 'Art. 28 Abs. 3 Satz 3 DSGVO', 'Kreismedienzentrum Musterkreis']) {
    assert.ok(text.includes(part), `"${part}" is in the PDF`);
  }
  const fonts = execFileSync('pdffonts', [agreement], { encoding: 'utf8' }).trim().split('\n').slice(2);
  assert.ok(fonts.length > 0 && fonts.every((line) => /\s+yes\s+yes\s+yes\s+\d+\s+\d+$/.test(line)), 'every font is embedded and has its characters');
  await page.context().close();
});

test('the pages speak English and fit a phone', async () => {
  const page = await browser.another({ locale: 'en-GB', viewport: { width: 320, height: 640 } });
  for (const where of ['', '/take-part', '/documents', '/news', '/hints', '/status', '/privacy', '/imprint', '/accessibility']) {
    await page.goto(`${server.url}/service${where}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, where);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  }
  assert.deepEqual(page.faults, []);
  assert.deepEqual(foreign, []);
  await page.context().close();
});

test('an operator edits a text, sees it as paper, and publishes it', async () => {
  operator ??= await makeOperator(server);
  const page = await operatorPage(server, browser, operator);
  await page.goto(`${server.url}/portal/documents`);
  await page.getByRole('link', { name: 'Nutzungsbedingungen' }).click();
  await page.getByRole('link', { name: 'Bearbeiten' }).click();
  const text = page.getByRole('textbox', { name: 'Text' });
  await page.getByText('Keine Fehler').waitFor();
  assert.deepEqual(await axe(page), []);

  // a fault is told at its line, and leads there
  const source = await text.inputValue();
  await text.fill(source.replace('# § 2 Zulässige Nutzung', '# § 2 Zulässige Nutzung\n\n{{school.name}}\n\n[[wunsch: x]]'));
  await page.getByText('2 Fehler im Text').waitFor();
  const line = source.split('\n').indexOf('# § 2 Zulässige Nutzung') + 3;
  await page.getByRole('button', { name: `Zeile ${line} Den Platzhalter` }).click();
  assert.equal(await text.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), '{{school.name}}');

  // put right, it stands in the preview, with the operator's name in its place
  const clause = 'Wer ein Gerät verliert, meldet das {{operator.name}} am selben Tag.';
  await text.fill(source.replace(/^title: .*$/m, 'title: Nutzungsbedingungen, neu').replace('6. Zugänge gelten', `6. ${clause}\n7. Zugänge gelten`));
  await page.getByText('Keine Fehler').waitFor();
  await page.getByRole('region', { name: 'Vorschau' }).getByText('Wer ein Gerät verliert, meldet das Kreismedienzentrum Musterkreis am selben Tag.').waitFor();
  await page.screenshot({ path: path.join(out, 'documents-editor.png') });

  await page.getByRole('button', { name: 'Veröffentlichen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Neue Fassung veröffentlichen' });
  await dialog.getByText(clause).waitFor();
  await dialog.getByText('Schulen müssen erneut zustimmen').click();
  assert.equal(await dialog.getByRole('checkbox').isChecked(), true);
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole('button', { name: 'Veröffentlichen' }).click();
  await said(page, 'Fassung 2 ist veröffentlicht.');

  // both versions and what lies between them
  await page.getByText('abgelöst', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Unterschiede zwischen zwei Fassungen' }).getByText(clause).waitFor();
  await page.screenshot({ path: path.join(out, 'documents-versions.png') });
  assert.deepEqual(await axe(page), []);

  // it is what everybody gets now, in the school's own policy too
  const visitor = await publicPage();
  await visitor.goto(`${server.url}/service/documents`);
  await visitor.getByText('Fassung 2').waitFor();
  const terms = words(await downloaded(visitor, visitor.getByRole('button', { name: 'PDF herunterladen: Nutzungsbedingungen, neu' })));
  assert.match(terms, /meldet das Kreismedienzentrum Musterkreis am selben Tag/);
  const policy = words(await downloaded(visitor, visitor.getByRole('button', { name: 'PDF herunterladen: Nutzungsordnung' })));
  assert.match(policy, /meldet das Kreismedienzentrum Musterkreis am selben Tag/);
  await visitor.context().close();
  await page.context().close();
});

test('name, colours and news are on the public pages at once', async () => {
  operator ??= await makeOperator(server);
  const page = await operatorPage(server, browser, operator);
  await page.goto(`${server.url}/portal/settings`);
  await page.getByLabel('Name', { exact: true }).fill('Medienzentrum Eichental');
  await page.getByLabel('E-Mail').fill('kein Empfänger');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByText('Das ist keine E-Mail-Adresse, an die Kreide schreiben kann.').first().waitFor();
  await page.getByLabel('E-Mail').fill('wir@eichental.example');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await said(page, 'Gespeichert.');

  await page.goto(`${server.url}/portal/settings/branding`);
  await page.getByLabel('Farbe der Kopfleiste', { exact: true }).fill('#7a1f5c');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await said(page, 'Gespeichert.');
  assert.deepEqual(await axe(page), []);

  await page.goto(`${server.url}/portal/settings/news`);
  await page.getByRole('button', { name: 'Neue Meldung' }).click();
  await page.getByLabel('Überschrift').fill('Wartung am Samstag');
  await page.getByLabel('Text', { exact: true }).fill('Der Dienst ruht **zwei Stunden**.');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await said(page, 'Gespeichert.');
  assert.deepEqual(await axe(page), []);

  const visitor = await publicPage();
  await visitor.goto(`${server.url}/service`);
  await visitor.getByText('Wartung am Samstag').waitFor();
  await until('the band to have its colour', () => visitor.evaluate(() => getComputedStyle(document.querySelector('.public')).backgroundColor === 'rgb(122, 31, 92)'));
  assert.ok((await visitor.locator('.public').innerText()).includes('Medienzentrum Eichental'));
  assert.deepEqual(await axe(visitor), []);
  await visitor.screenshot({ path: path.join(out, 'service-branded.png') });
  await visitor.context().close();
  await page.context().close();
});
