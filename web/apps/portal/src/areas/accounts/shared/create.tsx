// SPDX-License-Identifier: EUPL-1.2
// The operator makes accounts for a school.
import { useState } from 'preact/hooks';
import { Button, Dialog, Notice, TextField, toast } from '@kreide/ui';
import { DateField, RadioGroup } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../../problems';
import { t } from '../i18n';
import { endOfDay } from './data';

const kinds = ['school', 'head', 'contact', 'moderator', 'extra'] as const;
type Kind = (typeof kinds)[number];
const mostAtOnce = 500;

interface Draft {
  kind: Kind;
  count: string;
  purpose: string;
  day: string;
}

async function make(school: string, draft: Draft): Promise<number> {
  const path = `/schools/${segment(school)}`;
  if (draft.kind === 'moderator') {
    const body: api.ModeratorsCreate = { count: Number(draft.count) };
    return (await call<api.AccountsMade>({ method: 'POST', path: `${path}/moderators`, body: ['moderators_create', body], answer: 'accounts_made' })).accounts.length;
  }
  const body: api.AccountCreate = { role: draft.kind };
  if (draft.kind === 'extra') {
    body.purpose = draft.purpose;
    body.expires_ms = endOfDay(draft.day) ?? 0;
  }
  await call<api.AccountOne>({ method: 'POST', path: `${path}/accounts`, body: ['account_create', body], answer: 'account_one' });
  return 1;
}

function faultsOf(draft: Draft): { count?: string; purpose?: string; expires_ms?: string } {
  const count = Number(draft.count);
  if (draft.kind === 'moderator' && !(Number.isInteger(count) && count >= 1 && count <= mostAtOnce)) return { count: t('create.number', { max: mostAtOnce }) };
  if (draft.kind !== 'extra') return {};
  const day = endOfDay(draft.day);
  return {
    ...(draft.purpose.trim() ? {} : { purpose: t('create.needed') }),
    ...(day !== undefined && day > Date.now() ? {} : { expires_ms: t('create.future') }),
  };
}

export function CreateDialog({ school, onClose, onDone }: { school: string; onClose: () => void; onDone: () => void }) {
  const [draft, setDraft] = useState<Draft>({ kind: 'contact', count: '10', purpose: '', day: '' });
  const [tried, setTried] = useState(false);
  const action = useAction();
  const own = tried ? faultsOf(draft) : {};
  const errors = { ...fieldErrors(action.error, ['purpose', 'expires_ms', 'count']), ...own };
  const named = errors.purpose ?? errors.expires_ms ?? errors.count;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(draft)).length > 0) return;
    void action.run(async () => {
      toast(t('create.done', { count: await make(school, draft) }));
      onDone();
    });
  };
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('create.title')}
      actions={
        <Button type="submit" form="account-create" variant="primary" busy={action.busy}>
          {t('create.do')}
        </Button>
      }
    >
      <form id="account-create" class="accounts-stack" noValidate onSubmit={submit}>
        <RadioGroup
          label={t('create.role')}
          value={draft.kind}
          onChange={(kind) => set({ kind: kind as Kind })}
          options={kinds.map((kind) => ({ value: kind, label: kind === 'school' ? t('create.school') : t(`role.${kind}`), hint: t(`create.${kind}Hint`) }))}
        />
        {draft.kind === 'moderator' && <TextField label={t('create.count')} inputmode="numeric" value={draft.count} onInput={(count) => set({ count })} error={errors.count} />}
        {draft.kind === 'extra' && (
          <>
            <TextField label={t('create.purpose')} hint={t('create.purposeHint')} value={draft.purpose} maxLength={80} onInput={(purpose) => set({ purpose })} error={errors.purpose} />
            <DateField label={t('create.expires')} value={draft.day} onInput={(day) => set({ day })} error={errors.expires_ms} />
          </>
        )}
        {action.error && !named && <Notice tone="bad">{problemText(action.error)}</Notice>}
      </form>
    </Dialog>
  );
}
