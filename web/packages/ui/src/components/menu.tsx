// SPDX-License-Identifier: EUPL-1.2
// Popover and menu on the browser's popover: closes on Escape and on a press elsewhere, lies above everything, gives the focus back.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, RefObject } from 'preact';
import { classes } from '../classes';
import type { IconName } from '../icons';
import { Icon } from './icon';
import './menu.css';

const gap = 6;
const edge = 8;

/** Puts a popover below its button, or above if there is more room, and inside the window. */
function place(popover: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void {
  const at = anchor.getBoundingClientRect();
  const box = popover.getBoundingClientRect();
  const below = window.innerHeight - at.bottom;
  const top = below >= box.height + gap + edge || below >= at.top ? at.bottom + gap : at.top - box.height - gap;
  const left = align === 'start' ? at.left : at.right - box.width;
  popover.style.top = `${Math.max(edge, Math.min(top, window.innerHeight - box.height - edge))}px`;
  popover.style.left = `${Math.max(edge, Math.min(left, window.innerWidth - box.width - edge))}px`;
}

interface Anchored {
  id: string;
  open: boolean;
  anchor: RefObject<HTMLButtonElement | null>;
  popover: RefObject<HTMLDivElement | null>;
  toggle: () => void;
  close: () => void;
}

function useAnchored(align: 'start' | 'end'): Anchored {
  const id = useId();
  const anchor = useRef<HTMLButtonElement | null>(null);
  const popover = useRef<HTMLDivElement | null>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const element = popover.current;
    if (!element) return;
    const onToggle = (event: Event) => setOpen((event as ToggleEvent).newState === 'open');
    element.addEventListener('toggle', onToggle);
    return () => element.removeEventListener('toggle', onToggle);
  }, []);
  useEffect(() => {
    if (!open) return;
    const again = () => popover.current && anchor.current && place(popover.current, anchor.current, align);
    again();
    window.addEventListener('resize', again);
    window.addEventListener('scroll', again, true);
    return () => {
      window.removeEventListener('resize', again);
      window.removeEventListener('scroll', again, true);
    };
  }, [open, align]);
  const close = () => {
    popover.current?.hidePopover();
    anchor.current?.focus();
  };
  return { id, open, anchor, popover, close, toggle: () => popover.current?.togglePopover() };
}

export interface AnchorProps {
  ref: RefObject<HTMLButtonElement | null>;
  'aria-expanded': 'true' | 'false';
  'aria-controls': string;
  'aria-haspopup': 'menu' | 'dialog';
  /* the browser itself opens: so a second press closes instead of closing and opening again */
  popovertarget: string;
}

export interface PopoverProps {
  /** draws the button; spread the props it gets onto a Button or IconButton */
  anchor: (props: AnchorProps, open: boolean) => ComponentChildren;
  label: string;
  align?: 'start' | 'end' | undefined;
  class?: string | undefined;
  children: ComponentChildren | ((close: () => void) => ComponentChildren);
}

export function Popover({ anchor, label, align = 'start', class: className, children }: PopoverProps) {
  const at = useAnchored(align);
  const props: AnchorProps = {
    ref: at.anchor,
    'aria-expanded': at.open ? 'true' : 'false',
    'aria-controls': at.id,
    'aria-haspopup': 'dialog',
    popovertarget: at.id,
  };
  return (
    <>
      {anchor(props, at.open)}
      <div id={at.id} ref={at.popover} popover="auto" class={classes('popover', className)} role="dialog" aria-label={label}>
        {at.open && (typeof children === 'function' ? children(at.close) : children)}
      </div>
    </>
  );
}

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** for an item that is a choice among others */
  checked?: boolean | undefined;
  onSelect: () => void;
}

export interface MenuProps {
  anchor: (props: AnchorProps, open: boolean) => ComponentChildren;
  label: string;
  items: readonly (MenuItem | 'line')[];
  align?: 'start' | 'end' | undefined;
}

/** A menu after the ARIA pattern: arrow keys, Home, End, first letters; Escape and Tab close it. */
export function Menu({ anchor, label, items, align = 'end' }: MenuProps) {
  const at = useAnchored(align);
  useEffect(() => {
    if (at.open) entries()[0]?.focus();
  }, [at.open]);
  const entries = () => [...(at.popover.current?.querySelectorAll<HTMLButtonElement>('.menu__item:not(:disabled)') ?? [])];
  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const now = all.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'Tab') return at.close();
    const step = { ArrowDown: now + 1, ArrowUp: now - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    const target =
      step !== undefined
        ? all[step % all.length]
        : event.key.length === 1
          ? [...all.slice(now + 1), ...all].find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))
          : undefined;
    if (!target || event.key === ' ') return;
    event.preventDefault();
    target.focus();
  };
  const props: AnchorProps = {
    ref: at.anchor,
    'aria-expanded': at.open ? 'true' : 'false',
    'aria-controls': at.id,
    'aria-haspopup': 'menu',
    popovertarget: at.id,
  };
  return (
    <>
      {anchor(props, at.open)}
      <div id={at.id} ref={at.popover} popover="auto" class="popover menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
        {items.map((item, index) =>
          item === 'line' ? (
            <hr key={`line-${index}`} class="menu__line" />
          ) : (
            <button
              key={item.id}
              type="button"
              class="menu__item"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked === undefined ? undefined : item.checked ? 'true' : 'false'}
              tabIndex={-1}
              disabled={item.disabled}
              data-danger={item.danger ? 'true' : undefined}
              onClick={() => {
                at.close();
                item.onSelect();
              }}
            >
              {item.checked !== undefined ? (
                <Icon name="check" size={18} class={item.checked ? undefined : 'menu__unchecked'} />
              ) : (
                item.icon && <Icon name={item.icon} size={18} />
              )}
              <span>{item.label}</span>
            </button>
          ),
        )}
      </div>
    </>
  );
}
