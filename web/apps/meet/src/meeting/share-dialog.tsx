// SPDX-License-Identifier: EUPL-1.2
// Before a screen is shown: what it shows, and with sound or without. Which screen, the browser asks itself.
import type { Member, ScreenChoice } from '@kreide/client';
import { Button, Checkbox, Dialog, Icon, Notice, type IconName } from '@kreide/ui';
import { useId, useState } from 'preact/hooks';
import { t, type MeetingKey } from '../i18n/meeting';
import '../pages/rooms/kind-choice.css';
import { useHere } from './here';

const CONTENTS: [ScreenChoice, IconName, MeetingKey, MeetingKey][] = [
  ['auto', 'scan-eye', 'shareAuto', 'shareAutoHint'],
  ['text', 'presentation', 'shareText', 'shareTextHint'], ['video', 'clapperboard', 'shareVideo', 'shareVideoHint'],
];

/** Who has to stop before somebody else may show, or stops when a moderator does. */
export function shownBy(members: readonly Member[], self: string, several: boolean): Member | null {
  return several ? null : (members.find((m) => m.screen && m.id !== self) ?? null);
}

function Contents({ value, onChange }: { value: ScreenChoice; onChange: (content: ScreenChoice) => void }) {
  const name = useId();
  return (
    <fieldset class="kinds">
      <legend class="field__label">{t('shareWhat')}</legend>
      {CONTENTS.map(([content, icon, word, hint]) => (
        <label key={content} class="kind">
          <input
            class="kind__input"
            type="radio"
            name={name}
            value={content}
            checked={content === value}
            aria-describedby={`${name}-${content}`}
            onChange={() => onChange(content)}
          />
          <span class="kind__mark"><Icon name={icon} size={20} /></span>
          <span class="kind__words">
            <span class="kind__name">{t(word)}</span>
            <span class="kind__text" id={`${name}-${content}`} aria-hidden="true">{t(hint)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function ShareDialog({ onClose }: { onClose: () => void }) {
  const here = useHere();
  const { members, room } = here.meeting;
  const [content, setContent] = useState<ScreenChoice>(here.local.screenChoice);
  const [sound, setSound] = useState(true);
  const other = shownBy(members, here.self.id, room.several_screens);
  const mustWait = other !== null && !here.moderator;
  const start = (): void => {
    onClose();
    void here.client.media.startScreen(content, sound);
  };
  if (mustWait) {
    return (
      <Dialog open onClose={onClose} title={t('showStart')} size="s" actions={<Button variant="primary" onClick={onClose}>{t('understood')}</Button>}>
        <p data-testid="share-wait">{t('shareWait', { name: other.name })}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('showStart')}
      size="s"
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" icon="monitor-up" data-testid="share-start" autofocus onClick={start}>
            {t(other ? 'shareTakeOver' : 'shareStart')}
          </Button>
        </>
      }
    >
      {other && <Notice tone="info">{t('shareTakesOver', { name: other.name })}</Notice>}
      <Contents value={content} onChange={setContent} />
      <Checkbox label={t('shareSound')} hint={t('shareSoundHint')} checked={sound} onChange={setSound} />
    </Dialog>
  );
}
