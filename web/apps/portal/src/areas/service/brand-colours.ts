// SPDX-License-Identifier: EUPL-1.2
// An operator's colour made to fit the pages: what is written on it, and it itself as text, can always be read (WCAG 1.4.3).

export type Rgb = readonly [number, number, number];

export function parseColour(text: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{6})$/i.exec(text)?.[1];
  if (!digits) return undefined;
  const at = (n: number) => Number.parseInt(digits.slice(n, n + 2), 16);
  return [at(0), at(2), at(4)];
}

export function writeColour(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(Math.min(255, Math.max(0, part))).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function mix(a: Rgb, b: Rgb, part: number): Rgb {
  return [0, 1, 2].map((n) => (a[n] ?? 0) * (1 - part) + (b[n] ?? 0) * part) as unknown as Rgb;
}

const white: Rgb = [255, 255, 255];
const ink: Rgb = [15, 26, 23];

/** White or ink, whichever can be read better on it. */
export function inkOn(colour: Rgb): Rgb {
  return contrast(colour, white) >= contrast(colour, ink) ? white : ink;
}

/** The colour, as far darkened or lightened as reading it on the ground takes. */
export function readableOn(colour: Rgb, ground: Rgb, least = 4.5): Rgb {
  const towards = inkOn(ground);
  for (let part = 0; part < 1; part += 0.04) {
    const next = mix(colour, towards, part);
    if (contrast(next, ground) >= least) return next;
  }
  return towards;
}

/** The colour, moved as little as it takes to be written on. */
function writable(colour: Rgb): Rgb {
  const away = inkOn(colour) === white ? ink : white;
  for (let part = 0; part < 1; part += 0.01) {
    const next = mix(colour, away, part);
    if (contrast(inkOn(next), next) >= 4.5) return next;
  }
  return away;
}

/** The names of meaning (packages/ui/src/styles/tokens.css) that a colour replaces, on light or dark paper. */
export function accentTokens(colour: Rgb, dark: boolean): Record<string, string> {
  const ground: Rgb = dark ? [33, 37, 34] : [243, 241, 234];
  const fill = writable(readableOn(colour, ground, 3)); /* a button stands out from the page */
  const on = inkOn(fill);
  const text = readableOn(colour, ground);
  const soft = mix(ground, colour, 0.14);
  return {
    '--accent': writeColour(fill),
    '--accent-hover': writeColour(mix(fill, on === white ? ink : white, 0.16)),
    '--on-accent': writeColour(on),
    '--accent-ink': writeColour(text),
    '--accent-soft': writeColour(soft),
    '--accent-soft-ink': writeColour(readableOn(colour, soft)),
  };
}

/** The same for the band at the head of a page. */
export function bandTokens(colour: Rgb): Record<string, string> {
  const band = writable(colour);
  const on = inkOn(band);
  return {
    '--band': writeColour(band),
    '--on-band': writeColour(on),
    '--band-hover': writeColour(mix(band, on, 0.14)),
    '--band-line': writeColour(mix(band, on, 0.3)),
  };
}
