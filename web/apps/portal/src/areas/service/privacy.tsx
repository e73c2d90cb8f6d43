// SPDX-License-Identifier: EUPL-1.2
import { TextPage } from './text-page';
import { t } from './i18n';

export default function Privacy() {
  return <TextPage page="privacy" title={t('foot.privacy')} />;
}
