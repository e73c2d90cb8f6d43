// SPDX-License-Identifier: EUPL-1.2
import { useId, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import './tooltip.css';

const delayMs = 450;

export interface TooltipProps {
  text: string;
  children: ComponentChildren;
}

/** A hint on hover and on keyboard focus. It repeats or adds; what must be known is never only here. Escape hides it. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const host = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const timer = useRef(0);
  const show = () => {
    const at = host.current?.getBoundingClientRect();
    const element = tip.current;
    if (!at || !element?.isConnected) return;
    element.showPopover();
    const box = element.getBoundingClientRect();
    const above = at.top - box.height - 8;
    element.style.top = `${above > 4 ? above : at.bottom + 8}px`;
    element.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - box.width / 2, window.innerWidth - box.width - 8))}px`;
  };
  const hide = () => {
    window.clearTimeout(timer.current);
    if (tip.current?.matches(':popover-open')) tip.current.hidePopover();
  };
  const later = () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(show, delayMs);
  };
  return (
    <span
      class="tooltip-host"
      ref={host}
      onPointerEnter={later}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocusIn={(event) => (event.target as Element).matches(':focus-visible') && show()}
      onFocusOut={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children}
      <span class="tooltip" id={id} ref={tip} popover="manual" role="tooltip">
        {text}
      </span>
    </span>
  );
}
