// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '@kreide/ui';
import { dayMs, dayText, faultText, textLanguage } from './data';
import { de } from './i18n/de';

/* what src/paper/source.h, src/paper/fill.h, src/office/document/include.h and check.h name */
const reasons = [
  'too_large', 'not_utf8', 'control_character', 'unknown_header', 'repeated_header', 'too_many_blocks', 'too_deep', 'too_many_columns',
  'unknown_directive', 'unclosed_directive', 'bad_directive', 'unknown_placeholder', 'bad_placeholder', 'unclosed_placeholder',
  'unmatched_end', 'list_in_list', 'unknown_document', 'bad_include', 'include_too_deep', 'no_title', 'wrong_lang',
];

describe('words about documents', () => {
  it.each(reasons)('has words for the fault %s', (reason) => {
    chooseLanguage('de');
    expect(Object.keys(de)).toContain(`fault.${reason}`);
    expect(faultText({ line: 1, reason, name: 'x' })).not.toContain(reason);
  });
  it('names a fault that only a newer server knows', () => {
    expect(faultText({ line: 1, reason: 'quite_new', name: '' })).toContain('quite_new');
  });
});

describe('days', () => {
  it('begin and end in local time', () => {
    expect(dayMs('2026-09-01')).toBe(new Date(2026, 8, 1).getTime());
    expect(dayMs('2026-09-01', true) - dayMs('2026-09-01')).toBe(86_399_000);
    expect(dayText(dayMs('2026-02-28'))).toBe('2026-02-28');
  });
  it.each(['', '2026-02-30', '1.9.2026', '2026-9-1', 'x'])('makes no day of %j', (text) => expect(dayMs(text)).toBeNaN());
});

it('reads the language of the text from the address', () => {
  expect([textLanguage(''), textLanguage('?lang=en'), textLanguage('?lang=fr'), textLanguage('lang=en')]).toEqual(['de', 'en', 'de', 'en']);
});
