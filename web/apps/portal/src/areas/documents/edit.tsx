// SPDX-License-Identifier: EUPL-1.2
// The editor of a document: the text at the left, how it will look at the right, what is wrong below.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Button, ConfirmDialog, ErrorState, IconButton, Notice, Skeleton, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { PageProps } from '../../area';
import { problemText } from '../../problems';
import { navigate, place } from '../../router';
import { Page } from '../../shell/page';
import { useUnsaved } from '../../unsaved';
import { getPdf, loadSource, loadVersions, textLanguage } from './data';
import { Faults, Help, Sheet, useEditorPreview } from './editor-parts';
import { PublishDialog } from './publish';
import { SourceField } from './source-field';
import { t } from './i18n';
import './documents.css';

interface Opened {
  document: api.Document | undefined;
  source: string;
  /** hash of the draft, '' if there is none yet */
  base: string;
}

/* the draft, or else the text in force, or that of the other language as a beginning */
async function open(kind: string, lang: 'de' | 'en', signal: AbortSignal): Promise<Opened> {
  const found = await loadVersions(kind, lang, signal).catch(() => undefined);
  const from = found?.document.draft ?? found?.document.planned ?? found?.document.now;
  if (found && from) {
    const text = await loadSource(kind, from.id, lang, signal);
    return { document: found.document, source: text.source, base: found.document.draft?.sha256 ?? '' };
  }
  const german = await loadVersions(kind, 'de', signal);
  const text = german.document.now ? (await loadSource(kind, german.document.now.id, 'de', signal)).source : '';
  return { document: undefined, source: text.replace(/^lang: de$/m, `lang: ${lang}`), base: '' };
}

