// SPDX-License-Identifier: EUPL-1.2
// The operator's first page: what waits, how the service stands, and the schools that are on their way.
import { useEffect, useMemo } from 'preact/hooks';
import { EmptyState, ErrorState, Icon, LinkButton, Notice, formatDate, formatNumber, language } from '@kreide/ui';
import { DataTable, StatCard, StatRow, StateBadge, StepBar, type Column } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { WaitingPage } from '../../lazy';
import { problemText } from '../../problems';
import { link } from '../../router';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { fiveSteps, stepOf, stepStates } from './steps';
import { sentence, taskLook, urgentFirst } from './tasks';
import './today.css';

const refreshMs = 30_000;
const known = ['information', 'terms', 'agreement', 'registration', 'contact', 'countersigned', 'issued'] as const;

export function nextWords(next: string | undefined): string {
  const step = known.find((each) => each === next);
  return step ? t(`next.${step}`) : t('next.none');
}

function State({ row }: { row: api.TodaySchool }) {
  if (row.who === 'operator' && row.next) return <StateBadge kind="wants">{t('state.waits')}</StateBadge>;
  if (row.overdue) return <StateBadge kind="wants">{t('state.overdue')}</StateBadge>;
  if (row.state === 'suspended') return <StateBadge kind="off">{t('state.suspended')}</StateBadge>;
  if (row.state === 'ended' || row.state === 'withdrawn') return <StateBadge kind="idle">{t('state.ended')}</StateBadge>;
  return <StateBadge kind="running">{t('state.runs')}</StateBadge>;
}

function columns(): Column<api.TodaySchool>[] {
  return [
    {
      id: 'school',
      head: t('table.school'),
      card: 'title',
      width: '32%',
      cell: (row) => (
        <span>
          {row.name}
          {row.town && <span class="today-sub">{row.town}</span>}
        </span>
      ),
    },
    {
      id: 'steps',
      head: t('table.steps'),
      card: 'bare',
      cell: (row) => {
        const states = stepStates(row, 'operator');
        return <StepBar steps={fiveSteps.map((step) => ({ name: t(`step.${step}`), state: states[step] }))} />;
      },
    },
    {
      id: 'next',
      head: t('table.next'),
      cell: (row) => (
        <>
          {nextWords(row.next)}
          {row.until_ms !== undefined && stepOf(row.next) && <span class="today-sub">{t('next.until', { day: formatDate(row.until_ms) })}</span>}
        </>
      ),
    },
    { id: 'state', head: t('table.state'), card: 'badge', cell: (row) => <State row={row} /> },
  ];
}

function Numbers({ today }: { today: api.Today }) {
  return (
    <StatRow>
      <StatCard
        value={today.active === undefined ? '–' : formatNumber(today.active)}
        label={t('stat.schools')}
        note={today.enrolling ? t('stat.enrolling', { count: today.enrolling }) : undefined}
        href="/portal/schools"
      />
      <StatCard value={formatNumber(today.rooms)} label={t('stat.rooms')} href="/portal/capacity" />
      <StatCard value={formatNumber(today.people)} label={t('stat.people')} href="/portal/capacity" />
      <StatCard
        value={formatNumber(today.load_percent / 100, { style: 'percent' })}
        label={t('stat.load')}
        note={today.kept > 0 ? t('stat.kept', { count: today.kept }) : undefined}
        href="/portal/capacity"
      />
    </StatRow>
  );
}

function Tasks({ tasks }: { tasks: readonly api.TodayTask[] }) {
  const listed = urgentFirst(tasks);
  if (listed.length === 0) return null;
  return (
    <ul class="today-tasks" aria-label={t('tasks')}>
      {listed.map((task) => {
        const look = taskLook(task);
        return (
          look && (
            <li key={task.kind}>
              <a class="today-task" href={look.href} data-wants={look.wants ? 'true' : undefined}>
                <span class="today-task__icon">
                  <Icon name={look.icon} size={20} />
                </span>
                <span class="today-task__words">
                  <span class="today-task__title">
                    <span class="tabular">{formatNumber(task.count)}</span> {look.title}
                  </span>
                  <span class="today-sub">{look.text}</span>
                </span>
                <Icon name="chevron-right" size={18} />
              </a>
            </li>
          )
        );
      })}
    </ul>
  );
}

function Capacity({ tasks }: { tasks: readonly api.TodayTask[] }) {
  const now = tasks.some((task) => task.kind === 'capacity_now');
  if (!now && !tasks.some((task) => task.kind === 'capacity_soon')) return null;
  const key = now ? 'capacity.now' : 'capacity.soon';
  return (
    <Notice tone={now ? 'want' : 'info'} icon="gauge" title={t(`${key}.title`)} action={<LinkButton href="/portal/capacity">{t('capacity.look')}</LinkButton>}>
      {t(key)}
    </Notice>
  );
}

const list = { search: '', sort: '', descending: false, page: 0, size: 12 };

export default function Today() {
  const today = useResource((signal) => call<api.Today>({ method: 'GET', path: '/today', answer: 'today', signal }));
  useEffect(() => {
    const timer = window.setInterval(() => document.visibilityState === 'visible' && today.reload(), refreshMs);
    return () => window.clearInterval(timer);
  }, []);
  const heads = useMemo(columns, [language.value]);
  const now = today.data;
  if (!now) {
    if (today.state !== 'failed') return <WaitingPage />;
    return (
      <Page title={t('title')}>
        <ErrorState title={problemText(today.error)} onRetry={today.reload} />
      </Page>
    );
  }
  return (
    <Page title={t('title')} lead={sentence(now.tasks)}>
      <Numbers today={now} />
      <Capacity tasks={now.tasks} />
      {now.active === undefined && (
        <Notice icon="lock" title={t('sealed')}>
          {t('sealedText')}
        </Notice>
      )}
      <Tasks tasks={now.tasks} />
      {now.active !== undefined && (
        <section class="today-schools">
          <div class="today-schools__head">
            <h2>{t('schools')}</h2>
            <LinkButton href="/portal/schools" variant="quiet" iconEnd="arrow-right">
              {t('schools.all')}
            </LinkButton>
          </div>
          <DataTable
            label={t('schools')}
            columns={heads}
            rows={now.schools}
            rowKey={(row) => row.id}
            href={(row) => link('/portal/schools/:school', { school: row.id })}
            list={list}
            onList={() => undefined}
            total={undefined}
            empty={
              <EmptyState icon="school" title={t('empty.title')} action={<LinkButton href="/portal/schools">{t('empty.action')}</LinkButton>}>
                {t('empty.text')}
              </EmptyState>
            }
          />
        </section>
      )}
    </Page>
  );
}
