// SPDX-License-Identifier: EUPL-1.2
import type { Member, SlotView } from '@kreide/client';
import { Icon, IconButton, Tile } from '@kreide/ui';
import { t } from '../i18n/meeting';
import { useHere } from './here';
import { PausedMark } from './paused-mark';
import { handPlace } from './roster';
import { OwnVideo, SlotVideo } from './slot-video';

export interface PersonTileProps {
  member: Member;
  view: SlotView | undefined;
  speaking: boolean;
  large: boolean;
}

function Corner({ member, large }: { member: Member; large: boolean }) {
  const here = useHere();
  const place = handPlace(here.meeting.members, member);
  const pinned = here.pinned === member.id;
  const canPin = member.id !== here.self.id && here.meeting.members.length > 2;
  return (
    <>
      {canPin && (
        <IconButton
          class="tile-pin"
          icon={pinned ? 'pin-off' : 'pin'}
          iconSize={16}
          label={t(pinned ? 'unpin' : 'pin')}
          aria-pressed={pinned ? 'true' : 'false'}
          onClick={() => {
            here.pin(pinned ? null : member.id);
            if (!pinned) here.setMode('speaker');
          }}
        />
      )}
      {member.hand > 0 && (
        <span class="hand-badge" data-large={large ? 'true' : undefined}>
          <Icon name="hand" size={large ? 20 : 16} label={t('handPlace', { place })} />
          <span aria-hidden="true">{place}</span>
        </span>
      )}
    </>
  );
}

/** One person: picture or avatar, name, microphone, hand, role. */
export function PersonTile({ member, view, speaking, large }: PersonTileProps) {
  const here = useHere();
  const own = member.id === here.self.id;
  const { camera, microphone } = here.local;
  const ownTrack = own ? camera.track : null;
  const micOn = own ? microphone.on && here.self.rights.microphone : member.microphone;
  const showing = own ? ownTrack !== null : (view?.showing ?? false) && member.camera;
  const paused = !own && member.camera && (view?.paused ?? false);
  return (
    <div
      class="person"
      data-member={member.id}
      data-kind="camera"
      data-showing={showing ? 'true' : 'false'}
      data-own={own ? 'true' : undefined}
      data-moderator={member.role === 'moderator' && !own ? 'true' : undefined}
      data-paused={paused ? 'true' : undefined}
      data-away={member.away ? 'true' : undefined}
    >
      <Tile
        name={member.name}
        shownName={own ? t('you') : undefined}
        colourKey={member.id}
        speaking={speaking && micOn}
        microphone={micOn}
        microphoneLabel={t(micOn ? 'micIsOn' : 'micIsOff')}
        corner={<Corner member={member} large={large} />}
        badge={
          <>
            {member.role === 'moderator' && !own && <span class="role-badge">{t('moderation')}</span>}
            {member.away && <Icon name="wifi-off" size={15} label={t('away')} />}
          </>
        }
      >
        {paused && <PausedMark />}
        {ownTrack && <OwnVideo track={ownTrack} mirror={here.mirror} />}
        {!own && view && <SlotVideo view={view} presented={here.client.presented} />}
      </Tile>
    </div>
  );
}
