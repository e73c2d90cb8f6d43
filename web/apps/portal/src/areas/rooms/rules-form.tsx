// SPDX-License-Identifier: EUPL-1.2
// The bounds of a school, or of the operator for all: what can be switched, and in plain sentences what it comes to.
import { Button, Card, ErrorState, Icon, Select, Skeleton, Switch, TextField, formatSpan, toast } from '@kreide/ui';
import { Form, FormSection, useForm } from '@kreide/ui/office';
import { call, policyRights, tighten, unbound, type Policy } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { readLimit } from '../capacity/figures';
import { rulesOf, type RuleWord } from './find';
import { t } from './i18n';
import './rooms.css';

const peopleMax = 256; /* proto/api/room.json */
const endsS = [0, 60, 120, 300, 600, 1800, 3600];

type Values = Record<'lobby' | 'microphone' | 'camera' | 'screen' | 'chat' | 'codes', boolean> & { end: string; people: string };

function valuesOf({ end_after_s, people, ...switches }: Policy): Values {
  return { ...switches, end: String(end_after_s), people: people === 0 ? '' : String(people) };
}

function policyOf({ end, people, ...switches }: Values): Policy {
  return { ...switches, end_after_s: Number(end), people: readLimit(people, 2, peopleMax) ?? 0 };
}

function Fixed({ label, on }: { label: string; on: boolean }) {
  return (
    <div class="rule-fixed">
      <Icon name="lock" size={18} />
      <p>
        {label}: {t(on ? 'rules.on' : 'rules.off')}
        <span class="rule-fixed__why">{t('rules.fixed')}</span>
      </p>
    </div>
  );
}

function words(rule: RuleWord, bound: Policy): string {
  if (rule === 'end') return t('preview.end', { span: formatSpan(bound.end_after_s) });
  if (rule === 'people') return t('preview.people', { most: bound.people });
  return t(`preview.${rule}`);
}

function Preview({ bound }: { bound: Policy }) {
  const rules = rulesOf(bound);
  return (
    <Card as="section" class="rule-preview" labelledBy="rules-preview">
      <h2 id="rules-preview">{t('rules.preview')}</h2>
      <div role="status">
        {rules.length === 0 ? (
          <p>{t('preview.free')}</p>
        ) : (
          <>
            <ul class="rule-preview__list">
              {rules.map((rule) => (
                <li key={rule}>
                  <Icon name="check" size={18} />
                  <span>{words(rule, bound)}</span>
                </li>
              ))}
            </ul>
            <p class="rule-preview__more">{t('preview.stays')}</p>
          </>
        )}
      </div>
    </Card>
  );
}

interface FormProps {
  path: string;
  bounds: api.RoomBounds;
  /** what holds in any case: nothing for the operator's own page */
  outer: Policy;
}

function RulesForm({ path, bounds, outer }: FormProps) {
  const form = useForm<Values>(valuesOf(bounds.own), {
    people: (text) => (readLimit(text, 2, peopleMax) === undefined ? t('rules.peopleError') : undefined),
  });
  const action = useAction();
  useUnsaved(form.dirty);
  const save = () =>
    action.run(async () => {
      const own = policyOf(form.values);
      form.reset(valuesOf((await call<api.RoomBounds>({ method: 'PUT', path, body: ['room_bounds_change', { own }], answer: 'room_bounds' })).own));
      toast(t('rules.saved'));
    });
  const ends = [...new Set([...endsS, bounds.own.end_after_s])].sort((a, b) => a - b);
  return (
    <div class="rules">
      <Card>
        <Form
          form={form}
          label={t('rules.title')}
          busy={action.busy}
          problem={action.error && problemText(action.error)}
          onSubmit={() => void save()}
          actions={
            <Button type="submit" variant="primary" icon="save" busy={action.busy}>
              {t('save')}
            </Button>
          }
        >
          <FormSection title={t('rules.always')}>
            {outer.lobby ? <Fixed label={t('rules.lobby')} on /> : <Switch label={t('rules.lobby')} hint={t('rules.lobbyHint')} {...form.tick('lobby')} />}
          </FormSection>
          <FormSection title={t('rules.allowed')} text={t('rules.allowedHint')}>
            <div class="rules__switches">
              {policyRights.map((name) =>
                outer[name] ? <Switch key={name} label={t(`rules.${name}`)} {...form.tick(name)} /> : <Fixed key={name} label={t(`rules.${name}`)} on={false} />,
              )}
            </div>
          </FormSection>
          <FormSection title={t('rules.limits')}>
            {outer.codes ? <Switch label={t('rules.codes')} hint={t('rules.codesHint')} {...form.tick('codes')} /> : <Fixed label={t('rules.codes')} on={false} />}
            <Select
              label={t('rules.end')}
              options={ends.map((s) => ({ value: String(s), label: s === 0 ? t('rules.endFree') : t('rules.endMinutes', { count: Math.ceil(s / 60) }) }))}
              hint={outer.end_after_s > 0 ? t('rules.outerEnd', { span: formatSpan(outer.end_after_s) }) : undefined}
              {...form.choice('end')}
            />
            <TextField
              label={t('rules.people')}
              hint={outer.people > 0 ? t('rules.outerPeople', { most: outer.people }) : t('rules.peopleHint')}
              inputmode="numeric"
              autocomplete="off"
              maxlength={3}
              {...form.text('people')}
            />
          </FormSection>
        </Form>
      </Card>
      <Preview bound={tighten(policyOf(form.values), outer)} />
    </div>
  );
}

/** `path` is /bounds for the operator, /schools/{school}/bounds for a school. */
export function Rules({ path }: { path: string }) {
  const bounds = useResource((signal) => call<api.RoomBounds>({ method: 'GET', path, answer: 'room_bounds', signal }), [path]);
  if (bounds.data) return <RulesForm path={path} bounds={bounds.data} outer={path === '/bounds' ? unbound : bounds.data.outer} />;
  if (bounds.state !== 'failed') return <Skeleton lines={9} />;
  return (
    <ErrorState title={t('rules.failed')} onRetry={bounds.reload}>
      <p>{problemText(bounds.error)}</p>
    </ErrorState>
  );
}
