// SPDX-License-Identifier: EUPL-1.2
import { useRef, useState } from 'preact/hooks';
import { Button, TextField } from '@kreide/ui';
import type { LocalMedia } from '@kreide/client';
import { t } from '../../i18n/pages';
import { Page } from '../shell/page';
import { Devices } from './devices';
import { MediaHelp } from './media-help';
import { Preview } from './preview';
import './pre-join.css';

const nameCharactersMax = 40;

export interface PreJoinProps {
  media: LocalMedia;
  moderator: boolean;
  name: string;
  busy: boolean;
  onJoin: (name: string) => void;
  /** somebody is at the form, and will not be long */
  onNear: () => void;
}

/** Before the room: who one is called, how one looks and sounds. Nothing of it leaves this page before the button. */
export function PreJoin({ media, moderator, name: given, busy, onJoin, onNear }: PreJoinProps) {
  const [name, setName] = useState(given);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') field.current?.focus();
    else onJoin(name.trim());
  };
  return (
    <Page title={t('join.title')} class="pre-join">
      <div class="pre-join__grid">
        <div class="pre-join__picture">
          <Preview media={media} />
          <MediaHelp media={media} />
        </div>
        <form class="pre-join__form" onSubmit={submit} onFocusIn={onNear} onPointerOver={onNear} noValidate>
          <div class="pre-join__words">
            <h1 tabIndex={-1}>{t('join.title')}</h1>
            <p>{t(moderator ? 'join.leadModerator' : 'join.leadGuest')}</p>
          </div>
          <TextField
            ref={field}
            name="nickname"
            label={t('join.name')}
            hint={t('join.nameHint')}
            value={name}
            error={tried && name.trim() === '' ? t('join.nameEmpty') : undefined}
            onInput={setName}
            maxlength={nameCharactersMax}
            autocomplete="off"
            spellcheck={false}
            enterkeyhint="go"
          />
          <Devices media={media} />
          <Button type="submit" variant="primary" size="l" wide busy={busy} iconEnd="arrow-right">
            {busy ? t('join.connecting') : t(moderator ? 'join.enter' : 'join.knock')}
          </Button>
        </form>
      </div>
    </Page>
  );
}
