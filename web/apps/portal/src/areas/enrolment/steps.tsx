// SPDX-License-Identifier: EUPL-1.2
// The five steps: where the school stands, and the one that is to be taken now.
import { useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, EmptyState, formatDate, toast, type IconName } from '@kreide/ui';
import { Stepper, type Step, type StepState } from '@kreide/ui/office';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { loadSchool, takeStep } from '../../school/data';
import { Loaded } from '../../school/parts';
import { t as ts } from '../../school/i18n';
import { EnrolmentFrame, useEnrolment, useOwnSchool } from './frame';
import { TakeStep, five } from './take';
import { t } from './i18n';
import './enrolment.css';

const find = (enrolment: api.Enrolment, name: string) => enrolment.steps.find((step) => step.step === name);

function lastOf(enrolment: api.Enrolment, name: string): api.EnrolmentRecord | undefined {
  return enrolment.records.filter((record) => record.step === name && record.voided_ms === undefined).at(-1);
}

function stateOf(enrolment: api.Enrolment, name: (typeof five)[number]): StepState {
  const step = find(enrolment, name);
  if (!step || enrolment.state === 'withdrawn') return 'open';
  if (step.state === 'due') return 'now';
  if (step.state === 'done') return 'done';
  if (name === 'issued') return 'open';
  return enrolment.waiting.next === name ? 'now' : 'open';
}

function noteOf(enrolment: api.Enrolment, name: (typeof five)[number]): string | undefined {
  const record = lastOf(enrolment, name);
  const contactOpen = find(enrolment, 'contact')?.state !== 'done';
  if (name === 'registration' && record && contactOpen) return t('note.contactMissing');
  if (record) return t('note.done', { date: formatDate(record.at_ms), way: ts(`way.${record.way}`) });
  if (name !== 'issued') return undefined;
  if (enrolment.waiting.next === 'countersigned') return t('note.checking');
  return enrolment.waiting.next === 'issued' ? t('note.issuing') : undefined;
}

function stepsOf(enrolment: api.Enrolment): Step[] {
  return five.map((name) => {
    const note = noteOf(enrolment, name);
    return { name: t(`five.${name}`), state: stateOf(enrolment, name), ...(note ? { note } : {}) };
  });
}

/** The step that whoever is signed in can take now; what is due again comes before the rest. */
export function stepToTake(enrolment: api.Enrolment): api.EnrolmentStep | undefined {
  const mine = enrolment.steps.filter((step) => step.ways.length > 0 && step.step !== 'countersigned' && step.step !== 'issued');
  return mine.find((step) => step.state === 'due') ?? mine.find((step) => step.step !== 'contact') ?? mine[0];
}

function calmOf(enrolment: api.Enrolment, role: 'head' | 'contact'): { icon: IconName; title: string; text?: string } {
  const { state, waiting } = enrolment;
  if (state === 'withdrawn' || state === 'ended') return { icon: 'archive', title: t('off.title'), text: t(`lead.${state}`) };
  if (waiting.next === 'countersigned') return { icon: 'hourglass', title: t('wait.operator.title'), text: t('wait.operator.text') };
  if (waiting.next === 'issued') return { icon: 'signature', title: t('wait.issued.title'), text: t('wait.issued.text') };
  if (role === 'contact' && waiting.who === 'head') {
    const key = state === 'enrolling' ? 'wait.contact' : 'wait.head';
    return { icon: 'hourglass', title: t(`${key}.title`), text: t(`${key}.text`) };
  }
  if (waiting.next === 'contact') return { icon: 'circle-check', title: t('part.title'), text: t('part.text') };
  return { icon: 'circle-check', title: t('done.title'), text: t('done.text') };
}

function Withdraw({ school, onDone }: { school: string; onDone: (enrolment: api.Enrolment) => void }) {
  const [asking, setAsking] = useState(false);
  const action = useAction();
  const confirm = async () => {
    const done = await action.run(async () => {
      onDone(await takeStep(school, { step: 'withdrawn', way: 'online' }));
      toast(t('withdraw.done'));
    });
    if (done) setAsking(false);
  };
  return (
    <>
      <Button variant="quiet" icon="undo-2" onClick={() => setAsking(true)}>
        {t('withdraw')}
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={t('withdraw.title')} confirm={t('withdraw')} danger busy={action.busy} problem={action.error && problemText(action.error)} onConfirm={() => void confirm()}>
        <p>{t('withdraw.text')}</p>
      </ConfirmDialog>
    </>
  );
}

function Calm({ enrolment, role }: { enrolment: api.Enrolment; role: 'head' | 'contact' }) {
  const calm = calmOf(enrolment, role);
  return (
    <Card class="enrol-calm">
      <EmptyState icon={calm.icon} title={calm.title}>
        {calm.text}
      </EmptyState>
    </Card>
  );
}

function Now({ enrolment, onChanged }: { enrolment: api.Enrolment; onChanged: (enrolment: api.Enrolment) => void }) {
  const { id, role } = useOwnSchool();
  const school = useResource((signal) => loadSchool(id, signal), [id]);
  const step = stepToTake(enrolment);
  if (!step) return <Calm enrolment={enrolment} role={role} />;
  const profile = school.data?.profile;
  const name = (role === 'head' ? profile?.head : profile?.contact) ?? '';
  const take = <TakeStep key={`${step.step} ${step.documents.map((each) => each.id).join(' ')} ${name}`} school={id} step={step} name={name} asContact={role === 'contact'} onDone={onChanged} />;
  /* for the head the contact person's signature is something that may follow: what counts comes first */
  const later = step.step === 'contact' && role === 'head' && step.state !== 'due';
  return later ? (
    <div class="school-stack">
      <Calm enrolment={enrolment} role={role} />
      {take}
    </div>
  ) : (
    take
  );
}

export default function EnrolmentSteps() {
  const { id } = useOwnSchool();
  const enrolment = useEnrolment(id);
  return (
    <EnrolmentFrame tab="steps" enrolment={enrolment.data}>
      <Loaded of={enrolment}>
        {(data) => (
          <div class="school-columns enrol-columns">
            <Now enrolment={data} onChanged={enrolment.set} />
            <Card as="section" class="school-part" labelledBy="five">
              <h2 class="school-part__title" id="five">
                {t('steps')}
              </h2>
              <Stepper column label={t('steps')} steps={stepsOf(data)} />
              {data.acts.includes('withdrawn') && (
                <div class="enrol-withdraw">
                  <Withdraw school={id} onDone={enrolment.set} />
                </div>
              )}
            </Card>
          </div>
        )}
      </Loaded>
    </EnrolmentFrame>
  );
}
