// SPDX-License-Identifier: EUPL-1.2
// Who is in the room, and what moderators can do about it.
import type { Member } from '@kreide/client';
import { Avatar, Button, Icon, IconButton, language, Menu, type MenuItem } from '@kreide/ui';
import { t } from '../i18n/meeting';
import { useHere, type Here } from './here';
import { KnockList } from './knocks';
import { handPlace, listOrder } from './roster';

const RIGHTS = [
  { kind: 'microphone', allow: 'allowMicrophone', forbid: 'forbidMicrophone', icon: 'mic', off: 'mic-off' },
  { kind: 'camera', allow: 'allowCamera', forbid: 'forbidCamera', icon: 'video', off: 'video-off' },
  { kind: 'screen', allow: 'allowScreen', forbid: 'forbidScreen', icon: 'monitor-up', off: 'monitor-x' },
  { kind: 'chat', allow: 'allowChat', forbid: 'forbidChat', icon: 'message-square', off: 'message-square-off' },
] as const;

function nowItems(here: Here, member: Member): MenuItem[] {
  const { client } = here;
  const items: MenuItem[] = [];
  if (member.hand > 0) items.push({ id: 'lower', label: t('lowerHand'), icon: 'hand', onSelect: () => void client.lowerHand(member.id) });
  if (member.microphone) items.push({ id: 'mute', label: t('muteMember'), icon: 'mic-off', onSelect: () => void client.mute('microphone', member.id) });
  if (member.camera) items.push({ id: 'camera', label: t('cameraOffMember'), icon: 'video-off', onSelect: () => void client.mute('camera', member.id) });
  if (member.screen) items.push({ id: 'screen', label: t('screenStopMember'), icon: 'monitor-x', onSelect: () => void client.mute('screen', member.id) });
  return items;
}

/** While the room is frozen all rights read as taken; nothing useful can be said about a single one then. */
function rightItems(here: Here, member: Member): MenuItem[] {
  if (here.meeting.room.frozen) return [];
  return RIGHTS.map(({ kind, allow, forbid, icon, off }) => {
    const has = member.rights[kind];
    return {
      id: `right-${kind}`, label: t(has ? forbid : allow), icon: has ? off : icon,
      onSelect: () => void here.client.grant({ [kind]: !has }, member.id),
    };
  });
}

function MemberMenu({ member }: { member: Member }) {
  const here = useHere();
  const now = nowItems(here, member);
  const rights = rightItems(here, member);
  const remove: MenuItem = {
    id: 'remove', label: t('removeMember'), icon: 'user-x', danger: true, onSelect: () => here.openDialog({ name: 'remove', member }),
  };
  const items: (MenuItem | 'line')[] = [...now, ...(now.length > 0 && rights.length > 0 ? ['line' as const] : []), ...rights];
  return (
    <Menu
      label={t('menuOf', { name: member.name })}
      anchor={(props) => <IconButton {...props} icon="ellipsis" label={t('menuOf', { name: member.name })} data-testid="member-menu" />}
      items={[...items, ...(items.length > 0 ? ['line' as const] : []), remove]}
    />
  );
}

function States({ member, own }: { member: Member; own: boolean }) {
  const here = useHere();
  const place = handPlace(here.meeting.members, member);
  const mic = own ? here.local.microphone.on && member.rights.microphone : member.microphone;
  const forbidden = !member.rights.microphone && !here.meeting.room.frozen;
  return (
    <span class="row__states">
      {member.away && <Icon name="wifi-off" size={18} label={t('away')} class="row__quiet" />}
      {member.hand > 0 && (
        <span class="row__hand">
          <Icon name="hand" size={20} label={t('handPlace', { place })} />
        </span>
      )}
      {member.screen && <Icon name="monitor-up" size={18} label={t('shows', { name: member.name })} />}
      <span class={mic ? undefined : 'row__quiet'}>
        <Icon
          name={mic ? 'mic' : 'mic-off'}
          size={20}
          label={t(mic ? 'micIsOn' : forbidden ? 'microphoneForbidden' : 'micIsOff')}
        />
      </span>
    </span>
  );
}

function Row({ member }: { member: Member }) {
  const here = useHere();
  const own = member.id === here.self.id;
  const speaking = !own && here.meeting.speakers.includes(member.id);
  return (
    <li class="row" data-member={member.id} data-speaking={speaking ? 'true' : undefined} data-testid="person-row">
      <Avatar name={member.name} colourKey={member.id} size="s" />
      <span class="row__name">
        <span class="row__text" title={member.name}>{own ? t('youOf', { name: member.name }) : member.name}</span>
        {member.role === 'moderator' && <span class="row__role">{t('moderation')}</span>}
      </span>
      <States member={member} own={own} />
      {here.moderator && (member.role === 'participant' ? <MemberMenu member={member} /> : <span class="row__no-menu" />)}
    </li>
  );
}

function ForAll() {
  const here = useHere();
  const hands = here.meeting.members.some((m) => m.hand > 0);
  return (
    <div class="for-all">
      <Button icon="mic-off" data-testid="mute-all" onClick={() => void here.client.mute('microphone')}>
        {t('muteAll')}
      </Button>
      <Button icon="user-plus" data-testid="invite" onClick={() => here.openDialog({ name: 'invite' })}>
        {t('invite')}
      </Button>
      <Menu
        label={t('roomSettings')}
        anchor={(props) => <IconButton {...props} variant="secondary" icon="settings" label={t('roomSettings')} data-testid="room-menu" />}
        items={[
          { id: 'lower-all', label: t('lowerAll'), icon: 'hand', disabled: !hands, onSelect: () => void here.client.lowerAllHands() },
          { id: 'room', label: t('roomSettings'), icon: 'door-open', onSelect: () => here.openDialog({ name: 'room' }) },
          'line',
          { id: 'end', label: t('endForAll'), icon: 'circle-stop', danger: true, onSelect: () => here.openDialog({ name: 'end' }) },
        ]}
      />
    </div>
  );
}

export function People() {
  const here = useHere();
  const { compare } = new Intl.Collator(language.value, { numeric: true, sensitivity: 'base' });
  const { hands, others } = listOrder(here.meeting.members, compare);
  return (
    <>
      <div class="panel__scroll" data-testid="people">
        <KnockList />
        {hands.length > 0 && (
          <section>
            <h2 class="panel__heading">{t('raisedHands')}</h2>
            <ol class="rows" aria-label={t('raisedHands')}>
              {hands.map((member) => <Row key={member.id} member={member} />)}
            </ol>
          </section>
        )}
        <section>
          <h2 class="panel__heading">{t('inRoom')}</h2>
          <ul class="rows" aria-label={t('inRoom')}>
            {others.map((member) => <Row key={member.id} member={member} />)}
          </ul>
        </section>
      </div>
      {here.moderator && <ForAll />}
    </>
  );
}
