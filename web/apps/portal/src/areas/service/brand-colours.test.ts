// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { accentTokens, bandTokens, contrast, inkOn, parseColour, readableOn, writeColour, type Rgb } from './brand-colours';

const colours = ['#000000', '#ffffff', '#1f6b50', '#f4cd5a', '#ff0000', '#0000ff', '#7f7f7f', '#00ffff', '#fbfaf6', '#212522'];
const at = (tokens: Record<string, string>, name: string) => parseColour(tokens[name] ?? '') as Rgb;

describe('colours of an operator', () => {
  it('are read and written', () => {
    expect(parseColour('#1f6b50')).toEqual([31, 107, 80]);
    expect(writeColour([31, 107, 80])).toBe('#1f6b50');
    for (const text of ['', 'red', '#fff', '#12345g', '1f6b50', '#1f6b500']) expect(parseColour(text)).toBeUndefined();
  });

  it('contrast is that of WCAG', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
  });

  it.each(colours)('%s can be read, on light and on dark paper', (text) => {
    const colour = parseColour(text) as Rgb;
    expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.4);
    for (const dark of [false, true]) {
      const grounds: Rgb[] = dark ? [[24, 27, 25], [33, 37, 34]] : [[251, 250, 246], [243, 241, 234]];
      const tokens = accentTokens(colour, dark);
      expect(contrast(at(tokens, '--on-accent'), at(tokens, '--accent'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(at(tokens, '--accent-soft-ink'), at(tokens, '--accent-soft'))).toBeGreaterThanOrEqual(4.4);
      for (const ground of grounds) expect(contrast(at(tokens, '--accent-ink'), ground)).toBeGreaterThanOrEqual(4.4);
    }
    const band = bandTokens(colour);
    expect(contrast(at(band, '--on-band'), at(band, '--band'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(at(band, '--on-band'), at(band, '--band-hover'))).toBeGreaterThanOrEqual(3);
  });

  it('a colour that can be read stays as it is', () => {
    expect(readableOn([31, 107, 80], [255, 255, 255])).toEqual([31, 107, 80]);
  });
});
