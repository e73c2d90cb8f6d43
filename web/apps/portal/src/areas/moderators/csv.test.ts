// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { csvOf } from './csv';
import { namesOf } from './names';

it('writes what German Excel opens, and no formula', () => {
  expect(csvOf([['Name', 'Kennung'], ['=1+1', 'mk-7k3mq'], ['Ahorn; "Eva"', '']])).toBe('\ufeffName;Kennung\r\n\'=1+1;mk-7k3mq\r\n"Ahorn; ""Eva""";\r\n');
});

it('is read back as it was', () => {
  const names = ['=Ahorn', 'Birke; "B"', "Linde's", '-5'];
  expect(namesOf(csvOf([['Name'], ...names.map((name) => [name])]).slice(1), true)).toEqual(names);
});
