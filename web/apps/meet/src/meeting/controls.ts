// SPDX-License-Identifier: EUPL-1.2
// What the person can switch, said once for bar, sheet and keys.
import { announce } from '@kreide/ui';
import { t } from '../i18n/meeting';
import type { Here } from './here';

export interface Controls {
  toggleMicrophone(): void;
  toggleCamera(): void;
  toggleScreen(): void;
  toggleHand(): void;
  toggleFreeze(): void;
  toggleMode(): void;
  leave(): void;
}

/** A source that is on may always be switched off, whatever is allowed. */
export function mayUse(here: Here, kind: 'microphone' | 'camera' | 'screen'): boolean {
  return here.local[kind].on || here.self.rights[kind];
}

export function controls(here: Here): Controls {
  const { client, local, self } = here;
  return {
    toggleMicrophone() {
      if (!mayUse(here, 'microphone')) return announce(t('notAllowed'));
      const on = !(local.microphone.on || local.microphone.starting);
      void client.media.setMicrophone(on);
      announce(t(on ? 'saidMicOn' : 'saidMicOff'));
    },
    toggleCamera() {
      if (!mayUse(here, 'camera')) return announce(t('notAllowed'));
      const on = !(local.camera.on || local.camera.starting);
      void client.media.setCamera(on);
      announce(t(on ? 'saidCamOn' : 'saidCamOff'));
    },
    toggleScreen() {
      if (local.screen.on) return client.media.stopScreen();
      if (!mayUse(here, 'screen')) return announce(t('notAllowed'));
      here.openDialog({ name: 'share' });
    },
    toggleHand() {
      const up = self.hand === 0;
      void client.raiseHand(up).then((done) => done && announce(t(up ? 'saidHandUp' : 'saidHandDown')));
    },
    toggleFreeze() {
      void client.freeze(!here.meeting.room.frozen);
    },
    toggleMode() {
      here.pin(null);
      here.setMode(here.mode === 'grid' ? 'speaker' : 'grid');
    },
    leave() {
      const others = here.meeting.members.some((m) => m.id !== self.id && !m.device);
      if (here.moderator && others) here.openDialog({ name: 'leave' });
      else void client.leave();
    },
  };
}
