// SPDX-License-Identifier: EUPL-1.2
// How full the machines are, in figures and in one plain sentence of what to do about it.
import { useEffect } from 'preact/hooks';
import { Button, Card, EmptyState, Notice, TextField, formatNumber, formatTime, toast } from '@kreide/ui';
import { BarChart, Form, StatCard, StatRow, useForm } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { link } from '../../router';
import { useUnsaved } from '../../unsaved';
import { dayOf, everyDay, readLimit } from './figures';
import { CapacityPage, Loaded, dayShort, dayWords, momentWords } from './frame';
import { t } from './i18n';

const tones = { enough: 'good', soon: 'want', now: 'bad' } as const;

function Numbers({ now }: { now: api.Capacity }) {
  const tone = now.load_percent >= 85 ? 'bad' : now.load_percent >= 60 ? 'want' : undefined;
  const free = Math.max(0, now.limit - now.people - now.kept);
  return (
    <StatRow>
      <StatCard
        value={formatNumber(now.people)}
        label={t('stat.people')}
        note={t('stat.of', { limit: now.limit, percent: now.load_percent })}
        tone={tone}
      />
      <StatCard value={formatNumber(free)} label={t('stat.free')} />
      <StatCard value={formatNumber(now.rooms)} label={t('stat.rooms')} />
      <StatCard value={formatNumber(now.kept)} label={t('stat.kept')} note={now.kept > 0 ? t('stat.keptNote') : undefined} />
    </StatRow>
  );
}

function Peaks({ now }: { now: api.Capacity }) {
  if (now.peaks.length === 0) {
    return (
      <EmptyState icon="chart-column" title={t('peaks.none')}>
        {t('peaks.noneText')}
      </EmptyState>
    );
  }
  return (
    <BarChart
      title={t('peaks.title')}
      unit={t('peaks.unit')}
      dimension={t('peaks.day')}
      bars={everyDay(now.peaks, dayOf(Date.now()), 30).map(({ day, people }) => ({ label: dayWords(day), short: dayShort(day), value: people, wants: people * 100 >= now.limit * 60 }))}
      limit={{ value: now.limit, label: t('peaks.limit', { limit: now.limit }) }}
    />
  );
}

function Live({ now }: { now: api.Capacity }) {
  const schools = [...now.schools].sort((a, b) => b.people - a.people || (a.name ?? a.handle).localeCompare(b.name ?? b.handle));
  return (
    <Card as="section" class="capacity-card" labelledBy="capacity-live">
      <h2 id="capacity-live">{t('live.title')}</h2>
      {schools.length === 0 ? (
        <EmptyState icon="door-closed" title={t('live.none')}>
          {t('live.noneText')}
        </EmptyState>
      ) : (
        <table class="capacity-table" aria-labelledby="capacity-live">
          <thead>
            <tr>
              <th scope="col">{t('live.handle')}</th>
              <th scope="col" data-align="end">
                {t('live.rooms')}
              </th>
              <th scope="col" data-align="end">
                {t('live.people')}
              </th>
            </tr>
          </thead>
          <tbody>
            {schools.map((each) => (
              <tr key={each.school}>
                <th scope="row">
                  <a href={link('/portal/capacity/schools/:school', { school: each.school })}>{each.name ?? (each.handle || t('live.unnamed'))}</a>
                  {each.name && each.handle && <span class="capacity-handle">{each.handle}</span>}
                </th>
                <td data-align="end">{formatNumber(each.rooms)}</td>
                <td data-align="end">{formatNumber(each.people)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Planned({ now }: { now: api.Capacity }) {
  return (
    <Card as="section" class="capacity-card" labelledBy="capacity-planned">
      <h2 id="capacity-planned">{t('planned.title')}</h2>
      {now.planned.length === 0 ? (
        <EmptyState icon="calendar-clock" title={t('planned.none')}>
          {t('planned.noneText')}
        </EmptyState>
      ) : (
        <table class="capacity-table" aria-labelledby="capacity-planned">
          <thead>
            <tr>
              <th scope="col">{t('planned.when')}</th>
              <th scope="col">{t('planned.school')}</th>
              <th scope="col" data-align="end">
                {t('planned.places')}
              </th>
            </tr>
          </thead>
          <tbody>
            {now.planned.map((each, n) => (
              <tr key={n}>
                <th scope="row">
                  {momentWords(each.starts_ms)} {t('planned.until', { time: formatTime(each.ends_ms) })}
                  {each.weekly && <span class="capacity-handle">{t('planned.weekly')}</span>}
                </th>
                <td>{each.name ?? (each.handle || t('live.unnamed'))}</td>
                <td data-align="end">{formatNumber(each.people)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

const limitOf = (text: string) => (text.trim() === '' ? undefined : readLimit(text, 10, 1_000_000));

function Limit({ now, onChange }: { now: api.Capacity; onChange: (now: api.Capacity) => void }) {
  const form = useForm({ limit: String(now.limit) }, { limit: (text) => (limitOf(text) === undefined ? t('limit.error') : undefined) });
  const action = useAction();
  useUnsaved(form.dirty);
  const save = () =>
    action.run(async () => {
      const limit = limitOf(form.values.limit);
      if (limit === undefined) return;
      try {
        onChange(await call<api.Capacity>({ method: 'PATCH', path: '/capacity', body: ['capacity_change', { limit }], answer: 'capacity' }));
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, ['limit']));
        throw thrown;
      }
      form.reset({ limit: String(limit) });
      toast(t('saved'));
    });
  return (
    <Card as="section" class="capacity-card" labelledBy="capacity-limit">
      <h2 id="capacity-limit">{t('limit.title')}</h2>
      <p class="capacity-text">{t('limit.text')}</p>
      <Form
        form={form}
        label={t('limit.title')}
        busy={action.busy}
        problem={action.error && Object.keys(fieldErrors(action.error, ['limit'])).length === 0 ? problemText(action.error) : undefined}
        onSubmit={() => void save()}
        actions={
          <Button type="submit" icon="save" busy={action.busy}>
            {t('save')}
          </Button>
        }
      >
        <TextField label={t('limit.label')} inputmode="numeric" autocomplete="off" maxlength={7} {...form.text('limit')} />
      </Form>
    </Card>
  );
}

export default function Capacity() {
  const capacity = useResource((signal) => call<api.Capacity>({ method: 'GET', path: '/capacity', answer: 'capacity', signal }));
  useEffect(() => {
    /* looked at again, asked again; no polling, which would keep the sign-in alive */
    const seen = () => document.visibilityState === 'visible' && capacity.reload();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [capacity.reload]);
  return (
    <CapacityPage
      tab="now"
      lead={t('lead')}
      actions={
        <Button icon="refresh-cw" busy={capacity.state === 'stale'} onClick={capacity.reload}>
          {t('reload')}
        </Button>
      }
    >
      <Loaded of={capacity} lines={9}>
        {(now) => (
          <>
            <Numbers now={now} />
            <Notice tone={tones[now.advice]} icon={now.advice === 'enough' ? undefined : 'server'} title={t(`advice.${now.advice}`)}>
              {t(`advice.${now.advice}Text`)}
            </Notice>
            <Card as="section">
              <Peaks now={now} />
            </Card>
            <div class="capacity-cards">
              <Live now={now} />
              <Planned now={now} />
              <Limit now={now} onChange={capacity.set} />
            </div>
          </>
        )}
      </Loaded>
    </CapacityPage>
  );
}
