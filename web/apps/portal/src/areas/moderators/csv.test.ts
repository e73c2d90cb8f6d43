// SPDX-License-Identifier: EUPL-1.2
import { expect, it } from 'vitest';
import { csvOf } from './csv';

it('writes what German Excel opens, and no formula', () => {
  expect(csvOf([['Name', 'Kennung'], ['=1+1', 'mk-7k3mq'], ['Ahorn; "Eva"', '']])).toBe('\ufeffName;Kennung\r\n\'=1+1;mk-7k3mq\r\n"Ahorn; ""Eva""";\r\n');
});
