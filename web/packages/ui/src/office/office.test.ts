// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { placeholders } from '../i18n/catalogue';
import { chooseLanguage } from '../i18n/language';
import { formatBytes, formatList } from '../i18n/format';
import { barLayout, tickStep } from './bar-layout';
import { fileFault } from './file-kinds';
import { checkForm } from './form-state';
import { officeDe, officeEn } from './texts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('fileFault', () => {
  const max = 1000;
  const pdf = bytes('%PDF-1.7 ...');
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0]);
  const papers = ['pdf', 'jpeg', 'png'] as const;
  it.each([
    ['AVV.pdf', pdf, 900, undefined],
    ['AVV.PDF', pdf, 900, undefined],
    ['foto.jpeg', jpeg, 900, undefined],
    ['foto.png', jpeg, 900, undefined],
    ['AVV.docx', pdf, 900, 'kind'],
    ['AVV.pdf.exe', pdf, 900, 'kind'],
    ['pdf', pdf, 900, 'kind'],
    ['AVV.pdf', bytes('MZ...'), 900, 'content'],
    ['AVV.pdf', bytes('%PD'), 3, 'content'],
    ['AVV.pdf', pdf, 1001, 'size'],
    ['AVV.pdf', new Uint8Array(), 0, 'empty'],
  ])('%s', (name, head, size, expected) => {
    expect(fileFault({ name, size, head }, papers, max)).toBe(expected);
  });
  it('knows a list by its text', () => {
    expect(fileFault({ name: 'schulen.csv', size: 9, head: bytes('Name;Ort\n') }, ['csv'], max)).toBeUndefined();
    expect(fileFault({ name: 'schulen.csv', size: 9, head: new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]) }, ['csv'], max)).toBe('content');
    expect(fileFault({ name: 'schulen.csv', size: 9, head: bytes('a;b') }, papers, max)).toBe('kind');
  });
});

describe('checkForm', () => {
  it('names what is wrong, in the order of the fields, with a look at the others', () => {
    const errors = checkForm(
      { name: '', from: '2026-08-02', to: '2026-08-01', accept: true },
      {
        name: (value) => (value ? undefined : 'missing'),
        to: (value, all) => (value < all.from ? 'before' : undefined),
        accept: (value) => (value ? undefined : 'must'),
      },
    );
    expect(Object.entries(errors)).toEqual([['name', 'missing'], ['to', 'before']]);
  });
});

describe('bars', () => {
  it.each([[0, 1], [3, 1], [7, 2], [12, 5], [402, 200], [1000, 500], [98_000, 50_000]])('up to %i in steps of %i', (max, step) => {
    expect(tickStep(max)).toBe(step);
  });
  it('keeps every bar, the limit and all labels inside of the picture', () => {
    for (const width of [220, 400, 1100]) {
      const bars = Array.from({ length: 12 }, (_, i) => ({ label: `Monat ${i}`, value: i * 37 }));
      const at = barLayout(bars, width, 240, 500);
      expect(at.bars).toHaveLength(12);
      expect(at.limitY).toBeGreaterThanOrEqual(0);
      expect(at.ticks[0]?.y).toBeGreaterThan(at.ticks.at(-1)?.y ?? 1000);
      for (const bar of at.bars) expect(bar.middle).toBeLessThan(width);
      const labelled = at.bars.filter((bar) => bar.labelled).map((bar) => bar.middle);
      labelled.slice(1).forEach((middle, i) => expect(middle - (labelled[i] ?? 0)).toBeGreaterThanOrEqual(8 * 'Monat 11'.length));
      expect(at.bars.every((bar) => !bar.path.includes('NaN'))).toBe(true);
    }
  });
  it('draws nothing of nothing', () => {
    expect(barLayout([], 300, 200).bars).toEqual([]);
  });
});

describe('words', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(officeEn)).toEqual(Object.keys(officeDe));
    for (const [key, message] of Object.entries(officeDe)) {
      expect(placeholders(officeEn[key as keyof typeof officeEn]), key).toEqual(placeholders(message));
    }
  });
  it('write sizes and choices as the language does', () => {
    chooseLanguage('de');
    expect([formatBytes(812), formatBytes(34 * 1024), formatBytes(5 * 1024 * 1024 - 200_000)].map((text) => text.replace(/\s/g, ' '))).toEqual(['812 Byte', '34 kB', '4,8 MB']);
    expect(formatList(['PDF', 'JPEG', 'PNG'], 'disjunction')).toBe('PDF, JPEG oder PNG');
  });
});
