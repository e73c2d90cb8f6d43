// SPDX-License-Identifier: EUPL-1.2
// How much one school may open at once: a card for the pages about a school.
import { Button, Card, Icon, TextField, formatNumber, toast } from '@kreide/ui';
import { Form, FormRow, useForm } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { readLimit } from './figures';
import { Loaded } from './frame';
import { t } from './i18n';

const roomsMax = 10_000; /* proto/api/capacity.json */
const peopleMax = 1_000_000;
const text = (limit: number) => (limit === 0 ? '' : String(limit));
const textsOf = (limits: api.SchoolLimits) => ({ rooms: text(limits.max_rooms), people: text(limits.max_people) });

function LimitsForm({ path, limits }: { path: string; limits: api.SchoolLimits }) {
  const form = useForm(textsOf(limits), {
    rooms: (value) => (readLimit(value, 1, roomsMax) === undefined ? t('school.roomsError') : undefined),
    people: (value) => (readLimit(value, 1, peopleMax) === undefined ? t('school.peopleError') : undefined),
  });
  const action = useAction();
  useUnsaved(form.dirty);
  const save = () =>
    action.run(async () => {
      const body = { max_rooms: readLimit(form.values.rooms, 1, roomsMax) ?? 0, max_people: readLimit(form.values.people, 1, peopleMax) ?? 0 };
      form.reset(textsOf(await call<api.SchoolLimits>({ method: 'PUT', path, body: ['school_limits', body], answer: 'school_limits' })));
      toast(t('saved'));
    });
  return (
    <Form
      form={form}
      label={t('school.form')}
      busy={action.busy}
      problem={action.error && problemText(action.error)}
      onSubmit={() => void save()}
      actions={
        <Button type="submit" variant="primary" icon="save" busy={action.busy}>
          {t('save')}
        </Button>
      }
    >
      <FormRow>
        <TextField label={t('school.rooms')} hint={t('school.hint')} inputmode="numeric" autocomplete="off" maxlength={5} {...form.text('rooms')} />
        <TextField label={t('school.people')} hint={t('school.hint')} inputmode="numeric" autocomplete="off" maxlength={7} {...form.text('people')} />
      </FormRow>
    </Form>
  );
}

const loadLimits = (path: string) => (signal: AbortSignal) => call<api.SchoolLimits>({ method: 'GET', path, answer: 'school_limits', signal });

export function SchoolLimits({ school }: { school: string }) {
  const path = `/schools/${segment(school)}/limits`;
  const limits = useResource(loadLimits(path), [path]);
  return (
    <Card as="section">
      <Loaded of={limits} lines={3}>
        {(now) => <LimitsForm key={path} path={path} limits={now} />}
      </Loaded>
    </Card>
  );
}

/** Of an extra account, beside what its school may have. */
export function AccountLimits({ account }: { account: string }) {
  const path = `/accounts/${segment(account)}/limits`;
  const limits = useResource(loadLimits(path), [path]);
  return (
    <Card as="section" class="capacity-card" labelledBy="account-limits">
      <h2 id="account-limits">{t('account.title')}</h2>
      <p class="capacity-text">{t('account.text')}</p>
      <Loaded of={limits} lines={3}>
        {(now) => <LimitsForm key={path} path={path} limits={now} />}
      </Loaded>
    </Card>
  );
}

function sentence({ max_rooms, max_people }: api.SchoolLimits): string {
  if (max_rooms === 0 && max_people === 0) return t('own.none');
  if (max_people === 0) return t('own.rooms', { count: max_rooms });
  if (max_rooms === 0) return t('own.people', { count: max_people });
  return t('own.both', { rooms: formatNumber(max_rooms), people: formatNumber(max_people) });
}

/** What a school is told of its own limits; nothing where they cannot be read. */
export function OwnLimits({ school }: { school: string }) {
  const path = `/schools/${segment(school)}/limits`;
  const limits = useResource(loadLimits(path), [path]);
  return limits.data ? (
    <p class="own-limits">
      <Icon name="gauge" size={18} />
      <span>{sentence(limits.data)}</span>
    </p>
  ) : null;
}
