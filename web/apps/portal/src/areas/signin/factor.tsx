// SPDX-License-Identifier: EUPL-1.2
// The second factor at the sign-in: the app, a security key, or a code from paper.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Notice, TextField, announce } from '@kreide/ui';
import { asApiError, call } from '@kreide/api';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { signOut, signedIn, type Session } from '../../session';
import { KeyCancelled, keysWork, useKey } from '../me/security-key';
import { Wait } from './credentials';
import { t } from './i18n';

type Way = 'totp' | 'key' | 'code';
type Trouble = { text: string } | { untilMs: number } | undefined;

const words = {
  totp: { label: 'factor.totp', empty: 'factor.totpEmpty', wrong: 'factor.totpWrong' },
  code: { label: 'factor.code', empty: 'factor.codeEmpty', wrong: 'factor.codeWrong' },
} as const;

export function SecondFactor({ now }: { now: Session }) {
  const ways = (['totp', 'key', 'code'] as const).filter((way) => now.factors.includes(way) && (way !== 'key' || keysWork()));
  const [way, setWay] = useState<Way>(ways[0] ?? 'code');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [way]);
  const waiting = trouble !== undefined && 'untilMs' in trouble;

  const failed = (thrown: unknown) => {
    setBusy(false);
    if (thrown instanceof KeyCancelled) return setTrouble({ text: t('factor.keyCancelled') });
    const error = asApiError(thrown);
    if (error.failure === 'too_often') return setTrouble({ untilMs: Date.now() + error.waitS * 1000 });
    if (error.problem?.error !== 'wrong_code') return setTrouble({ text: problemText(error) });
    if (way === 'key') return setTrouble({ text: t('factor.keyWrong') });
    setWrong(true);
    setCode('');
    field.current?.focus();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy || waiting) return;
    setTried(true);
    setWrong(false);
    if (way !== 'key' && code.trim() === '') return field.current?.focus();
    setTried(false);
    setBusy(true);
    setTrouble(undefined);
    const given = way === 'key' ? useKey() : call<api.Session>({ method: 'POST', path: `/session/${way}`, body: ['factor_code', { code }], answer: 'session' });
    given.then(signedIn, failed);
  };
  const turn = (to: Way) => {
    setWay(to);
    setCode('');
    setTried(false);
    setWrong(false);
    setTrouble(undefined);
  };
  const others = { totp: 'factor.useTotp', key: 'factor.useKey', code: 'factor.useCode' } as const;
  return (
    <>
      <form class="signin__form" onSubmit={submit} noValidate>
        {trouble && (
          <Notice tone={waiting ? 'want' : 'bad'} icon={waiting ? 'timer' : undefined} live="assertive">
            {'untilMs' in trouble ? (
              <Wait
                untilMs={trouble.untilMs}
                onOver={() => {
                  setTrouble(undefined);
                  announce(t('waitOver'));
                }}
              />
            ) : (
              <p>{trouble.text}</p>
            )}
          </Notice>
        )}
        {way === 'key' ? (
          <p>{t('factor.keyText')}</p>
        ) : (
          <TextField
            key={way}
            ref={field}
            name={way}
            class="signin__code"
            label={t(words[way].label)}
            value={code}
            onInput={setCode}
            inputMode={way === 'totp' ? 'numeric' : undefined}
            autocomplete={way === 'totp' ? 'one-time-code' : 'off'}
            autocapitalize="none"
            spellcheck={false}
            maxlength={20}
            error={tried && code.trim() === '' ? t(words[way].empty) : wrong ? t(words[way].wrong) : undefined}
          />
        )}
        <Button type="submit" variant="primary" size="l" wide busy={busy} icon={way === 'key' ? 'key-round' : undefined} iconEnd={way === 'key' ? undefined : 'arrow-right'} disabled={waiting}>
          {way === 'key' ? t('factor.key') : t('factor.submit')}
        </Button>
        <div class="signin__others">
          {ways
            .filter((each) => each !== way)
            .map((each) => (
              <Button key={each} variant="quiet" onClick={() => turn(each)}>
                {t(others[each])}
              </Button>
            ))}
        </div>
      </form>
      <p class="signin__note">{t('factor.lost')}</p>
      <div>
        <Button variant="quiet" icon="arrow-left" onClick={() => void signOut()}>
          {t('factor.other')}
        </Button>
      </div>
    </>
  );
}
