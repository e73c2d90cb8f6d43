// SPDX-License-Identifier: EUPL-1.2
// New sign-ins for teachers: from names that are typed, pasted or read from a table, or simply so many.
import { useState } from 'preact/hooks';
import { Button, Dialog, Notice, TextField, toast } from '@kreide/ui';
import { FileDrop, TextArea } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { t } from '../accounts/i18n';
import type { Account } from '../accounts/shared/data';
import { decodeTable, namesOf } from './names';

const maxFileBytes = 512 * 1024;

interface AddProps {
  school: string;
  left: number;
  onClose: () => void;
  onDone: (accounts: readonly Account[]) => void;
}

export function AddDialog({ school, left, onClose, onDone }: AddProps) {
  const [text, setText] = useState('');
  const [count, setCount] = useState('');
  const [file, setFile] = useState<File | undefined>();
  const [tried, setTried] = useState(false);
  const action = useAction();
  const names = namesOf(text);
  useUnsaved(names.length > 0);
  const wanted = names.length || Number(count) || 0;
  const fault = wanted === 0 ? t('add.none') : wanted > left ? t('add.tooMany') : undefined;
  const read = (chosen: File | undefined) => {
    setFile(chosen);
    if (!chosen) return;
    void action.run(async () => {
      const found = namesOf(decodeTable(new Uint8Array(await chosen.arrayBuffer())), true);
      setText((now) => [...namesOf(now), ...found].join('\n'));
      toast(t('add.fileRead', { count: found.length }));
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (fault) return;
    void action.run(async () => {
      const body: api.ModeratorsCreate = names.length > 0 ? { labels: names } : { count: wanted };
      const made = await call<api.AccountsMade>({ method: 'POST', path: `/schools/${segment(school)}/moderators`, body: ['moderators_create', body], answer: 'accounts_made' });
      toast(t('add.next'));
      onDone(made.accounts);
    });
  };
  return (
    <Dialog
      open
      size="l"
      onClose={onClose}
      title={t('add.title')}
      actions={
        <Button type="submit" form="moderators-add" variant="primary" busy={action.busy}>
          {t('add.do', { count: wanted || 1 })}
        </Button>
      }
    >
      <form id="moderators-add" class="accounts-stack" noValidate onSubmit={submit}>
        <p class="accounts-quiet">{t('add.left', { count: left })}</p>
        <TextArea label={t('add.names')} hint={t('add.namesHint')} rows={8} value={text} onInput={setText} error={tried ? fault : undefined} />
        <FileDrop label={t('add.file')} kinds={['csv']} maxBytes={maxFileBytes} file={file} onFile={read} />
        {names.length === 0 && <TextField label={t('add.anonymous')} inputmode="numeric" value={count} onInput={setCount} />}
        {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      </form>
    </Dialog>
  );
}
