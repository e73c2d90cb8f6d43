// SPDX-License-Identifier: EUPL-1.2
// What a refusal of the server means, in words: for the page as a whole, and for the field it names.
import { formatSpan, language } from '@kreide/ui';
import { asApiError } from '@kreide/api';
import { areas } from './areas';
import type { ProblemWords } from './area';
import { t } from './i18n';

/** Stable identifiers of the server that say something about a field. */
const common: ProblemWords = {
  missing_field: { de: 'Bitte ausfüllen.', en: 'Please fill this in.' },
  wrong_type: { de: 'Diese Angabe passt hier nicht.', en: 'This does not fit here.' },
  out_of_range: { de: 'Diese Angabe ist zu kurz, zu lang oder liegt außerhalb des Erlaubten.', en: 'This is too short, too long or outside of what is allowed.' },
  bad_text: { de: 'Diese Angabe enthält Zeichen, die hier nicht möglich sind.', en: 'This contains characters that are not possible here.' },
  too_large: { de: 'Das ist zu groß.', en: 'This is too large.' },
  wrong_file: { de: 'Diese Art von Datei nimmt Kreide hier nicht an.', en: 'Kreide does not take this kind of file here.' },
  taken: { de: 'Das ist schon vergeben.', en: 'This is taken already.' },
  expired: { de: 'Das gilt nicht mehr.', en: 'This is no longer valid.' },
};

/** The most special words win: "field.error" of an area, "error" of an area, then what is common to all. */
export function wordsFor(sets: readonly ProblemWords[], field: string | undefined, error: string) {
  for (const key of field ? [`${field}.${error}`, error] : [error]) {
    for (const words of sets) if (words[key]) return words[key];
  }
  return undefined;
}

/* collected when it is first needed: the areas may themselves import this file */
function sets(): ProblemWords[] {
  return [...areas.flatMap((area) => (area.problems ? [area.problems] : [])), common];
}

/** One sentence about what went wrong. */
export function problemText(thrown: unknown): string {
  const error = asApiError(thrown);
  const words = error.problem && wordsFor(sets(), undefined, error.problem.error);
  if (words && (error.failure === 'invalid' || error.failure === 'conflict' || error.failure === 'forbidden')) return words[language.value];
  return t(`error.${error.failure}`, { span: formatSpan(error.waitS) });
}

export type FieldErrors<Name extends string = string> = Partial<Record<Name, string>>;

/**
 * The words for the field that a refusal names, if it is one of `names`; otherwise nothing, and problemText() is shown
 * for the whole form. "people[2].mail" and "people" both belong to the field "people".
 */
export function fieldErrors<Name extends string>(thrown: unknown, names: readonly Name[]): FieldErrors<Name> {
  const { problem } = asApiError(thrown);
  if (!problem?.field) return {};
  const plain = problem.field.replace(/[[.].*$/, '');
  const name = names.find((each) => each === problem.field) ?? names.find((each) => each === plain);
  if (!name) return {};
  const words = wordsFor(sets(), plain, problem.error);
  return { [name]: words ? words[language.value] : t('error.invalid') } as FieldErrors<Name>;
}