function Editor({ kind, lang, opened }: { kind: string; lang: 'de' | 'en'; opened: Opened }) {
  const [source, setSource] = useState(opened.source);
  const [saved, setSaved] = useState(opened.source);
  const [base, setBase] = useState(opened.base);
  const [asked, setAsked] = useState<'publish' | 'drop' | 'help' | undefined>();
  const field = useRef<HTMLTextAreaElement>(null);
  const preview = useEditorPreview(kind, lang, source);
  const save = useAction();
  const drop = useAction();
  const pdf = useAction();
  const dirty = source !== saved;
  useUnsaved(dirty);
  const here = `/portal/documents/${segment(kind)}`;

  const keep = useCallback(
    (over?: string) =>
      save.run(async () => {
        const body = { lang, source, base: over ?? base };
        const answer = await call<api.DocumentSaved>({ method: 'PUT', path: `/documents/${segment(kind)}/draft`, body: ['document_save', body], answer: 'document_saved' });
        setSaved(source);
        setBase(answer.version.sha256);
        toast(t('edit.saved'));
      }),
    [kind, lang, source, base],
  );
  /* somebody else's draft is there: its hash becomes the one that is written over */
  const overwrite = async () => {
    const now = await loadVersions(kind, lang, new AbortController().signal).catch(() => undefined);
    await keep(now?.document.draft?.sha256 ?? '');
  };
  const publish = async () => {
    if ((dirty || base === '') && !(await keep())) return;
    setAsked('publish');
  };
  const throwAway = async () => {
    const done = await drop.run(() => call<void>({ method: 'DELETE', path: `/documents/${segment(kind)}/draft`, query: { lang } }));
    if (!done) return;
    setSaved(source);
    toast(t('edit.dropped'));
    setTimeout(() => navigate(`${here}?lang=${lang}`));
  };
  const showPdf = () =>
    pdf.run(async () => {
      try {
        await getPdf({ method: 'POST', path: `/documents/${segment(kind)}/preview-pdf`, body: ['document_try', { lang, source }] }, `${kind}.pdf`);
      } catch (thrown) {
        toast(t('pdf.failed', { problem: problemText(thrown) }), 'bad');
      }
    });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      void keep();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [keep]);

  const faults = preview.faults;
  return (
    <>
      {save.error?.failure === 'conflict' && (
        <Notice tone="bad" live="assertive" action={<Button onClick={() => void overwrite()}>{t('edit.overwrite')}</Button>}>
          <p>{t('edit.changed')}</p>
        </Notice>
      )}
      {save.error && save.error.failure !== 'conflict' && (
        <Notice tone="bad" live="assertive">
          <p>{problemText(save.error)}</p>
        </Notice>
      )}
      <div class="editor">
        <section class="editor__side" aria-labelledby="editor-source">
          <div class="editor__bar">
            <h2 class="documents__title" id="editor-source">
              {t('edit.source')}
            </h2>
            <IconButton icon="circle-question-mark" label={t('edit.help')} aria-expanded={asked === 'help' ? 'true' : 'false'} onClick={() => setAsked(asked === 'help' ? undefined : 'help')} />
          </div>
          {asked === 'help' && <Help />}
          <SourceField label={t('edit.source')} value={source} onInput={setSource} faults={faults} fieldRef={field} lang={lang} />
          <Faults faults={faults} blanks={preview.blanks} field={field} source={source} />
        </section>
        <div class="editor__side">
          <div class="editor__bar">
            <h2 class="documents__title">
              {t('edit.preview')}
            </h2>
            <Button variant="quiet" icon="file-text" busy={pdf.busy} disabled={faults.length > 0} onClick={() => void showPdf()}>
              {t('edit.pdf')}
            </Button>
          </div>
          <Sheet preview={preview} lang={lang} />
        </div>
      </div>
      <div class="editor__foot">
        {base !== '' && (
          <Button variant="quiet" icon="trash-2" onClick={() => setAsked('drop')}>
            {t('edit.drop')}
          </Button>
        )}
        <span class="editor__gap" />
        <Button icon="save" busy={save.busy} aria-disabled={dirty || base === '' ? undefined : 'true'} onClick={() => (dirty || base === '') && void keep()}>
          {t('edit.save')}
        </Button>
        <Button variant="primary" icon="stamp" aria-disabled={faults.length > 0 ? 'true' : undefined} onClick={() => faults.length === 0 && void publish()}>
          {t('edit.publish')}
        </Button>
      </div>
      {asked === 'publish' && (
        <PublishDialog
          kind={kind}
          lang={lang}
          sha256={base}
          source={saved}
          document={opened.document}
          blanks={preview.blanks}
          onClose={() => setAsked(undefined)}
          onDone={(version) => {
            toast(t('publish.done', { number: version.number }));
            setTimeout(() => navigate(`${here}?lang=${lang}`));
          }}
        />
      )}
      <ConfirmDialog
        open={asked === 'drop'}
        onClose={() => setAsked(undefined)}
        title={t('edit.dropTitle')}
        confirm={t('edit.drop')}
        danger
        busy={drop.busy}
        problem={drop.error && problemText(drop.error)}
        onConfirm={() => void throwAway()}
      >
        <p>{t('edit.dropText')}</p>
      </ConfirmDialog>
    </>
  );
}

export default function Edit({ params }: PageProps<'kind'>) {
  const lang = textLanguage(place.value.query);
  const { kind } = params;
  const opened = useResource((signal) => open(kind, lang, signal), [kind, lang]);
  const title = opened.data?.document?.title ?? kind;
  return (
    <Page title={t('edit.title', { title })} lead={t('edit.lead')} up={{ href: `/portal/documents/${segment(kind)}?lang=${lang}`, text: title }} class="editor-page">
      {opened.state === 'there' && opened.data ? (
        <Editor key={`${kind} ${lang}`} kind={kind} lang={lang} opened={opened.data} />
      ) : opened.state === 'failed' ? (
        <ErrorState title={t('list.failed')} onRetry={opened.reload}>
          <p>{problemText(opened.error)}</p>
        </ErrorState>
      ) : (
        <Skeleton lines={10} />
      )}
    </Page>
  );
}
