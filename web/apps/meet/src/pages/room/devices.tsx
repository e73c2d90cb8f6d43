// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useState } from 'preact/hooks';
import { Button, LevelMeter, Select, type Option } from '@kreide/ui';
import { AudioOutputs, type Device, type LocalMedia } from '@kreide/client';
import { t, type PageKey } from '../../i18n/pages';
import { playTestSound } from './test-sound';
import { useObservable } from './use-observable';

const levelEveryMs = 80;

/* The system's own choice comes first and is listed by some browsers as a device called "default". */
function options(devices: readonly Device[], unnamed: PageKey, inUse?: string): Option[] {
  const real = devices.filter((device) => device.id !== 'default' && device.id !== 'communications');
  return [
    { value: '', label: inUse ? t('join.systemChoiceNamed', { device: inUse }) : t('join.systemChoice') },
    ...real.map((device, index) => ({ value: device.id, label: device.label || t(unnamed, { number: index + 1 }) })),
  ];
}

function Level({ media, on }: { media: LocalMedia; on: boolean }) {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    setLevel(0);
    if (!on) return;
    /* falls slower than it rises, as the eye likes it */
    const timer = setInterval(() => setLevel((before) => Math.max(media.level(), before * 0.82)), levelEveryMs);
    return () => clearInterval(timer);
  }, [media, on]);
  return <LevelMeter level={level} off={!on} label={t('join.level')} />;
}

function TestSound({ speaker }: { speaker: string }) {
  const [playing, setPlaying] = useState(false);
  const play = () => {
    setPlaying(true);
    playTestSound(speaker)
      .catch(() => undefined)
      .finally(() => setPlaying(false));
  };
  return (
    <Button variant="quiet" class="devices__test" aria-pressed={playing ? 'true' : 'false'} onClick={playing ? undefined : play}>
      {t(playing ? 'join.testPlaying' : 'join.testSound')}
    </Button>
  );
}

export function Devices({ media }: { media: LocalMedia }) {
  const { microphone, microphones, cameras, speakers, chosen } = useObservable(media.state);
  const cameraOptions = options(cameras, 'join.unnamedCamera');
  return (
    <>
      <Select
        label={t('join.microphone')}
        icon={microphone.on ? 'mic' : 'mic-off'}
        value={chosen.microphone}
        options={options(microphones, 'join.unnamedMicrophone', chosen.microphone ? '' : microphone.track?.label)}
        hint={t(microphone.on ? 'join.micSpeak' : 'join.micIsOff')}
        onChange={(id) => void media.chooseMicrophone(id)}
        end={<Level media={media} on={microphone.on} />}
      />
      {cameraOptions.length > 2 && (
        <Select
          label={t('join.camera')}
          icon="video"
          value={chosen.camera}
          options={cameraOptions}
          onChange={(id) => void media.chooseCamera(id)}
        />
      )}
      <Select
        label={t('join.speaker')}
        icon="volume-2"
        value={chosen.speaker}
        options={AudioOutputs.canChoose ? options(speakers, 'join.unnamedSpeaker') : options([], 'join.unnamedSpeaker')}
        onChange={(id) => media.chooseSpeaker(id)}
        end={<TestSound speaker={chosen.speaker} />}
      />
    </>
  );
}
