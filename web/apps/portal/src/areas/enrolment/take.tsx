// SPDX-License-Identifier: EUPL-1.2
// One step, taken by the school: what it is and why, the document to read, and the act itself.
import { useState } from 'preact/hooks';
import { Badge, Button, Card, Checkbox, Notice, TextField, classes, formatDate, toast } from '@kreide/ui';
import { FileDrop, RadioGroup } from '@kreide/ui/office';
import { upload } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { takeStep, type Taking } from '../../school/data';
import { DocumentList, ProblemNotice } from '../../school/parts';
import { t } from './i18n';

export const five = ['information', 'terms', 'agreement', 'registration', 'issued'] as const;
export type OwnStep = 'information' | 'terms' | 'agreement' | 'registration' | 'contact';

interface ActProps {
  school: string;
  step: api.EnrolmentStep;
  /** the name that is proposed */
  name: string;
  /** the contact person signs for themselves */
  asContact: boolean;
  onDone: (enrolment: api.Enrolment) => void;
}

/** Reading and accepting here: with a tick, and a name where it binds. */
function AcceptHere({ school, step, name: proposed, asContact, onDone }: ActProps) {
  const knows = step.step === 'information';
  const [tick, setTick] = useState(false);
  const [name, setName] = useState(proposed);
  const [tried, setTried] = useState(false);
  const action = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!tick || (!knows && !name.trim())) return;
    void action.run(async () => {
      const body: Taking = { step: step.step, way: 'online', documents: step.documents.map((each) => each.id), ...(knows ? {} : { signer: name }) };
      onDone(await takeStep(school, body));
    });
  };
  return (
    <form class="school-part" onSubmit={submit} noValidate>
      <ProblemNotice error={action.error} />
      {!knows && <TextField label={t('do.name')} hint={t('do.nameHint')} value={name} onInput={setName} maxLength={80} autocomplete="name" error={tried && !name.trim() ? t('wrong.name') : undefined} />}
      <Checkbox label={t(knows ? 'do.information' : asContact ? 'do.contactAccept' : 'do.accept')} checked={tick} onChange={setTick} error={tried && !tick ? t('wrong.tick') : undefined} />
      <div class="school-buttons">
        <Button type="submit" variant="primary" icon="check" busy={action.busy}>
          {t(knows ? 'do.information.do' : 'do.accept.do')}
        </Button>
      </div>
    </form>
  );
}

/** Signed on paper, sent as a scan. */
function SendPaper({ school, step, onDone }: ActProps) {
  const [file, setFile] = useState<File | undefined>();
  const [progress, setProgress] = useState<number | undefined>();
  const [tried, setTried] = useState(false);
  const action = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!file) return;
    void action.run(async () => {
      const id = await upload(file, { onProgress: setProgress });
      const next = await takeStep(school, { step: step.step, way: 'upload', documents: step.documents.map((each) => each.id), upload: id });
      toast(t('do.sent'));
      onDone(next);
    });
  };
  return (
    <form class="school-part" onSubmit={submit} noValidate>
      <ProblemNotice error={action.error} />
      <ol class="enrol-ways">
        <li>{t('do.paper.1')}</li>
        <li>{t('do.paper.2')}</li>
        <li>{t('do.paper.3')}</li>
      </ol>
      <FileDrop
        label={t('do.file')}
        hint={t('do.fileHint')}
        kinds={['pdf', 'jpeg', 'png']}
        maxBytes={5 * 1024 * 1024}
        file={file}
        onFile={setFile}
        progress={action.busy ? progress : undefined}
        error={tried && !file ? t('wrong.file') : undefined}
      />
      <div class="school-buttons">
        <Button type="submit" variant="primary" icon="send" busy={action.busy}>
          {t('do.send')}
        </Button>
      </div>
      <p class="school-small">{t('do.orPaper')}</p>
    </form>
  );
}

export function TakeStep(props: ActProps) {
  const { school, step, asContact } = props;
  const [way, setWay] = useState('upload');
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const name = step.step as OwnStep;
  const number = five.indexOf(name === 'contact' ? 'registration' : name) + 1;
  const ways = step.ways;
  /* reading is enough for the first two; a signature is asked for on paper unless both ways are open */
  const online = ways.includes('online') && (!ways.includes('upload') || name === 'terms' || way === 'online');
  const choose = ways.includes('online') && ways.includes('upload') && name !== 'terms';
  return (
    <Card as="section" class={classes('school-part enrol-step', (name !== 'contact' || asContact || step.state === 'due') && 'school-wants')} labelledBy={`take-${name}`}>
      <div class="enrol-step__head">
        <p class="enrol-step__number">
          {name === 'contact' ? t('step.contact') : t('step.of', { n: number })} {step.state === 'due' && <Badge tone="want">{t('step.again')}</Badge>}
        </p>
        <h2 class="enrol-step__title" id={`take-${name}`}>
          {t(`what.${name}`)}
        </h2>
        <p>{t(`why.${name}`)}</p>
      </div>
      {step.state === 'due' && <Notice tone="want">{step.until_ms === undefined ? t('again.textOpen') : t('again.text', { date: formatDate(step.until_ms) })}</Notice>}
      <DocumentList school={school} documents={step.documents} read={read} onRead={(id) => setRead(new Set([...read, id]))} />
      {choose && (
        <RadioGroup
          label={t('do.how')}
          value={way}
          onChange={setWay}
          options={[
            { value: 'upload', label: t('do.how.upload') },
            { value: 'online', label: t('do.how.online') },
          ]}
        />
      )}
      {online ? <AcceptHere {...props} /> : <SendPaper {...props} />}
      {step.state !== 'due' && <p class="school-small">{t(`next.${name}`)}</p>}
    </Card>
  );
}
