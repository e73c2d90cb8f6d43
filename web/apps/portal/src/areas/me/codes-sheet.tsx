// SPDX-License-Identifier: EUPL-1.2
import { SecretSheet } from '../../paper/secret-sheet';
import { session } from '../../session';
import { t } from './i18n';

export function CodesSheet({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const now = session.value;
  return (
    <SecretSheet title={t('codes.title', { handle: now.state === 'there' ? now.session.handle : '' })} codes={codes} onDone={onDone} done={t('codes.done')}>
      <p>{t('codes.text')}</p>
    </SecretSheet>
  );
}
