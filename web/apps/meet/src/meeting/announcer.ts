// SPDX-License-Identifier: EUPL-1.2
// What is said aloud for those who do not see it. Things of one kind that come together are said together: thirty children
// coming in are one sentence, not thirty.
import type { ClientEvent, MeetingClient } from '@kreide/client';
import { announce } from '@kreide/ui';
import { t } from '../i18n/meeting';

const GATHER_MS = 1_200;
const CHAT_SPOKEN = 140;

interface Gathered {
  came: string[];
  went: string[];
  knocked: string[];
  others: string[];
}

function some(names: string[], one: 'saidCame' | 'saidWent' | 'saidKnock', many: 'saidCameMany' | 'saidWentMany' | 'saidKnockMany'): string[] {
  if (names.length === 0) return [];
  return names.length === 1 ? [t(one, { name: names[0] ?? '' })] : [t(many, { count: names.length })];
}

/** One text for everything gathered; what somebody wants comes first. */
export function spoken(gathered: Gathered): string {
  return [
    ...some(gathered.knocked, 'saidKnock', 'saidKnockMany'),
    ...gathered.others.slice(-3),
    ...some(gathered.came, 'saidCame', 'saidCameMany'),
    ...some(gathered.went, 'saidWent', 'saidWentMany'),
  ].join('. ');
}

export function startAnnouncer(client: MeetingClient): () => void {
  let gathered: Gathered = { came: [], went: [], knocked: [], others: [] };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (): void => {
    timer = undefined;
    announce(spoken(gathered));
    gathered = { came: [], went: [], knocked: [], others: [] };
  };
  const note = (event: ClientEvent): void => {
    const self = client.state.value.meeting?.self;
    if (event.type === 'came') gathered.came.push(event.member.name);
    else if (event.type === 'went') gathered.went.push(event.member.name);
    else if (event.type === 'knocked') gathered.knocked.push(...event.guests.map((g) => g.name));
    else if (event.type === 'hand_up' && event.member.id !== self) gathered.others.push(t('saidHand', { name: event.member.name }));
    else if (event.type === 'screen_on' && event.member.id !== self) gathered.others.push(t('saidScreen', { name: event.member.name }));
    else if (event.type === 'said' && event.line.member !== self) {
      gathered.others.push(t('saidChat', { name: event.line.name, text: event.line.text.slice(0, CHAT_SPOKEN) }));
    } else if (event.type === 'reconnected') gathered.others.push(t('saidReconnected'));
    else return;
    timer ??= setTimeout(say, GATHER_MS);
  };
  const off = client.events.on(note);
  return () => {
    off();
    clearTimeout(timer);
  };
}
