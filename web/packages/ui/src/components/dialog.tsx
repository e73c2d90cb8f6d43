// SPDX-License-Identifier: EUPL-1.2
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { classes } from '../classes';
import { tUi } from '../texts';
import { IconButton } from './button';
import './dialog.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children?: ComponentChildren;
  /** buttons; the least harmful first, the main one last */
  actions?: ComponentChildren;
  size?: 's' | 'm' | 'l' | 'full' | undefined;
  /** for a question that must be answered by a button */
  hideClose?: boolean | undefined;
  class?: string | undefined;
}

const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
const typing = 'textarea, input:not([type]), input:is([type=text], [type=password], [type=email], [type=search], [type=number], [type=tel])';

/**
 * Where the focus begins: in the field if there is something to type, otherwise on the harmless answer; on what closes the
 * dialog only if it is for reading. A dialog's own `autofocus` comes first.
 */
function focusFirst(dialog: HTMLElement): void {
  if (dialog.querySelector('[autofocus]')) return;
  const first = [...dialog.querySelectorAll<HTMLElement>(`.dialog__content :is(${controls})`)].find((each) => each.checkVisibility() && !each.matches(':disabled'));
  if (first?.matches(typing)) return first.focus();
  /* below the end of a long text it would not be seen */
  if (!first && dialog.scrollHeight <= dialog.clientHeight + 1) dialog.querySelector<HTMLElement>('.dialog__actions .button:not(:disabled)')?.focus();
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape, and gives the focus back to where it was. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ onClose, title, children, actions, size = 'm', hideClose, class: className }: Omit<DialogProps, 'open'>) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const pressedBeside = useRef(false);
  /* before the next key: an effect after painting would leave a moment in which Escape goes to the page */
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) {
      dialog.showModal();
      focusFirst(dialog);
    }
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={classes('dialog', className)}
      data-size={size}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        /* a press beside the dialog hits the element itself, not its content; a text dragged out of it does not count */
        pressedBeside.current = event.target === element.current;
      }}
      onClick={(event) => {
        if (pressedBeside.current && event.target === element.current) onClose();
      }}
    >
      <div class="dialog__body">
        <header class="dialog__head">
          <h2 class="dialog__title" id={titleId}>
            {title}
          </h2>
          {!hideClose && <IconButton icon="x" label={tUi('close')} onClick={onClose} class="dialog__close" />}
        </header>
        <div class="dialog__content">{children}</div>
        {actions && <footer class="dialog__actions">{actions}</footer>}
      </div>
    </dialog>
  );
}
