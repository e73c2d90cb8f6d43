// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Button, Icon, Logo, Notice, Spinner, formatTime } from '@kreide/ui';
import type { LocalMedia } from '@kreide/client';
import { t } from '../../i18n/pages';
import { Page } from '../shell/page';
import { MediaHelp } from './media-help';
import { Preview } from './preview';
import './waiting.css';

/** Outside the door. The same whatever happens inside: it tells nobody whether somebody is there. */
export function Waiting({ media, name, offline, onCancel }: { media: LocalMedia; name: string; offline: boolean; onCancel: () => void }) {
  const [since] = useState(() => Date.now());
  return (
    <Page title={t('wait.title')} class="waiting">
      <div class="waiting__box">
        <span class="waiting__mark">
          <Icon name="hand" size={30} />
        </span>
        <h1 tabIndex={-1}>{t('wait.title')}</h1>
        <p class="waiting__text">{t('wait.text')}</p>
        <p class="waiting__who">
          <span>{t('wait.name', { name })}</span> <span class="tabular">{t('wait.since', { time: formatTime(since) })}.</span>{' '}
          <span>{t('wait.nobody')}</span>
        </p>
        <div class="waiting__line" role="status" data-testid="waiting-line">
          {offline && <Notice icon="wifi-off">{t('wait.offline')}</Notice>}
        </div>
        <div class="waiting__preview">
          <Preview media={media} compact />
          <MediaHelp media={media} />
        </div>
        <Button icon="x" onClick={onCancel}>
          {t('wait.leave')}
        </Button>
      </div>
    </Page>
  );
}

/** Between the door and the meeting: already the board, so that nothing jumps. */
export function Entering() {
  return (
    <main class="entering" data-surface="board">
      <Logo compact size={56} />
      <h1 class="entering__title">{t('wait.entering')}</h1>
      <p class="entering__text">{t('wait.enteringText')}</p>
      <Spinner size={30} label={t('wait.entering')} />
    </main>
  );
}
