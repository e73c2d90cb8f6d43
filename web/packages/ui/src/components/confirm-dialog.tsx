// SPDX-License-Identifier: EUPL-1.2
import { useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { tUi } from '../texts';
import { Button } from './button';
import { Dialog } from './dialog';
import { TextField } from './field';
import { Notice } from './notice';

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  /** the question */
  title: string;
  /** the answer, as a verb: "Raum löschen" */
  confirm: string;
  onConfirm: () => void;
  icon?: IconName | undefined;
  /** removes or ends something */
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  /** what went wrong with the last try */
  problem?: ComponentChildren;
  /** must be typed before: for what cannot be undone */
  typed?: string | undefined;
  children?: ComponentChildren;
}

/** A question before something happens: says what will, with the harmless answer first. */
export function ConfirmDialog({ open, ...rest }: ConfirmDialogProps) {
  return open ? <OpenConfirm {...rest} /> : null;
}

function OpenConfirm(props: Omit<ConfirmDialogProps, 'open'>) {
  const { onClose, title, confirm, onConfirm, icon, danger, busy, problem, typed, children } = props;
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const form = useId();
  const fits = typed === undefined || text.trim() === typed;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!fits) return field.current?.focus();
    if (!busy) onConfirm();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{tUi('cancel')}</Button>
          <Button type="submit" form={form} variant={danger ? 'danger' : 'primary'} icon={icon} busy={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      <form class="dialog__form" id={form} onSubmit={submit} noValidate>
        {problem && (
          <Notice tone="bad" live="assertive">
            {problem}
          </Notice>
        )}
        {children}
        {typed !== undefined && (
          <TextField
            label={tUi('typeToConfirm', { word: typed })}
            value={text}
            onInput={setText}
            ref={field}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            error={tried && !fits ? tUi('typeDiffers', { word: typed }) : undefined}
          />
        )}
      </form>
    </Dialog>
  );
}
