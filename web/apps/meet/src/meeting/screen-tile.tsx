// SPDX-License-Identifier: EUPL-1.2
import type { Member, SlotView } from '@kreide/client';
import { Icon } from '@kreide/ui';
import { t } from '../i18n/meeting';
import { useHere } from './here';
import { PausedMark } from './paused-mark';
import { SlotVideo } from './slot-video';

/** A shared screen, whole and uncropped. A `small` one stands beside the large one, which it takes the place of on a click. */
export function ScreenTile({ member, view, small = false }: { member: Member; view: SlotView | undefined; small?: boolean }) {
  const here = useHere();
  const showing = (view?.showing ?? false) && member.screen;
  const paused = view?.paused ?? false;
  const shows = t(member.device ? 'showsDevice' : 'shows', { name: member.name });
  return (
    <div
      class="person screen"
      data-member={member.id}
      data-kind="screen"
      data-showing={showing ? 'true' : 'false'}
      data-paused={paused ? 'true' : undefined}
      data-small={small ? 'true' : undefined}
    >
      {view && <SlotVideo view={view} presented={here.client.presented} class="slot-video--whole" />}
      {!showing && (
        <span class="screen__wait">
          {paused ? <PausedMark /> : <Icon name="loader-circle" size={28} class="button__busy" />}
        </span>
      )}
      <div class="tile__name screen__name">
        <Icon name="monitor-up" size={16} label={small ? shows : undefined} />
        <span class="tile__text" aria-hidden={small ? 'true' : undefined}>{small ? member.name : shows}</span>
      </div>
      {small && (
        <button type="button" class="screen__choose" data-testid="choose-screen" onClick={() => here.pinScreen(member.id)}>
          <span class="visually-hidden">{t('screenLarge', { name: member.name })}</span>
        </button>
      )}
    </div>
  );
}
