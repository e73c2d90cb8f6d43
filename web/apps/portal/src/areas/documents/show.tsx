// SPDX-License-Identifier: EUPL-1.2
// One document: its versions, what differs between two of them, and the way to edit it.
import { useState } from 'preact/hooks';
import { Badge, Button, Card, ConfirmDialog, ErrorState, LinkButton, Select, Skeleton, formatDate, formatDateTime, toast } from '@kreide/ui';
import { DiffView, PageTabs } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import type { PageProps } from '../../area';
import { problemText } from '../../problems';
import { place } from '../../router';
import { Page } from '../../shell/page';
import { getPdf, loadSource, loadVersions, textLanguage } from './data';
import { t } from './i18n';
import './documents.css';

const tones = { draft: 'want', planned: 'info', in_force: 'good', past: 'neutral' } as const;

function stateText(version: api.DocumentVersion): string {
  return version.state === 'planned' ? t('state.planned', { date: formatDate(version.effective_ms) }) : t(`state.${version.state}`);
}

function VersionRow({ kind, version, onChanged }: { kind: string; version: api.DocumentVersion; onChanged: () => void }) {
  const [asking, setAsking] = useState(false);
  const pdf = useAction();
  const withdraw = useAction();
  const get = () =>
    pdf.run(async () => {
      try {
        await getPdf({ method: 'GET', path: `/documents/${segment(kind)}/pdf`, query: { version: version.id } }, `${kind}-${version.number}.pdf`);
      } catch (thrown) {
        toast(t('pdf.failed', { problem: problemText(thrown) }), 'bad');
      }
    });
  const takeBack = async () => {
    const done = await withdraw.run(() => call<void>({ method: 'DELETE', path: `/documents/${segment(kind)}/versions/${segment(version.id)}` }));
    if (!done) return;
    setAsking(false);
    toast(t('show.withdrawn'));
    onChanged();
  };
  return (
    <li class="versions__row" data-state={version.state}>
      <div class="versions__words">
        <p class="versions__name">
          {version.number === 0 ? t('state.draft') : t('version.of', { number: version.number })}
          <Badge tone={tones[version.state]}>{stateText(version)}</Badge>
        </p>
        <p class="documents__facts">
          <span>{version.number === 0 ? formatDateTime(version.created_ms) : t(version.state === 'planned' ? 'version.from' : 'version.since', { date: formatDate(version.effective_ms) })}</span>
          <span>{version.author ? t('show.by', { author: version.author }) : t('show.delivered')}</span>
          {version.accept_until_ms > 0 && <span>{t('accept.until', { date: formatDate(version.accept_until_ms) })}</span>}
          <span class="versions__hash" title={version.sha256}>
            {t('show.hash', { hash: version.sha256.slice(0, 12) })}
          </span>
        </p>
      </div>
      <div class="versions__actions">
        {version.state === 'planned' && (
          <Button variant="quiet" icon="rotate-ccw" onClick={() => setAsking(true)}>
            {t('show.withdraw')}
          </Button>
        )}
        <Button variant="quiet" icon="download" busy={pdf.busy} onClick={() => void get()} aria-label={t('show.pdfOf', { number: version.number })}>
          {t('show.pdf')}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('show.withdrawTitle')}
        confirm={t('show.withdraw')}
        danger
        busy={withdraw.busy}
        problem={withdraw.error && problemText(withdraw.error)}
        onConfirm={() => void takeBack()}
      >
        <p>{t('show.withdrawText', { number: version.number })}</p>
      </ConfirmDialog>
    </li>
  );
}

function Compare({ kind, lang, versions }: { kind: string; lang: string; versions: readonly api.DocumentVersion[] }) {
  const choices = [
    ...versions.map((version) => ({ value: version.id, label: version.number === 0 ? t('state.draft') : `${t('version.of', { number: version.number })} (${stateText(version)})` })),
    { value: 'delivered', label: t('show.deliveredText') },
  ];
  const [after, setAfter] = useState(choices[0]?.value ?? 'delivered');
  const [before, setBefore] = useState(choices[1]?.value ?? 'delivered');
  const texts = useResource(
    async (signal) => {
      const [one, other] = await Promise.all([loadSource(kind, before, lang, signal), loadSource(kind, after, lang, signal)]);
      return { before: one.source, after: other.source };
    },
    [kind, lang, before, after],
  );
  return (
    <Card as="section" class="documents" labelledBy="compare">
      <h2 class="documents__title" id="compare">
        {t('show.compare')}
      </h2>
      <div class="compare__choices">
        <Select label={t('show.before')} value={before} options={choices} onChange={setBefore} />
        <Select label={t('show.after')} value={after} options={choices} onChange={setAfter} />
      </div>
      {texts.data ? (
        <DiffView label={t('show.compareText')} before={texts.data.before} after={texts.data.after} />
      ) : texts.state === 'failed' ? (
        <p>{problemText(texts.error)}</p>
      ) : (
        <Skeleton lines={4} />
      )}
    </Card>
  );
}

export default function Show({ params }: PageProps<'kind'>) {
  const lang = textLanguage(place.value.query);
  const { kind } = params;
  const shown = useResource((signal) => loadVersions(kind, lang, signal), [kind, lang]);
  const document = shown.data?.document;
  const fits = document?.lang === lang;
  return (
    <Page
      title={document?.title ?? kind}
      up={{ href: '/portal/documents', text: t('show.up') }}
      lead={document && document.accept !== 'none' ? t(`accept.${document.accept}`) : undefined}
      actions={
        document && (
          <LinkButton variant="primary" icon="file-pen" href={`/portal/documents/${segment(kind)}/edit?lang=${lang}`}>
            {document.draft ? t('show.goOn') : t('show.edit')}
          </LinkButton>
        )
      }
    >
      <PageTabs
        label={t('lang.choose')}
        tabs={(['de', 'en'] as const).map((each) => ({ href: `/portal/documents/${segment(kind)}?lang=${each}`, text: t(`lang.${each}`), current: each === lang }))}
      />
      {shown.data && fits ? (
        <>
          <Card as="section" class="documents" labelledBy="versions">
            <h2 class="documents__title" id="versions">
              {t('show.versions')}
            </h2>
            <ul class="documents__list">
              {shown.data.versions.map((version) => (
                <VersionRow key={version.id} kind={kind} version={version} onChanged={shown.reload} />
              ))}
            </ul>
          </Card>
          <Compare key={`${lang} ${shown.data.versions[0]?.id ?? ''}`} kind={kind} lang={lang} versions={shown.data.versions} />
        </>
      ) : shown.state === 'failed' ? (
        shown.error?.failure === 'not_found' && lang === 'en' ? (
          <Card class="documents">
            <p>{t('version.none')}</p>
            <LinkButton icon="file-plus" href={`/portal/documents/${segment(kind)}/edit?lang=en`} class="documents__start">
              {t('show.edit')}
            </LinkButton>
          </Card>
        ) : (
          <ErrorState title={t('list.failed')} onRetry={shown.reload}>
            <p>{problemText(shown.error)}</p>
          </ErrorState>
        )
      ) : (
        <Skeleton lines={6} />
      )}
    </Page>
  );
}
