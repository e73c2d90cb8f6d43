// SPDX-License-Identifier: EUPL-1.2
// A modal panel over the whole height: the menu of a phone. The browser keeps the focus inside and gives it back.
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { IconButton } from '@kreide/ui';
import { t } from '../i18n';

export function Sheet({ label, head, onClose, children }: { label: string; head: ComponentChildren; onClose: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="sheet"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class="sheet__body">
        <div class="sheet__head">
          {head}
          <IconButton icon="x" iconSize={24} label={t('nav.close')} onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
