// SPDX-License-Identifier: EUPL-1.2
// What is shown once and belongs on paper: a password, a recovery code, one-time codes. Printing prints this sheet alone.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button, Checkbox, toast } from '@kreide/ui';
import { PrintButton } from '@kreide/ui/office';
import { t } from '../i18n';
import './secret-sheet.css';

export interface SecretSheetProps {
  title: string;
  /** what it is for, and where to keep it */
  children: ComponentChildren;
  facts?: readonly { term: string; value: string }[] | undefined;
  codes?: readonly string[] | undefined;
  /** pressed after "I have it on paper" was ticked */
  onDone: () => void;
  done: string;
}

export function SecretSheet({ title, children, facts = [], codes = [], onDone, done }: SecretSheetProps) {
  const [kept, setKept] = useState(false);
  const [asked, setAsked] = useState(false);
  const text = [title, ...facts.map(({ term, value }) => `${term}: ${value}`), ...codes].join('\n');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(t('sheet.copied'), 'good'),
      () => toast(t('sheet.notCopied'), 'bad'),
    );
  return (
    <section class="secret-sheet" aria-label={title}>
      <h2 class="secret-sheet__title">{title}</h2>
      {children}
      {facts.length > 0 && (
        <dl class="secret-sheet__facts">
          {facts.map(({ term, value }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {codes.length > 0 && (
        <ul class="secret-sheet__codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      )}
      <div class="secret-sheet__actions">
        <PrintButton />
        <Button icon="copy" onClick={() => void copy()}>
          {t('sheet.copy')}
        </Button>
      </div>
      <div class="secret-sheet__actions">
        <Checkbox label={t('sheet.kept')} checked={kept} onChange={setKept} error={asked && !kept ? t('sheet.keepFirst') : undefined} />
        <Button variant="primary" onClick={() => (kept ? onDone() : setAsked(true))}>
          {done}
        </Button>
      </div>
    </section>
  );
}
