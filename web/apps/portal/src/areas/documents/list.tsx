// SPDX-License-Identifier: EUPL-1.2
// All documents: to the operator with their state, to a school as files with its own name in them.
import { Badge, Button, Card, ErrorState, Icon, Notice, Skeleton, formatDate, formatDay, toast } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { session } from '../../session';
import { Page } from '../../shell/page';
import { byLanguage, getPdf, groups, sinceText } from './data';
import { t } from './i18n';
import './documents.css';

const load = (signal: AbortSignal) => call<api.Documents>({ method: 'GET', path: '/documents', answer: 'documents', signal });

function State({ document }: { document: api.Document }) {
  return (
    <span class="documents__badges">
      {document.draft && (
        <Badge tone="want" icon="file-pen">
          {t('state.draft')}
        </Badge>
      )}
      {document.planned && (
        <Badge tone="info" icon="calendar-clock">
          {t('state.planned', { date: formatDay(document.planned.effective_ms) })}
        </Badge>
      )}
      {document.blanks > 0 && <Badge>{t('blanks', { count: document.blanks })}</Badge>}
    </span>
  );
}

function Group({ group, documents }: { group: (typeof groups)[number]; documents: readonly api.Document[] }) {
  const id = `documents-${group}`;
  return (
    <Card as="section" class="documents" labelledBy={id}>
      <h2 class="documents__title" id={id}>
        {t(`group.${group}`)}
      </h2>
      <p class="documents__text">{t(`group.${group}.text`)}</p>
      <ul class="documents__list">
        {documents.map((document) => (
          <li key={`${document.kind} ${document.lang}`} class="documents__row">
            <Icon name={document.group === 'page' ? 'globe' : document.group === 'block' ? 'puzzle' : 'file-text'} size={20} />
            <a class="documents__name" href={`/portal/documents/${segment(document.kind)}?lang=${document.lang}`} lang={document.lang}>
              {document.title}
              {document.short_title && document.short_title !== document.title && <span class="documents__short">{document.short_title}</span>}
            </a>
            <span class="documents__lang">{t(`lang.${document.lang === 'en' ? 'en' : 'de'}`)}</span>
            <span class="documents__now">{document.now ? sinceText(document.now) : t('version.none')}</span>
            <State document={document} />
            <Icon name="chevron-right" size={18} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function OperatorList({ documents }: { documents: readonly api.Document[] }) {
  const waiting = documents.filter((each) => each.blanks > 0).length;
  return (
    <>
      {waiting > 0 && <Notice tone="want">{t('list.wait', { count: waiting })}</Notice>}
      {groups.map((group) => (
        <Group key={group} group={group} documents={documents.filter((each) => each.group === group)} />
      ))}
    </>
  );
}

function Paper({ document }: { document: api.Document }) {
  const action = useAction();
  const get = () =>
    action.run(async () => {
      try {
        await getPdf({ method: 'GET', path: `/documents/${segment(document.kind)}/pdf`, query: { lang: document.lang } }, `${document.kind}.pdf`);
      } catch (thrown) {
        toast(t('pdf.failed', { problem: problemText(thrown) }), 'bad');
      }
    });
  return (
    <li class="documents__paper">
      <span class="documents__mark" aria-hidden="true">
        <Icon name="file-text" size={20} />
      </span>
      <div class="documents__words">
        <h3 class="documents__paper-title" lang={document.lang}>
          {document.title}
        </h3>
        <p class="documents__facts">
          {document.now && <span>{`${t('version.of', { number: document.now.number })}, ${t('version.since', { date: formatDate(document.now.effective_ms) })}`}</span>}
          {document.filled && <Badge tone="good">{t('school.filled')}</Badge>}
        </p>
      </div>
      <Button icon="download" busy={action.busy} onClick={() => void get()} aria-label={t('school.pdfOf', { title: document.title })}>
        {t('school.pdf')}
      </Button>
    </li>
  );
}

function SchoolList({ documents }: { documents: readonly api.Document[] }) {
  return (
    <>
      {(['contract', 'privacy'] as const).map((group) => (
        <Card key={group} as="section" class="documents" labelledBy={`papers-${group}`}>
          <h2 class="documents__title" id={`papers-${group}`}>
            {t(`group.${group}`)}
          </h2>
          <ul class="documents__list">
            {byLanguage(documents.filter((each) => each.group === group)).map((document) => (
              <Paper key={`${document.kind} ${document.lang}`} document={document} />
            ))}
          </ul>
        </Card>
      ))}
    </>
  );
}

export default function Documents() {
  const documents = useResource(load);
  const now = session.value;
  const operator = now.state === 'there' && now.session.role === 'operator';
  const List = operator ? OperatorList : SchoolList;
  return (
    <Page title={t('list.title')} lead={t(operator ? 'list.lead' : 'list.leadSchool')}>
      {documents.data ? (
        <List documents={documents.data.documents} />
      ) : documents.state === 'failed' ? (
        <ErrorState title={t('list.failed')} onRetry={documents.reload}>
          <p>{problemText(documents.error)}</p>
        </ErrorState>
      ) : (
        <Skeleton lines={8} />
      )}
    </Page>
  );
}
