// SPDX-License-Identifier: EUPL-1.2
// Every catalogue of the portal, of the shell and of all areas: both languages say the same things, and say them calmly.
import { describe, expect, it } from 'vitest';
import { placeholders, type Message, type Messages } from '@kreide/ui';

type Module = Record<string, Messages>;
const german = import.meta.glob<Module>(['../i18n/de.ts', '../areas/*/i18n/de.ts'], { eager: true });
const english = import.meta.glob<Module>(['../i18n/en.ts', '../areas/*/i18n/en.ts'], { eager: true });

const texts = (message: Message) => (typeof message === 'string' ? [message] : [message.one, message.other]);

describe.each(Object.entries(german))('%s', (file, module) => {
  const de = module['de'];
  const en = english[file.replace(/de\.ts$/, 'en.ts')]?.['en'];
  if (!de || !en) throw new Error(`${file} has no partner, or does not export "de" and "en"`);

  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(de).sort());
  });

  it('has the same placeholders in both and says something', () => {
    for (const [key, message] of Object.entries(de)) {
      const other = en[key];
      if (other === undefined) throw new Error(key);
      expect(typeof other, key).toBe(typeof message);
      expect(placeholders(other), key).toEqual(placeholders(message));
      for (const text of [...texts(message), ...texts(other)]) {
        expect(text.trim(), key).toBe(text);
        expect(text, key).not.toBe('');
        expect(text, key).not.toContain('!');
      }
    }
  });
});
