// SPDX-License-Identifier: EUPL-1.2
// The press: `kreide set` is in its cage before it has read anything, and sets a paper from inside of it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root, until } from '../lib/server.mjs';

const kreide = path.join(root, 'build/release/src/app/kreide');

/** A press that waits for its job. */
function start() {
  const press = spawn(kreide, ['set'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: [], err: '' };
  press.stdout.on('data', (bytes) => said.out.push(bytes));
  press.stderr.on('data', (bytes) => (said.err += bytes));
  const ended = new Promise((resolve) => press.on('close', (status) => resolve({ status, pdf: Buffer.concat(said.out), err: said.err })));
  return { press, ended };
}

const field = (pid, name) => fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s*(\\S+)`, 'm'))?.[1];

function job(source, more = {}) {
  return JSON.stringify({
    kind: 'document', source, operator_name: 'Kreismedienzentrum Musterkreis', operator_address: 'Lindenallee 12\n12345 Musterstadt',
    colour: 0x1f6b50, created_ms: 1785572000000, ...more,
  });
}

async function set(text) {
  const { press, ended } = start();
  press.stdin.end(text);
  return ended;
}

test('it is caged before it reads', async () => {
  const { press, ended } = start();
  await until('the cage to close', () => field(press.pid, 'Seccomp') === '2');
  assert.equal(field(press.pid, 'NoNewPrivs'), '1');
  const limits = fs.readFileSync(`/proc/${press.pid}/limits`, 'utf8');
  assert.match(limits, /Max core file size\s+0\s/);
  assert.match(limits, /Max cpu time\s+20\s/);
  assert.match(limits, /Max address space\s+1073741824\s/);
  press.stdin.end(job('title: Größe\n\n„Übermaß“ nach § 5: Verantwortlicher'));
  const { status, pdf, err } = await ended;
  assert.equal(err, '');
  assert.equal(status, 0);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-paper-'));
  try {
    const file = path.join(dir, 'paper.pdf');
    fs.writeFileSync(file, pdf);
    assert.match(execFileSync('pdfinfo', [file], { encoding: 'utf8' }), /Tagged:\s+yes/);
    assert.match(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }), /„Übermaß“ nach § 5: Verantwortlicher/);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});

test('a job at fault is refused in one line without a word of the text', async () => {
  for (const [text, line] of [
    ['', 'not_json'],
    ['{"kind":"poem"}', 'out_of_range'],
    [job('title: T\n\n[[geheim: x]]'), 'unknown_directive line 3'],
    [job('Ohne Titel'), 'no_title line 1'],
    [job('title: T\n\n' + 'x\n\n[[page]]\n\n'.repeat(201)), 'too_many_pages'],
    [job('title: T', { logo: 'AAAA' }), 'bad_logo'],
  ]) {
    const { status, pdf, err } = await set(text);
    assert.equal(status, 65, err);
    assert.match(err, new RegExp(`^kreide set: (${line})\n$`));
    assert.equal(pdf.length, 0);
  }
});
