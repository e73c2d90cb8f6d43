// SPDX-License-Identifier: EUPL-1.2
// Documents to download: what they are for, their version, and the file.
import { Badge, Button, Icon, formatDate, language, toast } from '@kreide/ui';
import { download, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { t } from './i18n';

function Paper({ paper, number }: { paper: api.ServiceDocument; number: number | undefined }) {
  const action = useAction();
  const get = async () => {
    const work = () => download({ method: 'GET', path: `/service/documents/${segment(paper.kind)}`, query: { lang: paper.lang } }, `${paper.kind}.pdf`);
    await action.run(() =>
      work().catch((thrown: unknown) => {
        toast(t('documents.failed', { problem: problemText(thrown) }), 'bad');
        throw thrown;
      }),
    );
  };
  const accept = paper.accept === 'none' ? undefined : t(`accept.${paper.accept}`);
  return (
    <li class="paper-row">
      <span class="paper-row__mark" aria-hidden="true">
        {number ?? <Icon name="file-text" size={20} />}
      </span>
      <div class="paper-row__words">
        <h3 class="paper-row__title" lang={paper.lang}>
          {paper.title}
        </h3>
        {paper.subtitle && (
          <p class="paper-row__subtitle" lang={paper.lang}>
            {paper.subtitle}
          </p>
        )}
        <p class="paper-row__facts">
          <span>{t('documents.version', { number: paper.number, date: formatDate(paper.effective_ms) })}</span>
          {accept && <Badge>{accept}</Badge>}
          {paper.lang !== language.value && <Badge>{t('documents.german')}</Badge>}
          {paper.planned_ms !== undefined && (
            <Badge tone="info" icon="calendar-clock">
              {t('documents.planned', { date: formatDate(paper.planned_ms) })}
            </Badge>
          )}
        </p>
      </div>
      <Button icon="download" busy={action.busy} onClick={() => void get()} aria-label={t('documents.downloadOf', { title: paper.title })}>
        {t('documents.download')}
      </Button>
    </li>
  );
}

/* the step of taking part in which a document is needed */
const stepOf = { none: undefined, known: 1, accepted: 2, signed: 3, received: 4 } as const;

/** `numbered`: with the step in which they are needed. */
export function PaperList({ papers, numbered }: { papers: readonly api.ServiceDocument[]; numbered?: boolean }) {
  return (
    <ul class="paper-list">
      {papers.map((paper) => (
        <Paper key={paper.kind} paper={paper} number={numbered ? stepOf[paper.accept] : undefined} />
      ))}
    </ul>
  );
}
