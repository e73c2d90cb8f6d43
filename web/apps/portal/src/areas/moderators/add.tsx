// SPDX-License-Identifier: EUPL-1.2
// New sign-ins for teachers: from names that are typed or pasted, from a table that the server reads, or simply so many.
import { useState } from 'preact/hooks';
import { Button, Dialog, Notice, TextField, toast } from '@kreide/ui';
import { FileDrop, TextArea } from '@kreide/ui/office';
import { call, segment, upload } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { t } from '../accounts/i18n';
import { listAll, type Account } from '../accounts/shared/data';
import { namesOf } from './names';
import { TableLines, tableProblem } from './table-lines';

const maxFileBytes = 4 * 1024 * 1024;

interface AddProps {
  school: string;
  left: number;
  onClose: () => void;
  onDone: (accounts: readonly Account[]) => void;
}

/** What the server makes of a table; for good, or to see. It forgets the file after `commit`. */
function takeTable(school: string, id: string, commit: boolean): Promise<api.ModeratorsImported> {
  return call<api.ModeratorsImported>({
    method: 'POST',
    path: `/schools/${segment(school)}/moderators/import`,
    body: ['moderators_import', { upload: id, commit }],
    answer: 'moderators_imported',
    timeoutMs: 60_000,
  });
}

async function makeNamed(school: string, names: readonly string[], count: number): Promise<readonly Account[]> {
  const body: api.ModeratorsCreate = names.length > 0 ? { labels: [...names] } : { count };
  const path = `/schools/${segment(school)}/moderators`;
  return (await call<api.AccountsMade>({ method: 'POST', path, body: ['moderators_create', body], answer: 'accounts_made' })).accounts;
}

async function makeListed(school: string, id: string): Promise<readonly Account[]> {
  const made = await takeTable(school, id, true);
  const ids = new Set(made.lines.filter((line) => line.result === 'created').map((line) => line.account));
  if (made.changed > 0) toast(t('table.renamed', { count: made.changed }));
  return ids.size > 0 ? (await listAll(school, { role: 'moderator', state: 'new' })).filter((each) => ids.has(each.id)) : [];
}

function doText(report: api.ModeratorsImported | undefined, wanted: number): string {
  return report && report.created === 0 && report.changed > 0 ? t('table.rename', { count: report.changed }) : t('add.do', { count: wanted || 1 });
}

export function AddDialog({ school, left, onClose, onDone }: AddProps) {
  const [text, setText] = useState('');
  const [count, setCount] = useState('');
  const [file, setFile] = useState<File | undefined>();
  const [table, setTable] = useState<{ id: string; report: api.ModeratorsImported } | undefined>();
  const [tried, setTried] = useState(false);
  const action = useAction();
  const names = namesOf(text);
  useUnsaved(names.length > 0 || table !== undefined);
  const report = table?.report;
  const wanted = file ? (report?.created ?? 0) : names.length || Number(count) || 0;
  const nothing = wanted === 0 && !report?.changed;
  const fault = nothing ? t(file ? 'table.nothing' : 'add.none') : wanted > left ? t('add.tooMany') : undefined;
  const read = (chosen: File | undefined) => {
    setFile(chosen);
    setTable(undefined);
    setTried(false);
    action.clear();
    if (!chosen) return;
    void action.run(async () => {
      const id = await upload(chosen);
      setTable({ id, report: await takeTable(school, id, false) });
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (fault) return;
    void action.run(async () => {
      const made = table ? await makeListed(school, table.id) : await makeNamed(school, names, wanted);
      if (made.length > 0) toast(t('add.next'));
      onDone(made);
    });
  };
  return (
    <Dialog
      open
      size="l"
      onClose={onClose}
      title={t('add.title')}
      actions={
        <Button type="submit" form="moderators-add" variant="primary" busy={action.busy} disabled={report?.problem !== undefined}>
          {doText(report, wanted)}
        </Button>
      }
    >
      <form id="moderators-add" class="accounts-stack" noValidate onSubmit={submit}>
        <p class="accounts-quiet">{t('add.left', { count: left })}</p>
        {!file && <TextArea label={t('add.names')} hint={t('add.namesHint')} rows={8} value={text} onInput={setText} error={tried ? fault : undefined} />}
        {names.length === 0 && <FileDrop label={t(file ? 'table.file' : 'add.file')} hint={t('table.hint')} kinds={['csv']} maxBytes={maxFileBytes} file={file} onFile={read} disabled={action.busy} />}
        {!file && names.length === 0 && <TextField label={t('add.anonymous')} inputmode="numeric" value={count} onInput={setCount} />}
        {report?.problem !== undefined && <Notice tone="bad">{tableProblem(report)}</Notice>}
        {report && report.problem === undefined && <TableLines report={report} />}
        {file && tried && fault && <Notice tone="bad">{fault}</Notice>}
        {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
      </form>
    </Dialog>
  );
}
