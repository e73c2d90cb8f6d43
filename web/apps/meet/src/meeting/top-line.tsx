// SPDX-License-Identifier: EUPL-1.2
import { Badge, Button, formatClock, Icon, Logo, Menu, useClock } from '@kreide/ui';
import { t } from '../i18n/meeting';
import { FreezeButton, QualityMark } from './bar';
import { useHere } from './here';

function Clock({ since }: { since: number }) {
  const now = useClock(1000);
  const time = formatClock((now - since) / 1000);
  return (
    <span class="pill tabular" role="timer" aria-label={t('clockLabel', { time })}>
      <Icon name="clock" size={18} />
      <span aria-hidden="true">{time}</span>
    </span>
  );
}

function ViewChoice() {
  const here = useHere();
  return (
    <Menu
      label={t('view')}
      anchor={(props) => (
        <Button {...props} class="pill pill--button" icon="layout-grid" data-testid="view">
          {t('view')}
        </Button>
      )}
      items={(['speaker', 'grid'] as const).map((mode) => ({
        id: mode,
        label: t(mode === 'grid' ? 'viewGrid' : 'viewSpeaker'),
        checked: here.mode === mode,
        onSelect: () => {
          here.pin(null);
          here.setMode(mode);
        },
      }))}
    />
  );
}

export function TopLine() {
  const here = useHere();
  const { room } = here.meeting;
  return (
    <header class="top">
      <Logo compact size={32} />
      <h1 class="top__title" aria-label={t('roomLabel', { title: room.title })}>{room.title}</h1>
      <span class="top__safe" title={t('encryptedHint')}>
        <Icon name="shield-check" size={18} />
        <span>{t('encrypted')}</span>
      </span>
      {room.locked && <Badge icon="lock">{t('locked')}</Badge>}
      <span class="top__space" />
      {!here.narrow && <ViewChoice />}
      {here.narrow && (here.state.quality === 'fair' || here.state.quality === 'poor') && <QualityMark />}
      <Clock since={room.started_ms} />
      {here.narrow && here.moderator && <FreezeButton />}
    </header>
  );
}
