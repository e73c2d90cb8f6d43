// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { encode, fitText, parse, parseBody, utf8Bytes, type Protocol } from './codec';
import { encodeSignal, parseSignal } from './index';

const protocol: Protocol = {
  name: 'sample',
  stringMax: 20,
  types: { point: { x: { type: 'int', min: -5, max: 5 }, label: { type: 'id', optional: true } } },
  messages: {
    draw: {
      at: { type: 'point' },
      path: { type: 'list', of: 'point', max: 2 },
      names: { type: 'list', of: 'id', max: 2 },
      words: { type: 'list', of: 'string', item_max: 3, max: 2 },
      note: { type: 'string', min: 1, max: 4 },
      colour: { type: 'enum', values: ['red', 'green'] },
      thick: { type: 'bool', optional: true },
    },
    clear: {},
  },
};
const good = { type: 'draw', at: { x: 1 }, path: [], names: [], words: [], note: 'a', colour: 'red' };
const with_ = (change: object): string => JSON.stringify({ ...good, ...change });
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parse', () => {
  const refused: [string, string, string, string][] = [
    ['no JSON', '{', 'not_json', ''],
    ['an array', '[]', 'not_json', ''],
    ['null', 'null', 'not_json', ''],
    ['too deep', `{"type":"clear","x":${nested(16)}}`, 'too_deep', ''],
    ['unknown message', '{"type":"nothing"}', 'unknown_message', 'type'],
    ['name of a built-in property', '{"type":"constructor"}', 'unknown_message', 'type'],
    ['no type', '{}', 'unknown_message', 'type'],
    ['missing field', '{"type":"draw"}', 'missing_field', 'at'],
    ['null counts as missing', with_({ note: null }), 'missing_field', 'note'],
    ['missing field of a record', with_({ at: {} }), 'missing_field', 'x'],
    ['record that is none', with_({ at: 3 }), 'wrong_type', 'point'],
    ['record that is a list', with_({ at: [] }), 'wrong_type', 'point'],
    ['number that is text', with_({ at: { x: '1' } }), 'wrong_type', 'x'],
    ['number with a fraction', with_({ at: { x: 1.5 } }), 'wrong_type', 'x'],
    ['number too small', with_({ at: { x: -6 } }), 'out_of_range', 'x'],
    ['number too large', with_({ at: { x: 6 } }), 'out_of_range', 'x'],
    ['id with a space', with_({ names: ['a b'] }), 'bad_text', 'names'],
    ['empty id', with_({ at: { x: 1, label: '' } }), 'out_of_range', 'label'],
    ['id too long', with_({ names: ['a'.repeat(65)] }), 'out_of_range', 'names'],
    ['list that is none', with_({ path: {} }), 'wrong_type', 'path'],
    ['list too long', with_({ names: ['a', 'b', 'c'] }), 'out_of_range', 'names'],
    ['bad record in a list', with_({ path: [{ x: 9 }] }), 'out_of_range', 'x'],
    ['word too long', with_({ words: ['abcd'] }), 'out_of_range', 'words'],
    ['text empty', with_({ note: '' }), 'out_of_range', 'note'],
    ['text too long in bytes', with_({ note: 'äöü' }), 'out_of_range', 'note'],
    ['text with NUL', with_({ note: '\0' }), 'bad_text', 'note'],
    ['half a character', with_({ note: '\ud800' }), 'bad_text', 'note'],
    ['enum of another value', with_({ colour: 'blue' }), 'out_of_range', 'colour'],
    ['enum that is a number', with_({ colour: 0 }), 'wrong_type', 'colour'],
    ['bool that is a number', with_({ thick: 1 }), 'wrong_type', 'thick'],
  ];
  test.each(refused)('refuses %s', (_name, text, error, field) => {
    expect(parse(protocol, text)).toEqual({ ok: false, fault: { error, field } });
  });

  test('takes what is just inside the limits', () => {
    const text = with_({ at: { x: -5, label: 'a'.repeat(64) }, path: [{ x: 5 }, { x: 0 }], note: 'äö', words: ['abc'] });
    expect(parse(protocol, text).ok).toBe(true);
    expect(parse(protocol, `{"type":"clear","x":${nested(15)}}`).ok).toBe(true);
    expect(parse(protocol, `{"type":"clear","x":"${'['.repeat(40)}\\"${'['.repeat(40)}"}`).ok).toBe(true);
  });

  test('drops unknown fields and null of an optional one', () => {
    const parsed = parse(protocol, with_({ extra: 1, thick: null, at: { x: 1, y: 2 } }));
    expect(parsed).toEqual({ ok: true, message: good });
  });

  test.each([[1, 1], [0, undefined], [-1, undefined], [1.5, undefined], ['1', undefined], [2 ** 53, undefined]])(
    'request number %s is %s', (id, expected) => {
      const parsed = parse<{ id?: number }>(protocol, JSON.stringify({ type: 'clear', id }));
      expect(parsed.ok && parsed.message.id).toBe(expected);
    });

  test('a body has no type', () => {
    expect(parseBody(protocol, 'clear', '{}')).toEqual({ ok: true, message: {} });
  });
});

describe('encode', () => {
  test('writes what parse reads', () => {
    const encoded = encode(protocol, { ...good, id: 7 } as { type: string });
    expect(encoded.ok && parse(protocol, encoded.message)).toEqual({ ok: true, message: { ...good, id: 7 } });
  });

  test('refuses what breaks the schema', () => {
    expect(encode(protocol, { ...good, note: 'too long' } as { type: string }).ok).toBe(false);
  });
});

describe('texts', () => {
  test.each(['', 'a', 'ä', '€', '😀', 'a😀ä€', '\ud800'])('counts the bytes of %j', (text) => {
    expect(utf8Bytes(text.toWellFormed())).toBe(new TextEncoder().encode(text).length);
  });

  test.each([
    ['abc', 3, 'abc'], ['abcd', 3, 'abc'], ['äöü', 5, 'äö'], ['😀😀', 7, '😀'], ['a\0b', 9, 'ab'], ['\ud800', 9, '\ufffd'],
  ])('fits %j into %i bytes', (text, bytes, expected) => {
    expect(fitText(text, bytes)).toBe(expected);
  });
});

describe('signal', () => {
  test('knows the messages of each side', () => {
    expect(parseSignal('{"type":"pong","re":3}')).toEqual({ ok: true, message: { type: 'pong', re: 3 } });
    expect(parseSignal('{"type":"ping"}').ok).toBe(false);
    expect(encodeSignal({ type: 'ping', id: 1 })).toEqual({ ok: true, message: '{"type":"ping","id":1}' });
    expect(encodeSignal({ type: 'say', text: '' }).ok).toBe(false);
  });
});
