// SPDX-License-Identifier: EUPL-1.2
import { TextPage } from './text-page';
import { t } from './i18n';

export default function Imprint() {
  return <TextPage page="imprint" title={t('foot.imprint')} />;
}
