// SPDX-License-Identifier: EUPL-1.2
import { TextPage } from './text-page';
import { t } from './i18n';

export default function Accessibility() {
  return <TextPage page="accessibility" title={t('foot.accessibility')} />;
}
