// SPDX-License-Identifier: EUPL-1.2
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announce';
import { tUi } from '../texts';
import { IconButton } from './button';
import { Icon } from './icon';
import type { Tone } from './notice';
import './toast.css';

interface ToastEntry {
  key: number;
  text: string;
  tone: Tone;
}

const toasts = signal<readonly ToastEntry[]>([]);
const staysMs = 5000;
let nextKey = 1;

function drop(key: number): void {
  toasts.value = toasts.value.filter((toast) => toast.key !== key);
}

/** A short word that something was done ("Link kopiert"). It goes away by itself, so it never says anything that must be known. */
export function toast(text: string, tone: Tone = 'good'): void {
  const key = nextKey++;
  toasts.value = [...toasts.value.slice(-2), { key, text, tone }];
  announce(text);
  setTimeout(() => drop(key), staysMs);
}

/** Where toasts appear; once per page. The live region of announce() reads them, so this box is silent. */
export function Toasts() {
  const box = useRef<HTMLDivElement>(null);
  const newest = toasts.value.at(-1)?.key;
  useEffect(() => {
    /* a popover lies above dialogs, if it was opened after them */
    if (box.current?.matches(':popover-open')) box.current.hidePopover();
    if (newest !== undefined) box.current?.showPopover();
  }, [newest]);
  return (
    <div class="toasts" popover="manual" ref={box}>
      {toasts.value.map((entry) => (
        <div key={entry.key} class="toast" data-tone={entry.tone}>
          <Icon name={entry.tone === 'bad' ? 'circle-alert' : entry.tone === 'good' ? 'circle-check' : 'info'} />
          <span class="toast__text">{entry.text}</span>
          <IconButton icon="x" iconSize={18} label={tUi('close')} onClick={() => drop(entry.key)} />
        </div>
      ))}
    </div>
  );
}
