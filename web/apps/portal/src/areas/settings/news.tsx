// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Badge, Button, Card, ConfirmDialog, Dialog, EmptyState, IconButton, Notice, Select, TextField, formatDate, toast } from '@kreide/ui';
import { DateField, TextArea } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { PaperText } from '../../paper/paper-text';
import { problemText } from '../../problems';
import { dayMs, dayText } from '../documents/data';
import { Loaded, SettingsPage } from './frame';
import { headingOf, sourceOf, textOf } from './news-source';
import { t } from './i18n';

function EntryDialog({ entry, onClose, onDone }: { entry: api.NewsEntry | undefined; onClose: () => void; onDone: () => void }) {
  const [heading, setHeading] = useState(entry ? headingOf(entry.source) : '');
  const [text, setText] = useState(entry ? textOf(entry.source) : '');
  const [lang, setLang] = useState(entry?.lang ?? 'de');
  const [day, setDay] = useState(entry ? dayText(entry.at_ms) : '');
  const [tried, setTried] = useState(false);
  const action = useAction();
  const dayWrong = day !== '' && Number.isNaN(dayMs(day));
  const unchanged = entry !== undefined && day === dayText(entry.at_ms);
  const save = async () => {
    setTried(true);
    if (!heading.trim() || !text.trim() || dayWrong) return;
    const atMs = unchanged ? entry.at_ms : day === '' ? 0 : dayMs(day);
    const body = ['news_write', { lang, at_ms: atMs, source: sourceOf(heading, text, lang) }] as const;
    const done = await action.run(() =>
      entry
        ? call<void>({ method: 'PUT', path: `/news/${segment(entry.id)}`, body })
        : call<void>({ method: 'POST', path: '/news', body }),
    );
    if (!done) return;
    toast(t('saved'));
    onDone();
  };
  return (
    <Dialog
      open
      size="l"
      onClose={onClose}
      title={t(entry ? 'news.change' : 'news.new')}
      actions={
        <Button variant="primary" icon="save" busy={action.busy} onClick={() => void save()}>
          {t('save')}
        </Button>
      }
    >
      <div class="news-form">
        {action.error && (
          <Notice tone="bad" live="assertive">
            <p>{problemText(action.error)}</p>
          </Notice>
        )}
        <TextField label={t('news.heading')} value={heading} onInput={setHeading} autocomplete="off" maxLength={120} error={tried && !heading.trim() ? t('news.missing') : undefined} />
        <TextArea label={t('news.text')} hint={t('news.textHint')} value={text} onInput={setText} rows={7} max={6000} error={tried && !text.trim() ? t('news.missing') : undefined} />
        <div class="news-form__row">
          <Select label={t('news.lang')} value={lang} options={(['de', 'en'] as const).map((each) => ({ value: each, label: t(`lang.${each}`) }))} onChange={setLang} />
          <DateField label={t('news.day')} hint={t('news.dayHint')} value={day} onInput={setDay} error={tried && dayWrong ? t('news.dayWrong') : undefined} />
        </div>
      </div>
    </Dialog>
  );
}

function Entry({ entry, onEdit, onDeleted }: { entry: api.NewsEntry; onEdit: () => void; onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  const action = useAction();
  const remove = async () => {
    if (!(await action.run(() => call<void>({ method: 'DELETE', path: `/news/${segment(entry.id)}` })))) return;
    setAsking(false);
    toast(t('news.deleted'));
    onDeleted();
  };
  return (
    <Card as="li" class="news-item">
      <header class="news-item__head">
        <div>
          <h2 class="news-item__title" lang={entry.lang}>
            {entry.title}
          </h2>
          <p class="news-item__facts">
            {entry.at_ms > Date.now() ? <Badge tone="info">{t('news.later', { date: formatDate(entry.at_ms) })}</Badge> : formatDate(entry.at_ms)}
            <span>{t(entry.lang === 'en' ? 'lang.en' : 'lang.de')}</span>
          </p>
        </div>
        <div class="news-item__buttons">
          <IconButton icon="pencil" label={t('news.editOf', { title: entry.title })} onClick={onEdit} />
          <IconButton icon="trash-2" label={t('news.deleteOf', { title: entry.title })} onClick={() => setAsking(true)} />
        </div>
      </header>
      <PaperText html={entry.html} lang={entry.lang} />
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={t('news.deleteTitle')} confirm={t('news.delete')} danger busy={action.busy} problem={action.error && problemText(action.error)} onConfirm={() => void remove()}>
        <p>{t('news.deleteText', { title: entry.title })}</p>
      </ConfirmDialog>
    </Card>
  );
}

export default function News() {
  const news = useResource((signal) => call<api.News>({ method: 'GET', path: '/news', answer: 'news', signal }));
  const [edited, setEdited] = useState<api.NewsEntry | 'new' | undefined>();
  return (
    <SettingsPage
      tab="news"
      lead={t('news.lead')}
      actions={
        <Button variant="primary" icon="plus" onClick={() => setEdited('new')}>
          {t('news.add')}
        </Button>
      }
    >
      <Loaded of={news}>
        {({ news: entries }) =>
          entries.length > 0 ? (
            <ul class="news-items">
              {entries.map((entry) => (
                <Entry key={entry.id} entry={entry} onEdit={() => setEdited(entry)} onDeleted={news.reload} />
              ))}
            </ul>
          ) : (
            <EmptyState icon="newspaper" title={t('news.empty')}>
              <p>{t('news.emptyText')}</p>
            </EmptyState>
          )
        }
      </Loaded>
      {edited && (
        <EntryDialog
          entry={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onDone={() => {
            setEdited(undefined);
            news.reload();
          }}
        />
      )}
    </SettingsPage>
  );
}
