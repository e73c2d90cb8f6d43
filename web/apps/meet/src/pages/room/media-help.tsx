// SPDX-License-Identifier: EUPL-1.2
import type { LocalMedia, MediaErrorId } from '@kreide/client';
import { Button, Notice } from '@kreide/ui';
import { t } from '../../i18n/pages';
import { browserKind } from './capabilities';
import { useObservable } from './use-observable';

function Reason({ error, kind }: { error: MediaErrorId; kind: 'mic' | 'cam' }) {
  switch (error) {
    case 'denied':
    case 'cancelled':
      return (
        <>
          <p>{t('media.denied')}</p>
          <p>{t(`media.denied.${browserKind(navigator.userAgent, navigator.maxTouchPoints)}`)}</p>
          <p>{t('media.deniedSystem')}</p>
        </>
      );
    case 'none':
      return <p>{t(`media.none.${kind}`)}</p>;
    default:
      return <p>{t(`media.${error}`)}</p>;
  }
}

/** Why a device could not be switched on, and how it can be; taking part is possible without. */
export function MediaHelp({ media }: { media: LocalMedia }) {
  const { microphone, camera } = useObservable(media.state);
  const trouble = microphone.error
    ? ({ kind: 'mic', error: microphone.error } as const)
    : camera.error
      ? ({ kind: 'cam', error: camera.error } as const)
      : undefined;
  if (!trouble) return null;
  const again = () => void (trouble.kind === 'mic' ? media.setMicrophone(true) : media.setCamera(true));
  return (
    <Notice
      icon={trouble.kind === 'mic' ? 'mic-off' : 'video-off'}
      title={t(trouble.kind === 'mic' ? 'media.micTitle' : 'media.camTitle')}
      live="polite"
      action={
        <Button icon="refresh-cw" onClick={again}>
          {t('app.retry')}
        </Button>
      }
    >
      <Reason {...trouble} />
      <p>{t('media.joinAnyway')}</p>
    </Notice>
  );
}
