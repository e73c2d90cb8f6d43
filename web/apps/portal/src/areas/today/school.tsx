// SPDX-License-Identifier: EUPL-1.2
// The first page of head and contact person: what their school has to do next.
import { Card, ErrorState, Icon, LinkButton, formatDate, formatNumber } from '@kreide/ui';
import { StatCard, StatRow, Stepper } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { WaitingPage } from '../../lazy';
import { problemText } from '../../problems';
import { session } from '../../session';
import { Page } from '../../shell/page';
import { Sealed } from '../../school/parts';
import { KeyNotice } from '../me/key-notice';
import { t } from './i18n';
import { fiveSteps, stepOf, stepStates } from './steps';
import './today.css';

const known = ['information', 'terms', 'agreement', 'registration', 'contact', 'countersigned', 'issued'] as const;

function lead(today: api.SchoolToday): string {
  const { school } = today;
  if (school.state === 'suspended') return t('own.suspended');
  if (school.state === 'ended' || school.state === 'withdrawn') return t('own.ended');
  if (school.state === 'enrolling') return t('own.enrolling');
  return school.next || today.expiring > 0 ? t('own.active') : t('own.done');
}

/** The step that comes next, whose it is, and by when. */
function Next({ school, role }: { school: api.TodaySchool; role: string }) {
  const step = known.find((each) => each === school.next);
  if (!step) return null;
  const mine = school.who === role;
  const again = school.due.includes(step) && step !== 'contact';
  const day = school.until_ms === undefined ? undefined : formatDate(school.until_ms);
  return (
    <Card as="section" class="today-card" wants={mine}>
      <div class="today-card__words">
        <h2>{t(mine ? 'own.next' : 'own.theirs')}</h2>
        <p>{t(`own.do.${step}`)}</p>
        {again && <p>{t('own.again')}</p>}
        {!mine && (school.who === 'head' || school.who === 'contact') && <p>{t(`own.who.${school.who}`)}</p>}
      </div>
      {day && (
        <p class="today-until" data-late={school.overdue ? 'true' : undefined}>
          <Icon name="calendar" size={18} />
          {t(school.overdue ? 'own.late' : 'own.until', { day })}
        </p>
      )}
      {school.who !== 'operator' && (
        <LinkButton href="/portal/enrolment" variant={mine ? 'primary' : 'secondary'} iconEnd="arrow-right">
          {t('own.go')}
        </LinkButton>
      )}
    </Card>
  );
}

function Steps({ school, role }: { school: api.TodaySchool; role: string }) {
  const states = stepStates(school, role);
  const next = stepOf(school.next);
  return (
    <Card as="section" class="today-card">
      <h2>{t('own.steps')}</h2>
      <Stepper
        label={t('own.steps')}
        steps={fiveSteps.map((step) => ({
          name: t(`step.${step}`),
          state: states[step],
          note: step === next && school.until_ms !== undefined ? t('next.until', { day: formatDate(school.until_ms) }) : undefined,
        }))}
      />
    </Card>
  );
}

function Numbers({ today }: { today: api.SchoolToday }) {
  const { accounts, expiring, expires_ms: expiresMs, locked, rooms, live } = today;
  return (
    <StatRow>
      <StatCard
        value={formatNumber(accounts)}
        label={t('own.accounts', { count: accounts })}
        note={expiring > 0 && expiresMs !== undefined ? t('own.expiring', { count: expiring, day: formatDate(expiresMs) }) : undefined}
        href="/portal/moderators"
      />
      {locked > 0 && <StatCard value={formatNumber(locked)} label={t('own.locked', { count: locked })} tone="want" href="/portal/moderators?state=locked" />}
      <StatCard value={formatNumber(rooms)} label={t('own.rooms', { count: rooms })} />
      <StatCard value={formatNumber(live)} label={t('own.live')} />
    </StatRow>
  );
}

const places = [
  ['/portal/moderators', 'users', 'own.place.moderators'],
  ['/portal/rooms', 'door-open', 'own.place.rooms'],
  ['/portal/documents', 'files', 'own.place.documents'],
] as const;

function Places() {
  return (
    <ul class="today-tasks" aria-label={t('own.places')}>
      {places.map(([href, icon, key]) => (
        <li key={href}>
          <a class="today-task" href={href}>
            <span class="today-task__icon">
              <Icon name={icon} size={20} />
            </span>
            <span class="today-task__words">
              <span class="today-task__title">{t(key)}</span>
              <span class="today-sub">{t(`${key}.text`)}</span>
            </span>
            <Icon name="chevron-right" size={18} />
          </a>
        </li>
      ))}
    </ul>
  );
}

export default function SchoolToday() {
  const now = session.value.state === 'there' ? session.value.session : undefined;
  const school = now?.school ?? '';
  const role = now?.role ?? '';
  const today = useResource(
    (signal) => call<api.SchoolToday>({ method: 'GET', path: `/schools/${segment(school)}/today`, answer: 'school_today', signal }),
    [school],
  );
  const data = today.data;
  if (!data) {
    if (today.state !== 'failed') return <WaitingPage />;
    return (
      <Page title={t('own.title')}>
        {today.error?.problem?.error === 'sealed' ? <Sealed /> : <ErrorState title={problemText(today.error)} onRetry={today.reload} />}
      </Page>
    );
  }
  const open = data.school.state === 'enrolling' || data.school.due.length > 0;
  return (
    <Page title={t('own.title')} heading={data.school.name} lead={lead(data)}>
      {now && <KeyNotice now={now} />}
      <Next school={data.school} role={role} />
      {role === 'contact' && data.expiring > 0 && (
        <Card as="section" class="today-card" wants>
          <div class="today-card__words">
            <h2>{t('own.expiringTitle', { count: data.expiring })}</h2>
            <p>{t('own.expiringText')}</p>
          </div>
          <LinkButton href="/portal/moderators?state=expiring" iconEnd="arrow-right">
            {t('own.expiringGo')}
          </LinkButton>
        </Card>
      )}
      {open && <Steps school={data.school} role={role} />}
      {data.school.state !== 'enrolling' && <Numbers today={data} />}
      {data.school.state === 'active' && <Places />}
    </Page>
  );
}
