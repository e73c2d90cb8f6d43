// SPDX-License-Identifier: EUPL-1.2
// Single keys, for those who like them; they can be switched off (WCAG 2.1.4).
import { controls } from './controls';
import type { Here } from './here';

/** What the key would do by itself there: writing, choosing, pressing. */
function busyElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, textarea, select, [contenteditable], [role=menu], dialog')) return true;
  return event.key === ' ' && target?.closest('button, a, [role=tab]') !== null;
}

function act(here: Here, key: string): boolean {
  const does = controls(here);
  switch (key) {
    case 'm': does.toggleMicrophone(); return true;
    case 'v': does.toggleCamera(); return true;
    case 's': does.toggleScreen(); return true;
    case 'h': does.toggleHand(); return true;
    case 'g': does.toggleMode(); return true;
    case 'c': here.openPanel(here.panel === 'chat' ? null : 'chat'); return true;
    case 'p': here.openPanel(here.panel === 'people' ? null : 'people'); return true;
    case 'q': here.showStatistics(!here.statistics); return true;
    case '?': here.openDialog({ name: 'help' }); return true;
    default: return false;
  }
}

/** `read` gives the state of the moment. While the space bar is held down, the microphone is on. */
export function startKeys(read: () => Here): () => void {
  let talking = false;
  const stopTalking = (): void => {
    if (!talking) return;
    talking = false;
    void read().client.media.setMicrophone(false);
  };
  const down = (event: KeyboardEvent): void => {
    const here = read();
    if (event.key === 'Escape' && here.narrow && here.panel !== null && !busyElsewhere(event)) return here.openPanel(null);
    if (!here.keysOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busyElsewhere(event)) return;
    if (event.key === ' ') {
      event.preventDefault();
      if (event.repeat || talking || here.local.microphone.on || !here.self.rights.microphone) return;
      talking = true;
      return void here.client.media.setMicrophone(true);
    }
    if (!event.repeat && act(here, event.key.toLowerCase())) event.preventDefault();
  };
  const up = (event: KeyboardEvent): void => {
    if (event.key === ' ') stopTalking();
  };
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', stopTalking);
  return () => {
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', stopTalking);
    stopTalking();
  };
}
