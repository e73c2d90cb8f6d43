// SPDX-License-Identifier: EUPL-1.2
import { formatDate, language } from '@kreide/ui';
import { call } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { PaperText } from '../../paper/paper-text';

export function useNews() {
  const lang = language.value;
  return useResource((signal) => call<api.News>({ method: 'GET', path: '/service/news', query: { lang }, answer: 'news', signal }), [lang]);
}

export function NewsEntry({ entry }: { entry: api.NewsEntry }) {
  return (
    <article class="news-entry">
      <time class="news-entry__day" dateTime={new Date(entry.at_ms).toISOString()}>
        {formatDate(entry.at_ms)}
      </time>
      <h2 class="news-entry__title">{entry.title}</h2>
      <PaperText html={entry.html} lang={entry.lang} />
    </article>
  );
}
