// SPDX-License-Identifier: EUPL-1.2
// The enrolment of a school, as the operator sees it: what is missing, what was done, and the countersignature with the papers beside.
import { useState } from 'preact/hooks';
import { Button, Card, Checkbox, formatDate, toast } from '@kreide/ui';
import { InlineNotice, Stepper, type StepState } from '@kreide/ui/office';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { PageProps } from '../../area';
import { loadEnrolment, loadSchool, takeStep } from '../../school/data';
import { History, Loaded, PaperList, ProblemNotice, ProofButton } from '../../school/parts';
import { t as ts } from '../../school/i18n';
import { SchoolFrame } from './frame';
import { t } from './i18n';
import { RecordDialog, VoidButton } from './record';

interface PartProps {
  enrolment: api.Enrolment;
  onChanged: (enrolment: api.Enrolment) => void;
}

const order = ['information', 'terms', 'agreement', 'registration', 'contact', 'countersigned', 'issued'] as const;

function stateOf(step: api.EnrolmentStep, enrolment: api.Enrolment): StepState {
  if (step.state === 'done') return 'done';
  if (step.state === 'due') return 'waits';
  const next = enrolment.waiting.next === step.step;
  if (next) return enrolment.waiting.who === 'operator' ? 'waits' : 'now';
  return 'open';
}

function lastRecord(enrolment: api.Enrolment, step: string): api.EnrolmentRecord | undefined {
  return enrolment.records.filter((record) => record.step === step && record.voided_ms === undefined).at(-1);
}

function StepNote({ enrolment, step, onRecord }: { enrolment: api.Enrolment; step: api.EnrolmentStep; onRecord: () => void }) {
  const record = lastRecord(enrolment, step.step);
  const name = ts(`step.${step.step}`);
  const late = step.step === 'contact' && step.state !== 'done' && enrolment.waiting.due.includes('contact');
  return (
    <div class="school-note">
      {record && step.state !== 'open' && (
        <span class="school-small">
          {formatDate(record.at_ms)}, {ts(`way.${record.way}`)}
          {record.signer ? `, ${record.signer}` : ''}
        </span>
      )}
      {step.state === 'due' && step.until_ms !== undefined && <span class="school-small">{t('steps.due', { date: formatDate(step.until_ms) })}</span>}
      {late && <span class="school-small">{t('steps.missing')}</span>}
      {step.state === 'later' && <span class="school-small">{t('steps.later')}</span>}
      {step.step === 'issued' && step.state === 'open' && <span class="school-small">{t('steps.issue')}</span>}
      {step.step !== 'countersigned' && step.ways.includes('paper') && (
        <Button icon="clipboard-check" aria-label={t('steps.recordOf', { step: name })} onClick={onRecord}>
          {t('steps.record')}
        </Button>
      )}
    </div>
  );
}

function Steps({ enrolment, onChanged }: PartProps) {
  const [recording, setRecording] = useState<api.EnrolmentStep | undefined>();
  const steps = order.flatMap((name) => enrolment.steps.filter((step) => step.step === name));
  return (
    <Card as="section" class="school-part" labelledBy="steps">
      <h2 class="school-part__title" id="steps">
        {t('steps.title')}
      </h2>
      <Stepper
        column
        label={t('steps.title')}
        steps={steps.map((step) => ({
          name: ts(`step.${step.step}`),
          state: stateOf(step, enrolment),
          note: <StepNote enrolment={enrolment} step={step} onRecord={() => setRecording(step)} />,
        }))}
      />
      {recording && (
        <RecordDialog
          school={enrolment.school}
          step={recording}
          onClose={() => setRecording(undefined)}
          onDone={(next) => {
            setRecording(undefined);
            onChanged(next);
          }}
        />
      )}
    </Card>
  );
}

function Countersign({ enrolment, onChanged }: PartProps) {
  const [checks, setChecks] = useState<readonly boolean[]>([false, false, false]);
  const action = useAction();
  const online = ['agreement', 'registration'].some((step) => lastRecord(enrolment, step)?.way === 'online');
  const sign = () =>
    void action.run(async () => {
      onChanged(await takeStep(enrolment.school, { step: 'countersigned', way: 'online', documents: [] }));
      toast(t('counter.done'));
    });
  const papers = enrolment.papers.filter((paper) => ['agreement', 'registration', 'contact'].includes(paper.step));
  return (
    <Card as="section" class="school-part school-wants" labelledBy="counter">
      <h2 class="school-part__title" id="counter">
        {t('counter.title')}
      </h2>
      <p>{t('counter.text')}</p>
      <div class="school-counter">
        <div class="school-part">
          <ProblemNotice error={action.error} />
          {online && <InlineNotice>{t('counter.online')}</InlineNotice>}
          {([1, 2, 3] as const).map((n) => (
            <Checkbox key={n} label={t(`counter.check${n}`)} checked={checks[n - 1] === true} onChange={(on) => setChecks(checks.map((each, index) => (index === n - 1 ? on : each)))} />
          ))}
          <div class="school-buttons">
            <Button variant="primary" icon="signature" busy={action.busy} disabled={!checks.every(Boolean)} onClick={sign}>
              {t('counter.do')}
            </Button>
          </div>
        </div>
        <PaperList school={enrolment.school} papers={papers} preview />
      </div>
    </Card>
  );
}

export default function SchoolEnrolment({ params }: PageProps<'school'>) {
  const id = params.school;
  const school = useResource((signal) => loadSchool(id, signal), [id]);
  const enrolment = useResource((signal) => loadEnrolment(id, signal), [id, school.data?.state]);
  const changed = (next: api.Enrolment) => {
    enrolment.set(next);
    school.reload();
  };
  return (
    <SchoolFrame id={id} tab="enrolment" school={school}>
      {() => (
        <Loaded of={enrolment}>
          {(data) => (
            <div class="school-stack">
              {data.waiting.next === 'countersigned' && <Countersign enrolment={data} onChanged={changed} />}
              <div class="school-columns">
                <Steps enrolment={data} onChanged={changed} />
                <Card as="section" class="school-part" labelledBy="history">
                  <h2 class="school-part__title" id="history">
                    {ts('records')}
                  </h2>
                  <div class="school-buttons">
                    <ProofButton school={id} />
                  </div>
                  <History enrolment={data} actions={(record) => record.can_void && <VoidButton school={id} record={record} onDone={changed} />} />
                </Card>
              </div>
            </div>
          )}
        </Loaded>
      )}
    </SchoolFrame>
  );
}
