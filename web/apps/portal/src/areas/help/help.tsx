// SPDX-License-Identifier: EUPL-1.2
import { Badge, Card } from '@kreide/ui';
import { Page } from '../../shell/page';
import { t } from './i18n';
import './help.css';

const keys = [
  ['key.skip', 'keys.skip'],
  ['key.tab', 'keys.tab'],
  ['key.enter', 'keys.table'],
  ['key.arrows', 'keys.menu'],
  ['key.find', 'keys.find'],
  ['key.escape', 'keys.escape'],
] as const;

export default function Help() {
  return (
    <Page title={t('title')} lead={t('lead')} width="narrow">
      <Card as="section" class="help">
        <h2>{t('colours.title')}</h2>
        <dl class="help__list">
          {(['want', 'good', 'bad'] as const).map((tone) => (
            <div key={tone}>
              <dt>
                <Badge tone={tone}>{t(`colours.${tone}`)}</Badge>
              </dt>
              <dd>{t(`colours.${tone}Text`)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card as="section" class="help">
        <h2>{t('keys.title')}</h2>
        <dl class="help__list">
          {keys.map(([key, text]) => (
            <div key={text}>
              <dt>{t(key)}</dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card as="section" class="help">
        <h2>{t('shared.title')}</h2>
        <p>{t('shared.text')}</p>
      </Card>
    </Page>
  );
}
