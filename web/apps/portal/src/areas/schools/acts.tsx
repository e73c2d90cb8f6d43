// SPDX-License-Identifier: EUPL-1.2
// What the operator does with a school as a whole: suspend, resume, end, withdraw, delete.
import { useState } from 'preact/hooks';
import { ConfirmDialog, IconButton, Menu, TextField, toast, type IconName } from '@kreide/ui';
import { DateField, RadioGroup } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { navigate } from '../../router';
import { dayMs, dayText, loadEnrolment, path, takeStep } from '../../school/data';
import { t } from './i18n';

type Act = 'suspend' | 'resume' | 'end' | 'continue' | 'withdraw' | 'delete';

/* what the server calls it, how it looks; the order of the menu */
const acts: readonly { id: Act; server: string; icon: IconName; danger?: boolean }[] = [
  { id: 'resume', server: 'resumed', icon: 'play' },
  { id: 'suspend', server: 'suspended', icon: 'circle-pause', danger: true },
  { id: 'continue', server: 'continued', icon: 'rotate-ccw' },
  { id: 'end', server: 'ended', icon: 'archive', danger: true },
  { id: 'withdraw', server: 'withdrawn', icon: 'undo-2', danger: true },
  { id: 'delete', server: 'deleted', icon: 'trash-2', danger: true },
];

interface AskProps {
  act: Act;
  school: api.SchoolDetail;
  onClose: () => void;
  onChanged: () => void;
}

function Ask({ act, school, onClose, onChanged }: AskProps) {
  const action = useAction();
  const [why, setWhy] = useState('');
  const [when, setWhen] = useState('now');
  const [day, setDay] = useState('');
  const [dayWrong, setDayWrong] = useState(false);
  const name = school.profile.name ?? '';
  const ends = act === 'end' && when === 'day';
  const work = async (): Promise<string> => {
    if (act === 'delete') {
      await call<void>({ method: 'DELETE', path: path(school.id) });
      return t('act.deleted');
    }
    const step = ends ? 'ending' : (acts.find(({ id }) => id === act)?.server as 'suspended');
    await takeStep(school.id, { step, way: 'online', ...(why.trim() ? { note: why } : {}), ...(ends ? { ends_ms: dayMs(day) + 12 * 3_600_000 - 1000 } : {}) });
    return t(ends ? 'act.ending' : `act.${step as 'suspended'}`);
  };
  const confirm = async () => {
    setDayWrong(ends && dayMs(day) < Date.now() - 12 * 3_600_000);
    if (ends && !(dayMs(day) >= Date.now() - 12 * 3_600_000)) return setDayWrong(true);
    const done = await action.run(async () => toast(await work()));
    if (!done) return;
    onClose();
    if (act === 'delete') navigate('/portal/schools', 'replace');
    else onChanged();
  };
  const needsName = act === 'delete' || (act === 'end' && when === 'now');
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t(`act.${act}.title`)}
      confirm={t(`act.${act}`)}
      icon={acts.find(({ id }) => id === act)?.icon}
      danger={act !== 'resume' && act !== 'continue'}
      busy={action.busy}
      problem={action.error && problemText(action.error)}
      typed={needsName ? name : undefined}
      onConfirm={() => void confirm()}
    >
      <p>{t(`act.${act}.text`)}</p>
      {act === 'suspend' && <TextField label={t('act.suspend.why')} value={why} onInput={setWhy} maxLength={200} autocomplete="off" />}
      {act === 'end' && (
        <>
          <RadioGroup
            label={t('act.end.when')}
            value={when}
            onChange={setWhen}
            options={[
              { value: 'now', label: t('act.end.now') },
              { value: 'day', label: t('act.end.day') },
            ]}
          />
          {when === 'day' && <DateField label={t('act.end.date')} value={day} onInput={setDay} min={dayText(Date.now())} error={dayWrong ? t('act.end.dateWrong') : undefined} />}
        </>
      )}
    </ConfirmDialog>
  );
}

export function Acts({ school, onChanged }: { school: api.SchoolDetail; onChanged: () => void }) {
  const [asking, setAsking] = useState<Act | undefined>();
  const enrolment = useResource((signal) => loadEnrolment(school.id, signal), [school.id, school.state, school.ends_ms]);
  const can = new Set(enrolment.data?.acts ?? []);
  const items = acts
    .filter(({ server }) => can.has(server))
    .map(({ id, icon, danger }) => ({ id, label: t(`act.${id}`), icon, ...(danger ? { danger } : {}), onSelect: () => setAsking(id) }));
  if (items.length === 0) return null;
  return (
    <>
      <Menu label={t('more')} anchor={(props) => <IconButton icon="ellipsis" variant="secondary" label={t('more')} {...props} />} items={items} />
      {asking && (
        <Ask
          act={asking}
          school={school}
          onClose={() => setAsking(undefined)}
          onChanged={() => {
            onChanged();
            enrolment.reload();
          }}
        />
      )}
    </>
  );
}
