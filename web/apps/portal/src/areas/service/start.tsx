// SPDX-License-Identifier: EUPL-1.2
import { Card, LinkButton, Notice, formatDate } from '@kreide/ui';
import { FactList } from '@kreide/ui/office';
import type { api } from '@kreide/protocol';
import { PaperText } from '../../paper/paper-text';
import { Page } from '../../shell/page';
import { useNews } from './news-list';
import { Loaded, usePageText, useService } from './service';
import { t } from './i18n';

function NewsCard() {
  const entries = useNews().data?.news.slice(0, 3) ?? [];
  if (entries.length === 0) return null;
  return (
    <Card as="section" class="service-group" labelledBy="news">
      <h2 class="service-group__title" id="news">
        {t('start.news')}
      </h2>
      <ul class="news-brief">
        {entries.map((entry) => (
          <li key={entry.id}>
            <a href="/service/news" class="news-brief__link" lang={entry.lang}>
              {entry.title}
            </a>
            <time class="news-brief__day" dateTime={new Date(entry.at_ms).toISOString()}>
              {formatDate(entry.at_ms)}
            </time>
          </li>
        ))}
      </ul>
      <a class="service-more" href="/service/news">
        {t('start.allNews')}
      </a>
    </Card>
  );
}

function ContactCard({ service }: { service: api.Service }) {
  const facts = [
    { term: t('contact.address'), value: <span class="service-lines">{`${service.name}\n${service.address}`}</span> },
    { term: t('contact.phone'), value: <a href={`tel:${service.phone.replace(/[^+\d]/g, '')}`}>{service.phone}</a> },
    { term: t('contact.mail'), value: <a href={`mailto:${service.mail}`}>{service.mail}</a> },
    { term: t('contact.site'), value: <a href={service.site}>{service.site.replace(/^https?:\/\//, '')}</a> },
  ].filter((_, index) => [service.address, service.phone, service.mail, service.site][index]);
  return (
    <Card as="section" class="service-group" labelledBy="contact">
      <h2 class="service-group__title" id="contact">
        {t('start.contact')}
      </h2>
      <FactList facts={facts} />
    </Card>
  );
}

function PapersCard({ service }: { service: api.Service }) {
  return (
    <Card as="section" class="service-group" labelledBy="papers">
      <h2 class="service-group__title" id="papers">
        {t('start.papers')}
      </h2>
      <ul class="news-brief">
        {service.documents.slice(0, 4).map((each) => (
          <li key={each.kind}>
            <a class="news-brief__link" href="/service/documents" lang={each.lang}>
              {each.title}
            </a>
          </li>
        ))}
      </ul>
      <a class="service-more" href="/service/documents">
        {t('start.allPapers')}
      </a>
    </Card>
  );
}

/* the way in, drawn on the board */
function Board() {
  return (
    <section class="service-board" data-surface="board" aria-labelledby="steps">
      <h2 class="service-board__title" id="steps">
        {t('start.steps')}
      </h2>
      <ol class="service-board__steps">
        {([1, 2, 3, 4, 5] as const).map((step) => (
          <li key={step} class="service-board__step">
            <span class="service-board__number" aria-hidden="true">
              {step}
            </span>
            {t(`step.${step}`)}
          </li>
        ))}
      </ol>
    </section>
  );
}

export default function Start() {
  const service = useService();
  const text = usePageText('start');
  const now = service.data;
  return (
    <div class="service-start">
      {now && now.status !== 'good' && (
        <Notice tone={now.status === 'trouble' ? 'bad' : 'info'} title={t(`status.${now.status}`)}>
          {now.status_text && <p>{now.status_text}</p>}
        </Notice>
      )}
      <div class="service-hero">
        <Page title={text.data?.title ?? now?.name ?? t('start.take')} lead={text.data?.subtitle || undefined} class="service-hero__words">
          <div class="service-start__ways">
            <LinkButton href="/service/take-part" variant="primary" size="l" iconEnd="arrow-right">
              {t('start.take')}
            </LinkButton>
            <LinkButton href="/" size="l">
              {t('start.join')}
            </LinkButton>
          </div>
        </Page>
        <Board />
      </div>
      <div class="service-columns">
        <Loaded of={text} lines={12}>
          {(data) => (
            <article class="service-text">
              <PaperText html={data.html} lang={data.lang} />
            </article>
          )}
        </Loaded>
        <div class="service-side">
          <NewsCard />
          {now && <PapersCard service={now} />}
          {now && <ContactCard service={now} />}
        </div>
      </div>
    </div>
  );
}
