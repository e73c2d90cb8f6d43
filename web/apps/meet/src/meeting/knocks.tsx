// SPDX-License-Identifier: EUPL-1.2
// Somebody is at the door: in the panel, or as a quiet card over the pictures while the panel is closed.
import { Button } from '@kreide/ui';
import { t } from '../i18n/meeting';
import { useHere } from './here';

/** Names before a list takes over. */
const SINGLY = 4;

function KnockCard({ id, name }: { id: string; name: string }) {
  const here = useHere();
  const [before = '', after = ''] = t('wantsIn', { name: '\u0000' }).split('\u0000');
  return (
    <li class="knock" data-testid="knock" data-guest={id}>
      <p class="knock__text">
        {before}
        <strong>{name}</strong>
        {after}
      </p>
      <div class="knock__answers">
        <Button variant="yellow" data-testid="admit" onClick={() => void here.client.admit([id])}>
          {t('admit')}
        </Button>
        <Button data-testid="deny" onClick={() => void here.client.deny([id])}>
          {t('deny')}
        </Button>
      </div>
    </li>
  );
}

export function KnockList() {
  const here = useHere();
  const { waiting } = here.meeting;
  if (waiting.length === 0) return null;
  return (
    <section class="knocks" aria-label={t('waitingTitle')}>
      {waiting.length > 1 && (
        <div class="knocks__all">
          <span>{t('wantIn', { count: waiting.length })}</span>
          <Button variant="yellow" data-testid="admit-all" onClick={() => void here.client.admitAll()}>
            {t('admitAll')}
          </Button>
        </div>
      )}
      <ul class="knocks__list">
        {waiting.map((guest) => <KnockCard key={guest.id} id={guest.id} name={guest.name} />)}
      </ul>
    </section>
  );
}

/** The quiet card: one guest with the two answers, or how many there are. */
export function KnockHint() {
  const here = useHere();
  const { waiting } = here.meeting;
  const [first] = waiting;
  if (!first || here.panel !== null) return null;
  if (waiting.length === 1) {
    return (
      <ul class="knock-hint">
        <KnockCard id={first.id} name={first.name} />
      </ul>
    );
  }
  return (
    <div class="knock-hint">
      <div class="knock" data-testid="knock-many">
        <p class="knock__text">
          {t('wantIn', { count: waiting.length })}
          <span class="knock__names">{waiting.slice(0, SINGLY).map((g) => g.name).join(', ')}{waiting.length > SINGLY ? ' …' : ''}</span>
        </p>
        <div class="knock__answers">
          <Button variant="yellow" data-testid="admit-all" onClick={() => void here.client.admitAll()}>
            {t('admitAll')}
          </Button>
          <Button onClick={() => here.openPanel('people')}>{t('showAll')}</Button>
        </div>
      </div>
    </div>
  );
}
