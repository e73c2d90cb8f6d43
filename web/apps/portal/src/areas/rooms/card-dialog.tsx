// SPDX-License-Identifier: EUPL-1.2
// The way into a room on paper, for those who look after the school.
import { useId, useState } from 'preact/hooks';
import { Button, Dialog, Notice, Select, language, toast } from '@kreide/ui';
import { RadioGroup } from '@kreide/ui/office';
import { cardCounts, saveCard, type CardCount } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { t } from './i18n';

export function CardDialog({ room, onClose }: { room: api.RoomOverview; onClose: () => void }) {
  const formId = useId();
  const [cards, setCards] = useState<CardCount>('2');
  const [lang, setLang] = useState<'de' | 'en'>(language.value === 'en' ? 'en' : 'de');
  const action = useAction();
  const print = () =>
    action.run(async () => {
      await saveCard(room, { lang, cards });
      toast(t('card.done'));
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('card.title', { title: room.title })}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" icon="printer" busy={action.busy}>
            {t('card.do')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        class="openers-form"
        onSubmit={(event) => {
          event.preventDefault();
          void print();
        }}
      >
        {action.error && (
          <Notice tone="bad" live="assertive">
            {problemText(action.error)}
          </Notice>
        )}
        <p>{t('card.text')}</p>
        <RadioGroup
          label={t('card.page')}
          value={cards}
          options={cardCounts.map((value) => ({ value, label: t(`card.${value}`), hint: t(`card.${value}.text`) }))}
          onChange={(value) => setCards(value as CardCount)}
        />
        <Select
          label={t('card.lang')}
          value={lang}
          options={[
            { value: 'de', label: 'Deutsch' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(value) => setLang(value === 'en' ? 'en' : 'de')}
        />
      </form>
    </Dialog>
  );
}
