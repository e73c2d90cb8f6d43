// SPDX-License-Identifier: EUPL-1.2
// What an area of the portal tells the shell about itself. README.md says how to add one.
import type { ComponentChild, ComponentType } from 'preact';
import type { IconName, Language } from '@kreide/ui';

export const roles = ['operator', 'head', 'contact', 'school', 'moderator', 'extra'] as const;
export type Role = (typeof roles)[number];

/** Who may see a page. public: everybody. signed-in: every role. This only hides what would not work: the server checks every call. */
export type Access = 'public' | 'signed-in' | readonly Role[];

/** A word of the navigation in every language: small, because it is loaded with the shell. */
export type Words = Readonly<Record<Language, string>>;

export interface NavEntry {
  icon: IconName;
  text: Words;
  /** ascending, across all areas: 10 today, 20 schools, 30 enrolments, 40 documents, 50 accounts, 60 rooms, 70 capacity, 80 audit */
  order: number;
  /** main: the upper part. end: set apart at the lower end (settings, help) */
  group?: 'main' | 'end' | undefined;
}

/** What a page is given: the parts of its address that the pattern names. */
export interface PageProps<Name extends string = string> {
  params: Readonly<Record<Name, string>>;
}

export interface AreaRoute {
  /** begins with /portal or /service; ":name" takes one segment */
  path: string;
  access: Access;
  nav?: NavEntry | undefined;
  /** portal: navigation at the side. public: the operator's public frame. bare: logo and language only (sign-in). By default what the path says. */
  frame?: 'portal' | 'public' | 'bare' | undefined;
  /** the module whose default export is the page, loaded when it is needed; it takes PageProps with the names of the pattern */
  page: () => Promise<{ default: ComponentType<PageProps> | ((props: { params: never }) => ComponentChild) }>;
}

/** Words for problems the server names: by "field.error", or by "error" alone for any field. */
export type ProblemWords = Readonly<Record<string, Words>>;

export interface Area {
  id: string;
  routes: readonly AreaRoute[];
  problems?: ProblemWords | undefined;
}

export function defineArea(area: Area): Area {
  return area;
}
