// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useRef } from 'preact/hooks';
import { Icon, IconButton, Spinner } from '@kreide/ui';
import type { LocalMedia } from '@kreide/client';
import { t } from '../../i18n/pages';
import { useObservable } from './use-observable';
import './preview.css';

function Picture({ track }: { track: MediaStreamTrack }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return <video ref={video} class="preview__video" muted playsInline autoplay aria-label={t('join.cameraPreview')} />;
}

/** One's own picture on the board, mirrored as in a mirror, with the two switches. Off until asked for. */
export function Preview({ media, compact }: { media: LocalMedia; compact?: boolean }) {
  const { camera, microphone } = useObservable(media.state);
  return (
    <section class="preview" data-surface="board" data-compact={compact ? 'true' : undefined} aria-label={t('join.preview')}>
      {camera.on && camera.track ? (
        <Picture track={camera.track} />
      ) : (
        <div class="preview__off">
          {camera.starting ? <Spinner size={36} label={t('join.cameraStarting')} /> : <Icon name="video-off" size={compact ? 32 : 44} />}
          <p>{t(camera.starting ? 'join.cameraStarting' : 'join.cameraOff')}</p>
          {!camera.starting && !compact && <p class="preview__hint">{t('join.cameraOffHint')}</p>}
        </div>
      )}
      <div class="preview__switches">
        <IconButton
          class="preview__switch"
          icon={microphone.on ? 'mic' : 'mic-off'}
          iconSize={24}
          variant={microphone.on ? 'secondary' : 'danger'}
          busy={microphone.starting}
          label={t(microphone.on ? 'join.micOff' : 'join.micOn')}
          onClick={() => void media.setMicrophone(!microphone.on)}
        />
        <IconButton
          class="preview__switch"
          icon={camera.on ? 'video' : 'video-off'}
          iconSize={24}
          variant={camera.on ? 'secondary' : 'danger'}
          busy={camera.starting}
          label={t(camera.on ? 'join.camOff' : 'join.camOn')}
          onClick={() => void media.setCamera(!camera.on)}
        />
      </div>
    </section>
  );
}
