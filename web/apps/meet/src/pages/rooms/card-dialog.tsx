// SPDX-License-Identifier: EUPL-1.2
// Cards for the class, or one sheet for the door: QR code, link, and what to do with them.
import { useId, useState } from 'preact/hooks';
import { Button, Checkbox, Dialog, Notice, Select, formatMoment, language, toast } from '@kreide/ui';
import { cardCounts, saveCard, type CardCount } from '@kreide/api';
import { t } from '../../i18n/pages';
import { tRooms } from '../../i18n/rooms';
import type { RoomDialogProps } from './room-dialog';
import { useAction } from './use-rooms';
import './dialogs.css';
import './kind-choice.css';

export function CardDialog({ room, onClose }: RoomDialogProps) {
  const formId = useId();
  const [cards, setCards] = useState<CardCount>('2');
  const [lang, setLang] = useState<'de' | 'en'>(language.value === 'en' ? 'en' : 'de');
  const [code, setCode] = useState(false);
  const [nowMs] = useState(Date.now);
  const action = useAction();
  const codeUntilMs = room.code && room.policy.codes && (room.code_expires_ms ?? 0) > nowMs ? room.code_expires_ms : undefined;
  const print = async () => {
    await saveCard(room, { lang, cards, code });
    toast(tRooms('card.done'));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={tRooms('card.title', { title: room.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" icon="printer" busy={action.busy}>
            {tRooms('card.do')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        class="room-form"
        onSubmit={(event) => {
          event.preventDefault();
          action.run(print);
        }}
      >
        {action.problem && (
          <Notice tone="bad" live="assertive">
            {action.problem}
          </Notice>
        )}
        <p>{tRooms('card.text')}</p>
        <fieldset class="kinds">
          <legend class="field__label">{tRooms('card.page')}</legend>
          {cardCounts.map((value) => (
            <label key={value} class="kind kind--plain">
              <input
                class="kind__input"
                type="radio"
                name={`${formId}-cards`}
                value={value}
                checked={value === cards}
                aria-describedby={`${formId}-${value}`}
                onChange={() => setCards(value)}
              />
              <span class="kind__dot" aria-hidden="true" />
              <span class="kind__words">
                <span class="kind__name">{tRooms(`card.${value}`)}</span>
                <span class="kind__text" id={`${formId}-${value}`} aria-hidden="true">
                  {tRooms(`card.${value}.text`)}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <Select
          label={tRooms('card.lang')}
          value={lang}
          options={[
            { value: 'de', label: 'Deutsch' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(value) => setLang(value === 'en' ? 'en' : 'de')}
        />
        {codeUntilMs !== undefined && (
          <Checkbox label={tRooms('card.code')} hint={tRooms('card.codeHint', { time: formatMoment(codeUntilMs, nowMs) })} checked={code} onChange={setCode} />
        )}
      </form>
    </Dialog>
  );
}
