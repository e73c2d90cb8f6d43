// SPDX-License-Identifier: EUPL-1.2
// Around the editor's text: the preview that follows it, the list of faults, and what may be written.
import { useEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { Icon, Skeleton } from '@kreide/ui';
import { InlineNotice } from '@kreide/ui/office';
import { asApiError, call, segment, type ApiError } from '@kreide/api';
import type { api } from '@kreide/protocol';
import { PaperText } from '../../paper/paper-text';
import { problemText } from '../../problems';
import { faultText } from './data';
import { t } from './i18n';

const pauseMs = 400;

export interface EditorPreview {
  /** the last text that had no faults; undefined before the first answer */
  page: api.DocumentPreview | undefined;
  faults: readonly api.DocumentFault[];
  blanks: number;
  waiting: boolean;
  error: ApiError | undefined;
}

/** Asks the server how the text looks, a moment after the last key. */
export function useEditorPreview(kind: string, lang: string, source: string): EditorPreview {
  const [held, setHeld] = useState<EditorPreview>({ page: undefined, faults: [], blanks: 0, waiting: true, error: undefined });
  useEffect(() => {
    const control = new AbortController();
    setHeld((now) => ({ ...now, waiting: true }));
    const ask = async () => {
      try {
        const body = ['document_try', { lang, source }] as const;
        const page = await call<api.DocumentPreview>({ method: 'POST', path: `/documents/${segment(kind)}/preview`, body, answer: 'document_preview', signal: control.signal });
        if (control.signal.aborted) return;
        setHeld((now) => ({ page: page.faults.length > 0 ? now.page : page, faults: page.faults, blanks: page.blanks, waiting: false, error: undefined }));
      } catch (thrown) {
        const error = asApiError(thrown);
        if (!control.signal.aborted) setHeld((now) => ({ ...now, waiting: false, error }));
      }
    };
    const timer = setTimeout(() => void ask(), held.page ? pauseMs : 0);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [kind, lang, source]);
  return held;
}

/** The paper as it will look, with an example of a school in it. */
export function Sheet({ preview, lang }: { preview: EditorPreview; lang: string }) {
  const { page, faults, waiting, error } = preview;
  return (
    <>
      {error && <InlineNotice tone="bad">{t('edit.previewFailed', { problem: problemText(error) })}</InlineNotice>}
      {faults.length > 0 && <InlineNotice tone="info">{t('edit.previewNot')}</InlineNotice>}
      <div class="editor__desk" data-stale={waiting || faults.length > 0 || undefined} tabIndex={0} role="region" aria-label={t('edit.preview')} aria-busy={waiting ? 'true' : undefined}>
        {page ? (
          <article class="paper-sheet" lang={lang}>
            <header class="paper-sheet__head">
              <p class="paper-sheet__title">{page.title}</p>
              {page.subtitle && <p class="paper-sheet__subtitle">{page.subtitle}</p>}
            </header>
            <PaperText html={page.html} />
          </article>
        ) : (
          <Skeleton lines={8} label={t('edit.previewWait')} />
        )}
      </div>
    </>
  );
}

/* puts the cursor at the beginning of a line, in sight */
function goTo(field: HTMLTextAreaElement | null, source: string, line: number): void {
  if (!field) return;
  const lines = source.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  field.scrollTop = Math.max(0, ((line - 1) / lines.length) * field.scrollHeight - field.clientHeight / 3);
}

export function Faults({ faults, blanks, field, source }: { faults: readonly api.DocumentFault[]; blanks: number; field: RefObject<HTMLTextAreaElement | null>; source: string }) {
  return (
    <div class="faults" id="editor-faults" role="status">
      {faults.length === 0 ? (
        <p class="faults__head" data-good>
          <Icon name="circle-check" size={18} />
          {t('edit.noFaults')}
          {blanks > 0 && <span class="faults__blanks">{t('blanks', { count: blanks })}</span>}
        </p>
      ) : (
        <>
          <p class="faults__head">
            <Icon name="circle-alert" size={18} />
            {t('edit.faults', { count: faults.length })}
          </p>
          <ul class="faults__list">
            {faults.map((fault, index) => (
              <li key={index}>
                {fault.line > 0 ? (
                  <button type="button" class="faults__go" onClick={() => goTo(field.current, source, fault.line)}>
                    <span class="faults__line">{t('edit.line', { line: fault.line })}</span>
                    {faultText(fault)}
                  </button>
                ) : (
                  <span class="faults__go">{faultText(fault)}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const signs = [
  ['# Eins   ## Zwei   ### Drei', 'help.heading'],
  ['**fett** *kursiv*', 'help.bold'],
  ['- Punkt', 'help.list'],
  ['1. Absatz', 'help.clause'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'help.table'],
  ['> Hinweis', 'help.note'],
  ['[[sign: Ort, Datum | Unterschrift]]', 'help.sign'],
  ['[[line: Name]]   [[box: Ja]]', 'help.line'],
  ['{{operator.name}}   {{school.name}}', 'help.value'],
  ['{{?operator.site}} … {{/}}', 'help.if'],
  ['{{>absatz-einwilligung}}', 'help.include'],
  ['[eintragen: Datum]', 'help.blank'],
  ['[[page]]', 'help.page'],
] as const;

export function Help() {
  return (
    <dl class="signs">
      {signs.map(([sign, text]) => (
        <div key={sign} class="signs__row">
          <dt>
            <code>{sign}</code>
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  );
}
