// SPDX-License-Identifier: EUPL-1.2
// Where a visit ends: what happened, what it means, and the way on. One page for every end.
import type { ComponentChildren } from 'preact';
import { Icon, LinkButton, type IconName } from '@kreide/ui';
import { t, type PageKey } from '../../i18n/pages';
import { Page } from '../shell/page';
import './end-page.css';

type WithTitle<K> = K extends `end.${infer E}.title` ? E : never;
export type End = WithTitle<PageKey>;

/* good: it ended as it should. calm: nobody's fault, a way on. shut: not now, or not you. */
type Mood = 'good' | 'calm' | 'shut';

const looks: Record<End, readonly [IconName, Mood]> = {
  left: ['door-open', 'good'],
  ended: ['circle-check', 'good'],
  no_moderator: ['hourglass', 'good'],
  room_deleted: ['trash-2', 'calm'],
  replaced: ['copy', 'calm'],
  removed: ['user-x', 'shut'],
  denied: ['door-closed', 'shut'],
  locked: ['lock', 'shut'],
  full: ['users', 'calm'],
  unknown_link: ['unplug', 'calm'],
  unknown_code: ['key-round', 'calm'],
  unknown_room: ['door-closed', 'calm'],
  account_locked: ['lock', 'shut'],
  signed_out: ['key-round', 'calm'],
  not_resumable: ['hourglass', 'calm'],
  unavailable: ['wrench', 'calm'],
  capacity: ['users', 'calm'],
  overloaded: ['users', 'calm'],
  offline: ['wifi-off', 'calm'],
  too_often: ['timer', 'calm'],
  unsupported: ['globe', 'calm'],
  insecure: ['lock-open', 'calm'],
  notfound: ['search', 'calm'],
};

export const ends = Object.keys(looks) as End[];

export interface EndWordsProps {
  end: End;
  /** the main way on, and others after it; home page if there is none */
  actions?: ComponentChildren;
  /** 1, unless it is shown among others */
  level?: 1 | 2 | undefined;
}

export function EndWords({ end, actions, level = 1 }: EndWordsProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  const [icon, mood] = looks[end];
  return (
    <div class="end" data-mood={mood}>
      <span class="end__mark">
        <Icon name={icon} size={34} />
      </span>
      <Heading class="end__title" tabIndex={-1}>
        {t(`end.${end}.title`)}
      </Heading>
      <p class="end__text">{t(`end.${end}.text`)}</p>
      <div class="end__actions">{actions ?? <LinkButton href="/">{t('app.toStart')}</LinkButton>}</div>
    </div>
  );
}

export function EndPage(props: EndWordsProps) {
  return (
    <Page title={t(`end.${props.end}.title`)}>
      <EndWords {...props} />
    </Page>
  );
}
