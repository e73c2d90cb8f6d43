// SPDX-License-Identifier: EUPL-1.2
// Who may open a room: its own account, everybody of the school, or some of its accounts, by the names the school has given them.
import { useId, useState } from 'preact/hooks';
import { Button, Checkbox, Dialog, ErrorState, Notice, Skeleton, toast } from '@kreide/ui';
import { RadioGroup, SearchField } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { t } from './i18n';

const pageSize = 200; /* the most that the API gives at once */
const meets: readonly string[] = ['school', 'moderator', 'extra'];

interface Loaded {
  openers: api.RoomOpeners;
  accounts: api.AccountEntry[];
  named: boolean;
}

/** All accounts of the school that hold meetings, except the room's own. */
async function load(room: api.RoomOverview, school: string, signal: AbortSignal): Promise<Loaded> {
  const openers = await call<api.RoomOpeners>({ method: 'GET', path: `/rooms/${segment(room.id)}/openers`, answer: 'room_openers', signal });
  const all: api.AccountEntry[] = [];
  for (;;) {
    const query = { offset: all.length || undefined, limit: pageSize, sort: 'handle' };
    const page = await call<api.Accounts>({ method: 'GET', path: `/schools/${segment(school)}/accounts`, query, answer: 'accounts', signal });
    all.push(...page.accounts);
    if (page.accounts.length === 0 || all.length >= page.total) {
      return { openers, accounts: all.filter(({ id, role }) => id !== room.account && meets.includes(role)), named: page.labels_open };
    }
  }
}

interface ChooseProps {
  accounts: readonly api.AccountEntry[];
  chosen: ReadonlySet<string>;
  onChoose: (id: string, on: boolean) => void;
}

function Choose({ accounts, chosen, onChoose }: ChooseProps) {
  const [words, setWords] = useState('');
  const wanted = words.trim().toLowerCase();
  const found = accounts.filter(({ handle, label }) => handle.toLowerCase().includes(wanted) || (label ?? '').toLowerCase().includes(wanted));
  return (
    <div class="openers">
      <SearchField label={t('share.search')} value={words} onSearch={setWords} delayMs={100} />
      <div class="openers__list" role="group" aria-label={t('share.list')} tabIndex={0}>
        {found.map((account) => (
          <Checkbox
            key={account.id}
            label={account.label ? `${account.label} (${account.handle})` : account.handle}
            checked={chosen.has(account.id)}
            onChange={(on) => onChoose(account.id, on)}
          />
        ))}
        {found.length === 0 && <p class="openers__none">{t('share.nothing')}</p>}
      </div>
      <p class="openers__count" role="status">
        {t('share.chosen', { count: chosen.size })}
      </p>
    </div>
  );
}

interface FormProps {
  room: api.RoomOverview;
  loaded: Loaded;
  formId: string;
  onSave: (body: api.RoomShare) => void;
}

function ShareForm({ room, loaded, formId, onSave }: FormProps) {
  const [openTo, setOpenTo] = useState<api.RoomShare['open_to']>(loaded.openers.open_to);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(loaded.openers.openers));
  const [tried, setTried] = useState(false);
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (openTo === 'some' && chosen.size === 0) return;
    onSave({ open_to: openTo, openers: openTo === 'some' ? [...chosen] : [] });
  };
  const nobody = tried && openTo === 'some' && chosen.size === 0;
  return (
    <form id={formId} class="openers-form" onSubmit={submit} noValidate>
      <p>{t('share.text', { handle: room.handle })}</p>
      <RadioGroup
        label={t('room.open')}
        value={openTo}
        error={nobody ? t('share.nobody') : undefined}
        options={[
          { value: 'owner', label: t('share.owner', { handle: room.handle }) },
          { value: 'school', label: t('share.school') },
          { value: 'some', label: t('share.some') },
        ]}
        onChange={(value) => setOpenTo(value as api.RoomShare['open_to'])}
      />
      {openTo === 'some' && !loaded.named && <Notice icon="lock">{t('share.sealed')}</Notice>}
      {openTo === 'some' && <Choose accounts={loaded.accounts} chosen={chosen} onChoose={choose} />}
    </form>
  );
}

export interface ShareDialogProps {
  room: api.RoomOverview;
  school: string;
  onClose: () => void;
  onDone: () => void;
}

export function ShareDialog({ room, school, onClose, onDone }: ShareDialogProps) {
  const formId = useId();
  const loaded = useResource((signal) => load(room, school, signal), [room.id]);
  const action = useAction();
  const save = (body: api.RoomShare) =>
    action.run(async () => {
      await call<api.RoomOpeners>({ method: 'PUT', path: `/rooms/${segment(room.id)}/openers`, body: ['room_share', body], answer: 'room_openers' });
      toast(t('share.done'));
      onDone();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('share.title', { title: room.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={action.busy} disabled={!loaded.data}>
            {t('save')}
          </Button>
        </>
      }
    >
      {action.error && (
        <Notice tone="bad" live="assertive">
          {problemText(action.error)}
        </Notice>
      )}
      {loaded.data && <ShareForm room={room} loaded={loaded.data} formId={formId} onSave={(body) => void save(body)} />}
      {!loaded.data && loaded.state === 'failed' && (
        <ErrorState title={t('share.failed')} onRetry={loaded.reload}>
          {problemText(loaded.error)}
        </ErrorState>
      )}
      {loaded.state === 'loading' && <Skeleton lines={5} />}
    </Dialog>
  );
}
