// SPDX-License-Identifier: EUPL-1.2
// Many schools from one table: first what would happen, then for good.
import { useRef, useState } from 'preact/hooks';
import { Button, Card, LinkButton, Notice, formatNumber } from '@kreide/ui';
import { FileDrop, StatCard, StatRow, StateBadge } from '@kreide/ui/office';
import { call, saveBlob, segment, upload } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { ProblemNotice } from '../../school/parts';
import { t as ts } from '../../school/i18n';
import { Page } from '../../shell/page';
import { t } from './i18n';

const shown = 100;
const headers = ['Schule', 'Dienststellenschlüssel', 'Schulart', 'Straße', 'PLZ', 'Ort', 'E-Mail', 'Telefon', 'Schulleitung', 'Kontaktperson', 'E-Mail der Kontaktperson', 'Vorhanden', 'Bemerkung'];

/* words for what a newer server names, too */
function known(key: string, params: Record<string, string | number>, other: string): string {
  const text = t(key as Parameters<typeof t>[0], params);
  return text === key ? other : text;
}

/* columns that are no field of the profile */
const columnWords = { information: 'step.information', terms: 'step.terms', agreement: 'step.agreement', registration: 'step.registration', contact_signed: 'step.contact', countersigned: 'step.countersigned' } as const;

function columnName(field: string): string {
  if (field in columnWords) return ts(columnWords[field as keyof typeof columnWords]);
  const key = `field.${field}` as Parameters<typeof ts>[0];
  const text = ts(key);
  return text === key ? known(`column.${field}`, {}, field) : text;
}

function reasonText(line: api.ImportLine): string {
  const params = { field: columnName(line.field ?? ''), reason: line.reason ?? '' };
  return known(`reason.${line.reason ?? ''}`, params, t('reason.other', params));
}

function tableProblem(report: api.SchoolImportReport): string {
  const reason = known(`table.${report.problem ?? ''}`, {}, t('table.other', { reason: report.problem ?? '' }));
  return report.problem_line ? t('import.problem.line', { line: report.problem_line, reason }) : reason;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function run(file: File, commit: boolean, onReport: (report: api.SchoolImportReport) => void): Promise<void> {
  const id = await upload(file);
  const { job } = await call<api.Job>({ method: 'POST', path: '/schools/import', body: ['school_import', { upload: id, commit }], answer: 'job', timeoutMs: 60_000 });
  for (;;) {
    const report = await call<api.SchoolImportReport>({ method: 'GET', path: `/schools/import/${segment(job.id)}`, query: { limit: shown }, answer: 'school_import_report' });
    onReport(report);
    if (report.state !== 'running') return;
    await wait(300);
  }
}

const kinds = { created: 'news', changed: 'wants', same: 'idle', wrong: 'off' } as const;

function Report({ report }: { report: api.SchoolImportReport }) {
  const stat = (name: 'created' | 'changed' | 'same' | 'wrong') => (
    <StatCard value={formatNumber(report[name])} label={name === 'same' ? t('import.same') : t(`import.${name}`, { count: report[name] })} tone={name === 'wrong' && report.wrong > 0 ? 'bad' : undefined} />
  );
  return (
    <>
      <StatRow>
        {stat('created')}
        {stat('changed')}
        {stat('same')}
        {stat('wrong')}
      </StatRow>
      {report.wrong > 0 && <p>{t('import.wrongText')}</p>}
      {report.total > report.lines.length && <p class="school-small">{t('import.first', { count: report.lines.length })}</p>}
      <table class="import-lines" aria-label={t('import.lines')}>
        <thead>
          <tr>
            <th scope="col">{t('import.line')}</th>
            <th scope="col">{t('col.school')}</th>
            <th scope="col">{t('import.result')}</th>
          </tr>
        </thead>
        <tbody>
          {report.lines.map((line) => (
            <tr key={line.line}>
              <td class="tabular">{line.line}</td>
              <td>{line.name}</td>
              <td>
                <StateBadge kind={kinds[line.result]} icon={line.result === 'changed' ? 'pencil' : undefined}>
                  {t(`result.${line.result}`)}
                </StateBadge>
                {line.reason && <span class="import-lines__why">{reasonText(line)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export default function ImportSchools() {
  const [file, setFile] = useState<File | undefined>();
  const [report, setReport] = useState<api.SchoolImportReport | undefined>();
  const action = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  const start = async (commit: boolean) => {
    if (!file) return;
    setReport(undefined);
    if (await action.run(() => run(file, commit, setReport))) heading.current?.focus();
  };
  const sample = () => saveBlob(new Blob(['\ufeff', headers.join(';'), '\r\n'], { type: 'text/csv' }), 'schulen.csv');
  const over = report && report.state !== 'running';
  return (
    <Page title={t('import.title')} lead={t('import.lead')} up={{ href: '/portal/schools', text: t('up') }} width="narrow">
      <Card class="school-part">
        <FileDrop
          label={t('import.file')}
          hint={t('import.fileHint')}
          kinds={['csv']}
          maxBytes={4 * 1024 * 1024}
          file={file}
          onFile={(next) => {
            setFile(next);
            setReport(undefined);
            action.clear();
          }}
          disabled={action.busy}
        />
        <ProblemNotice error={action.error} />
        <div class="school-buttons">
          <Button variant={over ? 'secondary' : 'primary'} icon="search" busy={action.busy} disabled={!file} onClick={() => void start(false)}>
            {t('import.check')}
          </Button>
          <Button variant="quiet" icon="file-down" onClick={sample}>
            {t('import.sample')}
          </Button>
        </div>
        <details class="school-details">
          <summary>{t('import.columns')}</summary>
          <p>{t('import.columnsText')}</p>
        </details>
      </Card>
      {report && !over && (
        <p role="status" class="tabular">
          {t('import.working', { done: report.done, total: report.total })}
        </p>
      )}
      {over && (
        <Card as="section" class="school-part" labelledBy="report">
          <h2 class="school-part__title" id="report" tabIndex={-1} ref={heading}>
            {t(report.problem ? 'import.refused' : report.committed ? 'import.did' : 'import.would')}
          </h2>
          {report.problem ? <Notice tone="bad">{tableProblem(report)}</Notice> : <Report report={report} />}
          <div class="school-buttons">
            {!report.problem && !report.committed && report.created + report.changed > 0 && (
              <Button variant="primary" icon="check" busy={action.busy} onClick={() => void start(true)}>
                {t('import.commit')}
              </Button>
            )}
            {report.committed && (
              <LinkButton variant="primary" href="/portal/schools">
                {t('import.toList')}
              </LinkButton>
            )}
          </div>
        </Card>
      )}
    </Page>
  );
}
