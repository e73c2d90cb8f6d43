// SPDX-License-Identifier: EUPL-1.2
// Publishing a draft: what it changes, from when it counts, and until when schools accept it.
import { useState } from 'preact/hooks';
import { Button, Checkbox, Dialog, Notice, Skeleton } from '@kreide/ui';
import { DateField, DiffView, InlineNotice, RadioGroup } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { dayMs, dayText, loadSource } from './data';
import { t } from './i18n';

const dayLongMs = 24 * 60 * 60 * 1000;
const usualDays = 28;

export interface PublishDialogProps {
  kind: string;
  lang: 'de' | 'en';
  sha256: string;
  source: string;
  document: api.Document | undefined;
  blanks: number;
  onClose: () => void;
  onDone: (version: api.DocumentVersion) => void;
}

export function PublishDialog({ kind, lang, sha256, source, document, blanks, onClose, onDone }: PublishDialogProps) {
  const nowMs = Date.now();
  const [when, setWhen] = useState('now');
  const [day, setDay] = useState(dayText(nowMs + dayLongMs));
  const [again, setAgain] = useState(false);
  const [until, setUntil] = useState(dayText(nowMs + usualDays * dayLongMs));
  const [tried, setTried] = useState(false);
  const action = useAction();
  const former = document?.now;
  const before = useResource(async (signal) => (former ? (await loadSource(kind, former.id, lang, signal)).source : undefined), [former?.id]);
  const asks = document !== undefined && document.accept !== 'none';
  const fromMs = when === 'now' ? 0 : dayMs(day);
  const untilMs = asks && again ? dayMs(until, true) : 0;
  const dayWrong = when === 'later' && !(fromMs > nowMs);
  const untilWrong = asks && again && !(untilMs > Math.max(nowMs, fromMs || 0));

  const publish = async () => {
    setTried(true);
    if (dayWrong || untilWrong) return;
    await action.run(async () => {
      const body = { lang, sha256, effective_ms: fromMs, accept_until_ms: untilMs };
      const answer = await call<api.DocumentText>({ method: 'POST', path: `/documents/${segment(kind)}/versions`, body: ['document_publish', body], answer: 'document_text' });
      onDone(answer.version);
    });
  };
  return (
    <Dialog
      open
      size="l"
      onClose={onClose}
      title={t('publish.title')}
      actions={
        <Button variant="primary" icon="stamp" busy={action.busy} onClick={() => void publish()}>
          {t('publish.do')}
        </Button>
      }
    >
      <div class="publish">
        {action.error && (
          <Notice tone="bad" live="assertive">
            <p>{problemText(action.error)}</p>
          </Notice>
        )}
        {blanks > 0 && <InlineNotice tone="want">{t('publish.blanks', { count: blanks })}</InlineNotice>}
        <RadioGroup
          label={t('publish.when')}
          value={when}
          onChange={setWhen}
          options={[
            { value: 'now', label: t('publish.now') },
            { value: 'later', label: t('publish.later') },
          ]}
        />
        {when === 'later' && <DateField label={t('publish.day')} value={day} onInput={setDay} min={dayText(nowMs + dayLongMs)} error={tried && dayWrong ? t('publish.dayMissing') : undefined} />}
        {asks && (
          <>
            <Checkbox label={t('publish.again')} hint={t('publish.againText')} checked={again} onChange={setAgain} />
            {again && <DateField label={t('publish.until')} value={until} onInput={setUntil} error={tried && untilWrong ? t('publish.untilMissing') : undefined} />}
          </>
        )}
        <h3 class="publish__title">{t('publish.changes')}</h3>
        {before.data !== undefined ? (
          <DiffView label={t('publish.changes')} before={before.data} after={source} />
        ) : before.state === 'there' ? (
          <p>{t('publish.first')}</p>
        ) : before.state === 'failed' ? (
          <p>{problemText(before.error)}</p>
        ) : (
          <Skeleton lines={4} />
        )}
      </div>
    </Dialog>
  );
}
