// SPDX-License-Identifier: EUPL-1.2
import { Card, Icon, type IconName } from '@kreide/ui';
import { InlineNotice } from '@kreide/ui/office';
import { TextPage } from './text-page';
import { t } from './i18n';

interface Check {
  name: 'rtc' | 'devices' | 'socket' | 'screen';
  there: boolean;
}

/* what this browser can do, asked without any permission and without sending anything */
function checks(): Check[] {
  const devices: Partial<MediaDevices> = navigator.mediaDevices ?? {};
  return [
    { name: 'rtc', there: 'RTCPeerConnection' in window },
    { name: 'devices', there: typeof devices.getUserMedia === 'function' },
    { name: 'socket', there: 'WebSocket' in window },
    { name: 'screen', there: typeof devices.getDisplayMedia === 'function' },
  ];
}

function BrowserCheck() {
  const all = checks();
  /* phones cannot show their screen: that keeps nobody out */
  const good = all.every(({ name, there }) => there || name === 'screen');
  const icon = (there: boolean, name: string): IconName => (there ? 'circle-check' : name === 'screen' ? 'circle-minus' : 'circle-alert');
  return (
    <Card as="section" class="service-group" labelledBy="check">
      <h2 class="service-group__title" id="check">
        {t('check.title')}
      </h2>
      <p class="service-group__text">{t('check.lead')}</p>
      <ul class="check-list">
        {all.map(({ name, there }) => (
          <li key={name} class="check-list__row" data-there={there || undefined}>
            <Icon name={icon(there, name)} size={20} />
            <span>{t(`check.${name}`)}</span>
            <span class="check-list__word">{there ? t('check.yes') : name === 'screen' ? t('check.noScreen') : t('check.no')}</span>
          </li>
        ))}
      </ul>
      <InlineNotice tone={good ? 'good' : 'bad'}>{t(good ? 'check.good' : 'check.bad')}</InlineNotice>
    </Card>
  );
}

export default function Hints() {
  return <TextPage page="hints" title={t('check.title')} side={<BrowserCheck />} />;
}
