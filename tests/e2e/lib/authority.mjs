// SPDX-License-Identifier: EUPL-1.2
// An authority of the test's own, the certificates it gives, and browsers that trust it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });

export class Authority {
  constructor() {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kreide-authority-'));
    this.file = path.join(this.dir, 'authority.pem');
    this.issued = 0;
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=Kreide Test',
      '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign', '-keyout', path.join(this.dir, 'authority.key'), '-out', this.file);
  }

  /** A certificate for these names and addresses; gives its files and its serial number in hexadecimal. `days` may be past. */
  issue(names, { days = 20 } = {}) {
    const serial = (0x1000 + ++this.issued).toString(16).toUpperCase();
    const [cert, key, request, extensions] = ['pem', 'key', 'csr', 'ext'].map((end) => path.join(this.dir, `${serial}.${end}`));
    const who = names.map((name) => (/^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`)).join();
    fs.writeFileSync(extensions, `subjectAltName=${who}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n`);
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=Kreide', '-keyout', key, '-out', request);
    fs.chmodSync(key, 0o600);
    // `x509 -req` counts days from now on, and cannot give a certificate that is over; `ca` can.
    const [database, config] = ['index', 'ca.cnf'].map((name) => path.join(this.dir, name));
    fs.writeFileSync(database, '');
    fs.writeFileSync(config, `[ca]\ndefault_ca=a\n[a]\ndatabase=${database}\nserial=${this.dir}/serial\nnew_certs_dir=${this.dir}\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n`);
    fs.writeFileSync(path.join(this.dir, 'serial'), serial);
    const at = (ms) => new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14) + 'Z';
    const end = Date.now() + days * 86_400_000;
    openssl('ca', '-batch', '-config', config, '-cert', this.file, '-keyfile', path.join(this.dir, 'authority.key'), '-in', request, '-out', cert, '-extfile', extensions,
      '-notext', '-startdate', at(Math.min(Date.now() - 3_600_000, end - 86_400_000)), '-enddate', at(end));
    return { cert, key, serial };
  }

  /** A profile for Firefox in which it is trusted. */
  firefoxProfile() {
    const profile = fs.mkdtempSync(path.join(this.dir, 'profile-'));
    execFileSync('certutil', ['-N', '-d', `sql:${profile}`, '--empty-password'], { stdio: 'pipe' });
    execFileSync('certutil', ['-A', '-d', `sql:${profile}`, '-n', 'Kreide Test', '-t', 'C,,', '-i', this.file], { stdio: 'pipe' });
    return profile;
  }

  end() {
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}
