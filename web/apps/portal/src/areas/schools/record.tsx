// SPDX-License-Identifier: EUPL-1.2
// The operator writes down what came on paper, and what was a mistake.
import { useState } from 'preact/hooks';
import { Button, ConfirmDialog, Dialog, TextField, toast } from '@kreide/ui';
import { DateField, FileDrop, TextArea } from '@kreide/ui/office';
import { call, segment, upload } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { dayMs, dayText, path, takeStep } from '../../school/data';
import { ProblemNotice, documentTitle } from '../../school/parts';
import { t as ts } from '../../school/i18n';
import { t } from './i18n';

interface RecordProps {
  school: string;
  step: api.EnrolmentStep;
  onClose: () => void;
  onDone: (enrolment: api.Enrolment) => void;
}

export function RecordDialog({ school, step, onClose, onDone }: RecordProps) {
  const today = dayText(Date.now());
  const [day, setDay] = useState(today);
  const [signer, setSigner] = useState('');
  const [note, setNote] = useState('');
  const [file, setFile] = useState<File | undefined>();
  const [progress, setProgress] = useState<number | undefined>();
  const [tried, setTried] = useState(false);
  const action = useAction();
  const atMs = dayMs(day);
  const wrong = !atMs || day > today;
  const save = async () => {
    setTried(true);
    if (wrong) return;
    await action.run(async () => {
      const id = file && (await upload(file, { onProgress: setProgress }));
      const enrolment = await takeStep(school, {
        step: step.step,
        way: 'paper',
        documents: step.documents.map((each) => each.id),
        at_ms: Math.min(atMs, Date.now() - 1000),
        ...(signer.trim() ? { signer } : {}),
        ...(note.trim() ? { note } : {}),
        ...(id ? { upload: id } : {}),
      });
      toast(t('record.saved'));
      onDone(enrolment);
    });
  };
  return (
    <Dialog
      open
      size="m"
      onClose={onClose}
      title={t('record.title', { step: ts(`step.${step.step}`) })}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={action.busy} onClick={() => void save()}>
            {t('record.save')}
          </Button>
        </>
      }
    >
      <div class="school-part">
        <ProblemNotice error={action.error} />
        {step.documents.length > 0 && (
          <div>
            <p>{t('record.version')}</p>
            <ul class="school-plain">
              {step.documents.map((each) => (
                <li key={each.id}>{ts('record.documents', { kind: documentTitle(each.kind), number: each.number })}</li>
              ))}
            </ul>
          </div>
        )}
        <DateField label={t('record.date')} value={day} onInput={setDay} max={today} error={tried && wrong ? t('record.dateWrong') : undefined} />
        <TextField label={t('record.signer')} value={signer} onInput={setSigner} maxLength={80} autocomplete="off" />
        <FileDrop label={t('record.file')} hint={t('record.fileHint')} kinds={['pdf', 'jpeg', 'png']} maxBytes={5 * 1024 * 1024} file={file} onFile={setFile} progress={action.busy ? progress : undefined} />
        <TextArea label={t('record.note')} value={note} onInput={setNote} max={200} rows={2} />
      </div>
    </Dialog>
  );
}

export function VoidButton({ school, record, onDone }: { school: string; record: api.EnrolmentRecord; onDone: (enrolment: api.Enrolment) => void }) {
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const action = useAction();
  const confirm = async () => {
    const done = await action.run(async () => {
      const where = path(school, `/enrolment/${segment(record.id)}/void`);
      onDone(await call<api.Enrolment>({ method: 'POST', path: where, body: ['enrolment_void', { reason: why.trim() || ' ' }], answer: 'enrolment' }));
      toast(t('void.done'));
    });
    if (done) setAsking(false);
  };
  return (
    <>
      <Button variant="quiet" icon="x" class="school-void" onClick={() => setAsking(true)}>
        {t('void.do')}
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('void.title')}
        confirm={t('void.do')}
        danger
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={() => void confirm()}
      >
        <p>{t('void.text')}</p>
        <TextField label={t('void.why')} value={why} onInput={setWhy} maxLength={200} autocomplete="off" />
      </ConfirmDialog>
    </>
  );
}
