// SPDX-License-Identifier: EUPL-1.2
import type { ChatLine } from '@kreide/client';
import { fitText } from '@kreide/protocol';
import { announce, Button, classes, formatTime, Icon, IconButton, personColour } from '@kreide/ui';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/meeting';
import { useHere, type Here } from './here';
import { KnockList } from './knocks';
import { linkify } from './linkify';

const TEXT_BYTES_MAX = 4000;
/** Lines of one person within this time stand under one name. */
const TOGETHER_MS = 3 * 60_000;
const NEAR_END_PX = 60;

function Text({ text }: { text: string }) {
  return (
    <p class="line__text">
      {linkify(text).map((piece, i) =>
        typeof piece === 'string' ? piece : (
          <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer">{piece.text}</a>
        ))}
    </p>
  );
}

function Line({ line, first }: { line: ChatLine; first: boolean }) {
  const here = useHere();
  const own = line.member === here.self.id;
  const mayTakeBack = own || here.moderator;
  const role = here.meeting.members.find((m) => m.id === line.member)?.role;
  return (
    <li class={classes('line', own && 'line--own', first && 'line--first')} data-testid="chat-line" data-number={line.number}>
      {first && (
        <p class="line__head">
          <span class="line__name" data-person={personColour(line.member)}>{own ? t('you') : line.name}</span>
          {role === 'moderator' && !own && <span class="line__role">{t('moderation')}</span>}
          <time dateTime={new Date(line.at_ms).toISOString()}>{formatTime(line.at_ms)}</time>
        </p>
      )}
      <div class="line__body">
        <Text text={line.text} />
        {mayTakeBack && (
          <IconButton
            class="line__undo"
            icon="undo-2"
            iconSize={16}
            label={own ? t('chatTakeBack') : t('chatTakeBackOf', { name: line.name })}
            data-testid="unsay"
            onClick={() => void here.client.unsay(line.number)}
          />
        )}
      </div>
    </li>
  );
}

function isFirst(lines: readonly ChatLine[], i: number): boolean {
  const line = lines[i];
  const before = lines[i - 1];
  return !line || !before || before.member !== line.member || line.at_ms - before.at_ms > TOGETHER_MS;
}

function Log() {
  const here = useHere();
  const lines = here.meeting.chat;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = lines.at(-1);
  const [fresh, setFresh] = useState(false);
  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setFresh(false);
  };
  useLayoutEffect(() => {
    if (atEnd.current || last?.member === here.self.id) toEnd();
    else setFresh(true);
  }, [last?.number]);
  /* a keyboard that opens takes room: the last line stays in sight */
  useLayoutEffect(() => {
    const host = box.current;
    if (!host) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) host.scrollTop = host.scrollHeight;
    });
    observer.observe(host);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      class="panel__scroll chat"
      ref={box}
      onScroll={(event) => {
        const e = event.currentTarget;
        atEnd.current = e.scrollHeight - e.scrollTop - e.clientHeight < NEAR_END_PX;
        if (atEnd.current) setFresh(false);
      }}
    >
      {lines.length === 0 ? (
        <div class="chat__empty">
          <Icon name="message-square" size={28} />
          <p class="chat__empty-title">{t('chatEmpty')}</p>
          <p>{t('chatEmptyText')}</p>
        </div>
      ) : (
        <ol class="chat__lines" aria-label={t('chatLog')}>
          {lines.map((line, i) => <Line key={line.number} line={line} first={isFirst(lines, i)} />)}
        </ol>
      )}
      {fresh && (
        <Button class="chat__fresh" icon="chevron-down" onClick={toEnd}>
          {t('chatNew')}
        </Button>
      )}
    </div>
  );
}

/** What was typed but not sent survives a change of the tab; it lives as long as the page. */
let draft = '';

async function send(here: Here, text: string): Promise<boolean> {
  const sent = await here.client.say(fitText(text, TEXT_BYTES_MAX));
  if (!sent) announce(t('chatFailed'), 'assertive');
  return sent;
}

function Composer() {
  const here = useHere();
  const [text, setText] = useState(draft);
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const change = (next: string): void => {
    draft = next;
    setText(next);
    setFailed(false);
  };
  const submit = async (): Promise<void> => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    change('');
    if (!(await send(here, trimmed))) {
      change(trimmed);
      setFailed(true);
    }
    field.current?.focus();
  };
  useLayoutEffect(() => {
    const e = field.current;
    if (!e) return;
    e.style.height = 'auto';
    e.style.height = `${Math.min(e.scrollHeight, 140)}px`;
  }, [text]);
  if (!here.self.rights.chat) {
    return <p class="composer__off" role="status">{t(here.meeting.room.frozen ? 'chatFrozen' : 'chatOff')}</p>;
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {failed && <p class="composer__failed" role="alert">{t('chatFailed')}</p>}
      <div class="composer__box">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t('chatField')}
          placeholder={t('chatField')}
          data-testid="chat-field"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void submit();
          }}
        />
        <IconButton type="submit" variant="primary" icon="send" label={t('chatSend')} disabled={text.trim() === ''} data-testid="chat-send" />
      </div>
    </form>
  );
}

export function Chat() {
  return (
    <>
      <div class="chat__knocks">
        <KnockList />
      </div>
      <Log />
      <Composer />
    </>
  );
}
