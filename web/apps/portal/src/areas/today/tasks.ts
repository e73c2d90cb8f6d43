// SPDX-License-Identifier: EUPL-1.2
// What there is to do, as words and as the place where it is done.
import { formatDate, formatList, type IconName } from '@kreide/ui';
import type { api } from '@kreide/protocol';
import { link } from '../../router';
import { t } from './i18n';

export interface TaskLook {
  icon: IconName;
  href: string;
  title: string;
  text: string;
  /** it is up to whoever reads it, now */
  wants: boolean;
}

type Kind = api.TodayTask['kind'];

const places: Record<Exclude<Kind, 'capacity_soon' | 'capacity_now'>, { icon: IconName; href: () => string; wants: boolean }> = {
  countersign: { icon: 'signature', href: () => '/portal/enrolments', wants: true },
  issue: { icon: 'key', href: () => '/portal/enrolments', wants: true },
  overdue: { icon: 'calendar', href: () => '/portal/enrolments/due', wants: true },
  letters: { icon: 'mail-warning', href: () => link('/portal/mail', {}, { state: 'failed' }), wants: true },
  due: { icon: 'file-clock', href: () => '/portal/enrolments/due', wants: false },
  accounts: { icon: 'id-card', href: () => link('/portal/accounts', {}, { state: 'expiring' }), wants: false },
  extras: { icon: 'id-card', href: () => link('/portal/accounts', {}, { state: 'expiring', role: 'extra' }), wants: false },
};

export function taskLook(task: api.TodayTask): TaskLook | undefined {
  if (task.kind === 'capacity_soon' || task.kind === 'capacity_now') return undefined;
  const { icon, href, wants } = places[task.kind];
  const day = task.until_ms === undefined ? '' : formatDate(task.until_ms);
  const text = task.kind === 'due' && day ? `${t('task.dueText')} ${t('task.dueUntil', { day })}` : t(`task.${task.kind}Text`, { day });
  return { icon, href: href(), wants, title: t(`task.${task.kind}`, { count: task.count }), text };
}

/** What waits for the reader before what only goes on; the two kinds about capacity are sentences of their own. */
export function urgentFirst(tasks: readonly api.TodayTask[]): api.TodayTask[] {
  const wants = (task: api.TodayTask) => taskLook(task)?.wants;
  return [...tasks.filter((task) => wants(task) === true), ...tasks.filter((task) => wants(task) === false)];
}

const said = ['countersign', 'issue', 'overdue', 'letters'] as const;

/** One sentence about what waits for the reader. */
export function sentence(tasks: readonly api.TodayTask[]): string {
  const parts = said.flatMap((kind) => tasks.filter((task) => task.kind === kind).map((task) => t(`say.${kind}`, { count: task.count })));
  if (parts.length === 0) return t('nothing');
  const text = formatList(parts.slice(0, 2)); /* the rest stands below */
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
