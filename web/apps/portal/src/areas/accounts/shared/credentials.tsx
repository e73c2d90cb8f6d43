// SPDX-License-Identifier: EUPL-1.2
// Passwords are issued, shown and printed, this one time.
import { useEffect, useState } from 'preact/hooks';
import { Button, ConfirmDialog, Dialog, Notice, announce, formatNumber } from '@kreide/ui';
import { CopyField } from '@kreide/ui/office';
import { download, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../../problems';
import { useUnsaved } from '../../../unsaved';
import { t } from '../i18n';
import { credentialsOf, forgetCredentials, issue, type Account } from './data';
import '../accounts.css';

/* as the server puts into one file */
const lettersInFile = 25;

function LetterButtons({ job, count }: { job: string; count: number }) {
  const action = useAction();
  const parts = Math.ceil(count / lettersInFile);
  const name = (part: number) => {
    if (parts > 1) return t('credentials.lettersPart', { from: part * lettersInFile + 1, to: Math.min(count, (part + 1) * lettersInFile) });
    return t(count === 1 ? 'credentials.letter' : 'credentials.letters');
  };
  return (
    <>
      <div class="accounts-row">
        {Array.from({ length: parts }, (_, part) => (
          <Button
            key={part}
            icon="printer"
            variant={part === 0 ? 'primary' : 'secondary'}
            busy={action.busy}
            onClick={() => void action.run(() => download({ method: 'GET', path: `/credentials/${segment(job)}/letter`, query: { part } }, 'Zugangsbrief.pdf'))}
          >
            {name(part)}
          </Button>
        ))}
      </div>
      {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
    </>
  );
}

function RecoveryButton({ job }: { job: string }) {
  const action = useAction();
  return (
    <>
      <Button icon="printer" busy={action.busy} onClick={() => void action.run(() => download({ method: 'GET', path: `/credentials/${segment(job)}/recovery` }, 'Wiederherstellung.pdf'))}>
        {t('credentials.recoverySheet')}
      </Button>
      {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
    </>
  );
}

function One({ credential, job }: { credential: api.AccountCredential; job: string }) {
  return (
    <li class="accounts-credential">
      <p class="accounts-credential__who">{credential.label ?? t(`role.${credential.role}`)}</p>
      <div class="accounts-credential__fields">
        <CopyField label={t('credentials.handle')} value={credential.handle} mono />
        <CopyField label={t('credentials.password')} value={credential.password} mono />
      </div>
      {credential.recovery && (
        <>
          <p class="accounts-credential__who">{t('credentials.recovery')}</p>
          <p class="accounts-code">{credential.recovery}</p>
          <p class="accounts-quiet">{t('credentials.recoveryHint')}</p>
          <RecoveryButton job={job} />
        </>
      )}
    </li>
  );
}

function Shown({ job, onClose }: { job: string; onClose: () => void }) {
  const [found, setFound] = useState<api.Credentials | undefined>();
  const action = useAction();
  useUnsaved(true);
  useEffect(() => {
    const control = new AbortController();
    void action.run(async () => setFound(await credentialsOf(job, control.signal)));
    return () => control.abort();
  }, [job]);
  const list = found?.credentials ?? [];
  const close = () => {
    /* what the server could not be told to forget, it forgets by itself */
    void forgetCredentials(job).catch(() => undefined);
    onClose();
  };
  return (
    <Dialog
      open
      hideClose
      size="l"
      onClose={() => undefined}
      title={t('credentials.title', { count: list.length || 1 })}
      actions={
        <Button icon="check" onClick={close}>
          {t('credentials.close')}
        </Button>
      }
    >
      <div class="accounts-stack">
        <Notice tone="want">{t('credentials.warning', { count: list.length || 1 })}</Notice>
        {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
        {found && <LetterButtons job={job} count={list.length} />}
        <ul class="accounts-credentials">
          {list.map((credential) => (
            <One key={credential.account} credential={credential} job={job} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Working({ done, total }: { done: number; total: number }) {
  return (
    <Dialog open hideClose onClose={() => undefined} title={t('credentials.working')}>
      <div class="accounts-stack">
        <progress class="accounts-progress" value={done} max={total} aria-label={t('credentials.working')} />
        <p>{t('credentials.progress', { done: formatNumber(done), total: formatNumber(total) })}</p>
      </div>
    </Dialog>
  );
}

interface CredentialsProps {
  accounts: readonly Account[];
  title?: string | undefined;
  text?: string | undefined;
  onClose: () => void;
  /** passwords have been issued: lists are out of date */
  onIssued: () => void;
}

/** Asks, issues, shows. */
export function Credentials({ accounts, title, text, onClose, onIssued }: CredentialsProps) {
  const [job, setJob] = useState<string | undefined>();
  const [progress, setProgress] = useState<{ done: number; total: number } | undefined>();
  const action = useAction();
  const count = accounts.length;
  const start = () =>
    void action.run(async () => {
      setProgress({ done: 0, total: count });
      try {
        const made = await issue(accounts, (done, total) => setProgress({ done, total }));
        announce(t('credentials.title', { count }));
        setJob(made);
      } finally {
        setProgress(undefined);
      }
    });
  const close = () => {
    onClose();
    onIssued();
  };
  if (job) return <Shown job={job} onClose={close} />;
  if (progress) return <Working {...progress} />;
  return (
    <ConfirmDialog
      open
      icon="key"
      title={title ?? t('issue.title', { count, handle: accounts[0]?.handle ?? '' })}
      confirm={t(count === 1 ? 'issue.do' : 'issue.doMany')}
      onClose={onClose}
      onConfirm={start}
      problem={action.error && (action.error.problem ? problemText(action.error) : t('credentials.failed'))}
    >
      <p>{text ?? t('issue.text')}</p>
    </ConfirmDialog>
  );
}
