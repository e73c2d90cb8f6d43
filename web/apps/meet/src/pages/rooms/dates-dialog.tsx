// SPDX-License-Identifier: EUPL-1.2
// Planned meetings of a room: what is there, one more, and a file for one's own calendar.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Badge, Button, Checkbox, Dialog, ErrorState, Icon, IconButton, Notice, Skeleton, TextField, announce, formatDay, formatTime, language, toast } from '@kreide/ui';
import type { api } from '@kreide/protocol';
import { asApiError, kreideApi } from '../../api';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import { emptyDate, readDate, type DateErrors, type DateFields } from './date-fields';
import type { RoomDialogProps } from './room-dialog';
import { errorText, signedOut, useAction } from './use-rooms';
import './dialogs.css';
import './dates-dialog.css';

function dayWords(ms: number): string {
  const locale = language.value === 'de' ? 'de-DE' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
}

function spanWords(date: api.RoomDate): string {
  return tRooms('dates.span', { day: dayWords(date.starts_ms), from: formatTime(date.starts_ms), until: formatTime(date.ends_ms) });
}

function DateRow({ date, busy, onDrop }: { date: api.RoomDate; busy: boolean; onDrop: () => void }) {
  const when = spanWords(date);
  return (
    <li class="date-row">
      <Icon name="calendar-clock" size={20} />
      <div class="date-row__words">
        <p class="date-row__when">
          <span class="date-row__day">{dayWords(date.starts_ms)}</span>
          <span>{tRooms('dates.times', { from: formatTime(date.starts_ms), until: formatTime(date.ends_ms) })}</span>
        </p>
        {(date.weekly_until_ms > 0 || date.people > 0) && (
          <p class="date-row__more">
            {date.weekly_until_ms > 0 && <Badge icon="refresh-cw">{tRooms('dates.weekly', { date: formatDay(date.weekly_until_ms) })}</Badge>}
            {date.people > 0 && (
              <Badge tone="info" icon="users">
                {tRooms('dates.kept', { count: date.people })}
              </Badge>
            )}
          </p>
        )}
      </div>
      <IconButton icon="trash-2" label={tRooms('dates.delete', { when })} disabled={busy} onClick={onDrop} />
    </li>
  );
}

interface AddProps {
  room: api.Room;
  onAdded: (date: api.RoomDate) => void;
  onCancel: () => void;
}

function AddDate({ room, onAdded, onCancel }: AddProps) {
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const [fields, setFields] = useState<DateFields>(() => emptyDate(Date.now()));
  const [errors, setErrors] = useState<DateErrors>({});
  const action = useAction();
  const set = (change: Partial<DateFields>) => {
    setFields((now) => ({ ...now, ...change }));
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([name]) => !(name in change))));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const read = readDate(fields, Date.now());
    if ('errors' in read) {
      setErrors(read.errors);
      const first = Object.keys(fields).find((name) => name in read.errors);
      return form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
    }
    action.run(async () => onAdded(await kreideApi.addDate(room.id, read.body)));
  };
  const field = (name: 'day' | 'from' | 'until' | 'repeatUntil' | 'people') => {
    const fault = errors[name];
    return { name, value: fields[name], error: fault && tRooms(`dates.error.${fault}`), onInput: (value: string) => set({ [name]: value }) };
  };
  return (
    <form ref={form} class="room-form date-form" aria-labelledby={id} onSubmit={submit} noValidate>
      <h3 id={id}>{tRooms('dates.add')}</h3>
      {action.problem && (
        <Notice tone="bad" live="assertive">
          {action.problem}
        </Notice>
      )}
      <TextField type="date" label={tRooms('dates.day')} autofocus {...field('day')} />
      <div class="date-form__times">
        <TextField type="time" label={tRooms('dates.from')} {...field('from')} />
        <TextField type="time" label={tRooms('dates.until')} {...field('until')} />
      </div>
      <Checkbox label={tRooms('dates.repeat')} checked={fields.repeat} onChange={(repeat) => set({ repeat })} />
      {fields.repeat && <TextField type="date" label={tRooms('dates.repeatUntil')} {...field('repeatUntil')} />}
      <Checkbox label={tRooms('dates.keep')} hint={tRooms('dates.keepHint')} checked={fields.keep} onChange={(keep) => set({ keep })} />
      {fields.keep && <TextField label={tRooms('dates.people')} inputmode="numeric" autocomplete="off" maxlength={3} {...field('people')} />}
      <div class="date-form__actions">
        <Button type="submit" variant="primary" busy={action.busy}>
          {tRooms('dates.save')}
        </Button>
        <Button variant="quiet" onClick={onCancel}>
          {t('app.cancel')}
        </Button>
      </div>
    </form>
  );
}

type Held = { state: 'loading' } | { state: 'failed'; text: string } | { state: 'there'; dates: readonly api.RoomDate[] };

export function DatesDialog({ room, onClose }: RoomDialogProps) {
  const [held, setHeld] = useState<Held>({ state: 'loading' });
  const [adding, setAdding] = useState(false);
  const action = useAction();
  const load = () => {
    setHeld({ state: 'loading' });
    kreideApi.dates(room.id).then(
      (dates) => setHeld({ state: 'there', dates }),
      (thrown: unknown) => {
        const error = asApiError(thrown);
        if (!signedOut(error)) setHeld({ state: 'failed', text: errorText(error) });
      },
    );
  };
  useEffect(load, []);
  const dates = held.state === 'there' ? held.dates : [];
  const put = (next: readonly api.RoomDate[]) => setHeld({ state: 'there', dates: [...next].sort((a, b) => a.starts_ms - b.starts_ms) });
  const drop = (date: api.RoomDate) =>
    action.run(async () => {
      await kreideApi.dropDate(room.id, date.id);
      put(dates.filter((each) => each.id !== date.id));
      toast(tRooms('dates.deleted'));
    });
  const added = (date: api.RoomDate) => {
    put([...dates, date]);
    setAdding(false);
    announce(tRooms('dates.added'));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      class="dates-dialog"
      title={tRooms('dates.title', { title: room.title })}
      actions={
        !adding &&
        held.state === 'there' && (
          <>
            {dates.length > 0 && (
              <Button icon="calendar-clock" busy={action.busy} onClick={() => action.run(() => kreideApi.calendar(room.id))}>
                {tRooms('dates.calendar')}
              </Button>
            )}
            <Button variant="primary" icon="plus" onClick={() => setAdding(true)}>
              {tRooms('dates.add')}
            </Button>
          </>
        )
      }
    >
      {action.problem && (
        <Notice tone="bad" live="assertive">
          {action.problem}
        </Notice>
      )}
      {held.state === 'loading' && <Skeleton lines={3} />}
      {held.state === 'failed' && (
        <ErrorState title={tRooms('dates.failed')} onRetry={load}>
          {held.text}
        </ErrorState>
      )}
      {held.state === 'there' && !adding && <p class="dates__text">{tRooms(dates.length > 0 ? 'dates.text' : 'dates.none')}</p>}
      {dates.length > 0 && (
        <ul class="dates" aria-label={tRooms('dates.list')}>
          {dates.map((date) => (
            <DateRow key={date.id} date={date} busy={action.busy} onDrop={() => drop(date)} />
          ))}
        </ul>
      )}
      {adding ? (
        <AddDate room={room} onAdded={added} onCancel={() => setAdding(false)} />
      ) : (
        dates.length > 0 && <p class="dates__text">{tRooms('dates.calendarHint')}</p>
      )}
    </Dialog>
  );
}
