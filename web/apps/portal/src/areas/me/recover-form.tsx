// SPDX-License-Identifier: EUPL-1.2
// The recovery code from paper; a typing error is told apart from a code that is not in force.
import { useState } from 'preact/hooks';
import { Button, Notice, TextField, toast } from '@kreide/ui';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import { problemText } from '../../problems';
import { t } from './i18n';

function words(error: string | undefined, text: string | undefined): string | undefined {
  if (error === 'wrong_code') return t('sealed.codeWrong');
  if (error !== 'typing_error') return undefined;
  const group = /group (\d)/.exec(text ?? '')?.[1];
  return group ? t('sealed.codeTypoGroup', { group }) : t('sealed.codeTypo');
}

export function RecoverForm({ path, onDone }: { path: string; onDone: () => void }) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const action = useAction();
  const wrong = words(action.error?.problem?.error, action.error?.problem?.text);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() === '') return;
    void action
      .run(() => call<void>({ method: 'POST', path, body: ['recovery_use', { code }] }))
      .then((good) => {
        if (!good) return;
        toast(t('sealed.opened'));
        onDone();
      });
  };
  return (
    <form class="me__stack" onSubmit={submit} noValidate>
      {action.error && !wrong && (
        <Notice tone="bad" live="assertive">
          {problemText(action.error)}
        </Notice>
      )}
      <TextField
        class="me__code"
        label={t('sealed.codeLabel')}
        hint={t('sealed.codeHint')}
        value={code}
        onInput={setCode}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={60}
        error={tried && code.trim() === '' ? t('sealed.codeEmpty') : wrong}
      />
      <div>
        <Button type="submit" variant="primary" icon="lock-open" busy={action.busy}>
          {t('sealed.codeUse')}
        </Button>
      </div>
    </form>
  );
}
