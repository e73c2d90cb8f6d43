// SPDX-License-Identifier: EUPL-1.2
import { Icon } from '@kreide/ui';
import { t } from '../i18n/meeting';

/** On a tile whose picture the line does not carry: a state, not an error. The sound goes on. */
export function PausedMark() {
  return (
    <span class="paused-mark" data-testid="paused-mark">
      <Icon name="circle-pause" size={16} />
      <span class="paused-mark__text">{t('picturePaused')}</span>
    </span>
  );
}
