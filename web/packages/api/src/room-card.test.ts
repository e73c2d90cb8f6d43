// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { cardName } from './room-card';

it.each([
  ['Mathe 7b', 'Karte Mathe 7b.pdf'],
  ['Größe & Maß', 'Karte Größe & Maß.pdf'],
  ['5a/5b: "Wald"', 'Karte 5a 5b Wald.pdf'],
  ['../../etc', 'Karte etc.pdf'],
  ['???', 'Karte Kreide.pdf'],
])('%s is kept as %s', (title, name) => expect(cardName(title, 'de')).toBe(name));
