// SPDX-License-Identifier: EUPL-1.2
// Parts of pages about one school: what was loaded or not, its documents, its papers, its history.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button, Card, Dialog, EmptyState, ErrorState, Icon, LinkButton, Notice, Skeleton, classes, formatBytes, formatDate, formatDateTime, toast } from '@kreide/ui';
import { Timeline, type TimelineEntry } from '@kreide/ui/office';
import { saveBlob } from '@kreide/api';
import { useAction, useResource, type Resource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { PaperText } from '../paper/paper-text';
import { problemText } from '../problems';
import { session } from '../session';
import { getPdf, loadDocument, loadPaper, paperFile, paperName, percent } from './data';
import { saveEverything } from './everything';
import { t } from './i18n';
import './school.css';

type DidName = 'information' | 'terms' | 'agreement' | 'registration' | 'contact' | 'countersigned' | 'issued' | 'suspended' | 'resumed' | 'withdrawn' | 'ending' | 'continued' | 'ended';
type DocumentKind = 'infoblatt' | 'nutzungsbedingungen' | 'avv' | 'avv-tom' | 'avv-unterauftragnehmer' | 'anmeldedokument';

export const documentTitle = (kind: string) => t(`document.${kind as DocumentKind}`);

export function Loaded<T>({ of, lines = 8, children }: { of: Resource<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.state !== 'failed') return <Skeleton lines={lines} />;
  if (of.error?.problem?.error === 'sealed') return <Sealed />;
  return (
    <ErrorState title={t('failed.title')} onRetry={of.reload}>
      <p>{problemText(of.error)}</p>
    </ErrorState>
  );
}

/** The session does not hold the key: where it can be had. */
export function Sealed() {
  const operator = session.value.state === 'there' && session.value.session.role === 'operator';
  const action = (
    <LinkButton variant="primary" icon="key-round" href={operator ? '/portal/administrators' : '/portal/me'}>
      {t('sealed.go')}
    </LinkButton>
  );
  return (
    <Card>
      <EmptyState icon="lock" title={t('sealed.title')} action={action}>
        {t(operator ? 'sealed.operator' : 'sealed.text')}
      </EmptyState>
    </Card>
  );
}

/* ---- documents ---- */

function Reader({ school, document, onClose }: { school: string; document: api.EnrolmentDocument; onClose: () => void }) {
  const text = useResource((signal) => loadDocument(school, document.id, signal), [document.id]);
  return (
    <Dialog open size="l" onClose={onClose} title={documentTitle(document.kind)} class="school-reader" actions={<Button variant="primary" icon="check" onClick={onClose}>{t('document.close')}</Button>}>
      <Loaded of={text} lines={12}>
        {(data) => (
          <article class="paper-sheet" lang={data.lang}>
            <h2 class="school-reader__title">{data.title}</h2>
            {data.subtitle && <p class="school-small">{data.subtitle}</p>}
            <PaperText html={data.html} lang={data.lang} />
          </article>
        )}
      </Loaded>
    </Dialog>
  );
}

export interface DocumentListProps {
  school: string;
  documents: readonly api.EnrolmentDocument[];
  /** those that were opened to be read */
  read?: ReadonlySet<string> | undefined;
  onRead?: ((id: string) => void) | undefined;
}

/** The versions a step is about: to read here, or as PDF to print and sign. */
export function DocumentList({ school, documents, read, onRead }: DocumentListProps) {
  const [open, setOpen] = useState<api.EnrolmentDocument | undefined>();
  const print = useAction();
  const get = (document: api.EnrolmentDocument) =>
    print.run(async () => {
      try {
        await getPdf(school, document.kind, document.id);
      } catch (thrown) {
        toast(problemText(thrown), 'bad');
      }
    });
  return (
    <>
      <ul class="school-documents">
        {documents.map((document) => {
          const title = documentTitle(document.kind);
          return (
            <li key={document.id} class="school-documents__row">
              <Icon name={read?.has(document.id) ? 'circle-check' : 'file-text'} size={20} class={classes(read?.has(document.id) && 'school-documents__read')} />
              <div class="school-documents__words">
                <span class="school-documents__title">{title}</span>
                <span class="school-small">{t('document.version', { number: document.number, date: formatDate(document.effective_ms) })}</span>
              </div>
              <div class="school-documents__do">
                <Button icon="book-open" aria-label={t('document.readOf', { title })} onClick={() => setOpen(document)}>
                  {t('document.read')}
                </Button>
                <Button variant="quiet" icon="download" busy={print.busy} aria-label={t('document.pdfOf', { title })} onClick={() => void get(document)}>
                  {t('document.pdf')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      {open && (
        <Reader
          school={school}
          document={open}
          onClose={() => {
            onRead?.(open.id);
            setOpen(undefined);
          }}
        />
      )}
    </>
  );
}

/* ---- papers ---- */

function Paper({ school, paper, preview }: { school: string; paper: api.SchoolPaper; preview: boolean }) {
  const [part, setPart] = useState<number | undefined>();
  const [picture, setPicture] = useState<string | undefined>();
  const shows = preview && paper.kind !== 'pdf';
  useEffect(() => () => picture && URL.revokeObjectURL(picture), [picture]);
  useEffect(() => {
    if (!shows) return;
    const control = new AbortController();
    loadPaper(school, paper, undefined, control.signal).then(
      (blob) => !control.signal.aborted && setPicture(URL.createObjectURL(blob)),
      () => undefined,
    );
    return () => control.abort();
  }, [paper.id, shows]);
  const get = async () => {
    setPart(0);
    try {
      saveBlob(await loadPaper(school, paper, setPart), paperFile(paper));
    } catch {
      toast(t('paper.failed'), 'bad');
    }
    setPart(undefined);
  };
  const name = paperName(paper);
  return (
    <li class="school-papers__row">
      <div class="school-papers__line">
        <Icon name={paper.kind === 'pdf' ? 'file-text' : 'image'} size={20} />
        <div class="school-documents__words">
          <span class="school-documents__title">{name}</span>
          <span class="school-small">{part !== undefined && part < 1 ? t('paper.loading', { part: percent(part) }) : t('paper.facts', { size: formatBytes(paper.size), date: formatDate(paper.created_ms) })}</span>
        </div>
        <Button icon="download" busy={part !== undefined} aria-label={t('paper.getOf', { name })} onClick={() => void get()}>
          {t('paper.get')}
        </Button>
      </div>
      {picture && <img class="school-papers__picture" src={picture} alt={name} />}
    </li>
  );
}

/** `preview`: pictures are shown at once. */
export function PaperList({ school, papers, preview = false }: { school: string; papers: readonly api.SchoolPaper[]; preview?: boolean }) {
  if (papers.length === 0) return <p class="school-small">{t('papers.none')}</p>;
  return (
    <ul class="school-papers">
      {papers.map((paper) => (
        <Paper key={paper.id} school={school} paper={paper} preview={preview} />
      ))}
    </ul>
  );
}

export function ProofButton({ school }: { school: string }) {
  const action = useAction();
  const get = () =>
    action.run(async () => {
      try {
        await getPdf(school, 'nachweis');
      } catch (thrown) {
        toast(t('proof.failed', { problem: problemText(thrown) }), 'bad');
      }
    });
  return (
    <Button icon="badge-check" busy={action.busy} onClick={() => void get()}>
      {t('proof')}
    </Button>
  );
}

/** Everything that is stored about the school, to keep or to hand out. */
export function EverythingCard({ school }: { school: string }) {
  const action = useAction();
  const get = () =>
    action.run(async () => {
      try {
        await saveEverything(school);
      } catch (thrown) {
        toast(t('everything.failed', { problem: problemText(thrown) }), 'bad');
      }
    });
  return (
    <Card as="section" class="school-part" labelledBy="everything">
      <h2 class="school-part__title" id="everything">
        {t('everything.title')}
      </h2>
      <p class="school-small">{t('everything.text')}</p>
      <div class="school-buttons">
        <Button icon="file-down" busy={action.busy} onClick={() => void get()}>
          {t('everything.get')}
        </Button>
      </div>
    </Card>
  );
}

/* ---- history ---- */

const icons = { suspended: 'circle-pause', withdrawn: 'undo-2', ended: 'archive', ending: 'calendar-clock', resumed: 'play', continued: 'rotate-ccw', countersigned: 'signature', issued: 'key-round' } as const;

function entryOf(record: api.EnrolmentRecord, actions: ComponentChildren): TimelineEntry {
  const step = record.step as DidName;
  const voided = record.voided_ms !== undefined;
  const facts = [
    t('record.by', { way: t(`way.${record.way}`), who: t(`who.${record.who}`), account: record.account }),
    record.signer && t('record.signer', { name: record.signer }),
    ...record.documents.map((document) => t('record.documents', { kind: documentTitle(document.kind), number: document.number })),
    record.ends_ms !== undefined && t('record.ends', { date: formatDate(record.ends_ms) }),
    record.note && t('record.note', { note: record.note }),
    record.recorded_ms - record.at_ms > 60_000 && t('record.recorded', { date: formatDate(record.recorded_ms) }),
  ].filter(Boolean);
  return {
    key: record.id,
    when: record.way === 'paper' ? formatDate(record.at_ms) : formatDateTime(record.at_ms),
    dateTime: new Date(record.at_ms).toISOString(),
    title: voided ? <s>{t(`did.${step}`)}</s> : t(`did.${step}`),
    text: (
      <>
        <span class="school-record">{facts.join(' · ')}</span>
        {voided && <span class="school-record school-record--void">{t('record.voided', { reason: record.voided_why ?? '' })}</span>}
        {actions}
      </>
    ),
    icon: voided ? 'x' : step in icons ? icons[step as keyof typeof icons] : 'check',
    tone: voided || step === 'suspended' || step === 'withdrawn' ? 'bad' : step === 'ending' || step === 'ended' ? 'info' : 'good',
  };
}

/** What was done, newest first. */
export function History({ enrolment, actions }: { enrolment: api.Enrolment; actions?: (record: api.EnrolmentRecord) => ComponentChildren }) {
  if (enrolment.records.length === 0) return <p class="school-small">{t('records.none')}</p>;
  return <Timeline label={t('records')} entries={[...enrolment.records].reverse().map((record) => entryOf(record, actions?.(record)))} />;
}

export function ProblemNotice({ error }: { error: unknown }) {
  return error ? (
    <Notice tone="bad" live="assertive">
      <p>{problemText(error)}</p>
    </Notice>
  ) : null;
}
