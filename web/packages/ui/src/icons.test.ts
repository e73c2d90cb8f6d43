// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { icons } from './icons';
import { officeIcons } from './office-icons';

it.each(Object.entries({ ...icons, ...officeIcons }))('%s has shapes to draw', (_name, svg) => {
  expect(svg).toMatch(/<(path|rect|circle|ellipse|line|polyline|polygon)\s[^>]*\/>/);
});
