// SPDX-License-Identifier: EUPL-1.2
// What to do when the password is right and the key does not open: it was given anew by somebody else.
import { useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, Notice, Spinner } from '@kreide/ui';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { SecretSheet } from '../../paper/secret-sheet';
import { problemText } from '../../problems';
import type { Session } from '../../session';
import { t } from './i18n';
import { RecoverForm } from './recover-form';
import './me.css';

export function SealedOperator({ onOpened }: { onOpened: () => void }) {
  return (
    <div class="me__stack">
      <p>{t('sealed.operatorText')}</p>
      <Card as="section" class="me__section">
        <h2>{t('sealed.byCode')}</h2>
        <RecoverForm path="/key/recovery" onDone={onOpened} />
      </Card>
      <Card as="section" class="me__section">
        <h2>{t('sealed.byOther')}</h2>
        <p class="me__text">{t('sealed.byOtherOperator')}</p>
      </Card>
    </div>
  );
}

function Anew({ path, onDone }: { path: string; onDone: (code: string) => void }) {
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const begin = () =>
    void action.run(async () => {
      onDone((await call<api.RecoveryCode>({ method: 'POST', path, answer: 'recovery_code' })).code);
    });
  return (
    <Card as="section" class="me__section">
      <h2>{t('sealed.anew')}</h2>
      <p class="me__text">{t('sealed.anewText')}</p>
      <div>
        <Button variant="danger" onClick={() => setAsked(true)}>
          {t('sealed.anewButton')}
        </Button>
      </div>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('sealed.anewTitle')}
        confirm={t('sealed.anewConfirm')}
        danger
        typed={t('sealed.anewWord')}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={begin}
      >
        <p>{t('sealed.anewWarn')}</p>
      </ConfirmDialog>
    </Card>
  );
}

export function SealedSchool({ now, onOpened }: { now: Session; onOpened: () => void }) {
  const path = `/schools/${segment(now.school ?? '')}/key`;
  const key = useResource((signal) => call<api.SchoolKey>({ method: 'GET', path, answer: 'school_key', signal }));
  const [code, setCode] = useState<string>();
  if (key.state === 'failed') return <Notice tone="bad">{problemText(key.error)}</Notice>;
  if (!key.data) return <Spinner />;
  if (code)
    return (
      <SecretSheet title={t('key.codeSheet')} facts={[{ term: t('key.code'), value: code }]} onDone={onOpened} done={t('key.codeDone')}>
        <p>{t('key.codeSheetText')}</p>
      </SecretSheet>
    );
  if (key.data.state === 'none') return <Notice tone="info">{t('key.noneText')}</Notice>;
  const holders = key.data.people.filter((each) => each.holds_key && !each.self);
  return (
    <div class="me__stack">
      <p>{t('sealed.text')}</p>
      <Card as="section" class="me__section">
        <h2>{t('sealed.byCode')}</h2>
        <RecoverForm path={`${path}/recovery`} onDone={onOpened} />
      </Card>
      <Card as="section" class="me__section">
        <h2>{t('sealed.byOther')}</h2>
        <p class="me__text">{holders.length > 0 ? t('sealed.byOtherSchool') : t('sealed.nobody')}</p>
        {holders.length > 0 && <p class="me__mono">{holders.map((each) => each.handle).join(', ')}</p>}
      </Card>
      <Anew path={path} onDone={setCode} />
    </div>
  );
}
