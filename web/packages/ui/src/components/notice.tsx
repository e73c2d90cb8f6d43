// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { Icon } from './icon';
import './notice.css';

/** want: somebody wants something, or it waits for you. Never more than one line of fact and what is done about it. */
export type Tone = 'info' | 'good' | 'want' | 'bad';

const toneIcons: Record<Tone, IconName> = { info: 'info', good: 'circle-check', want: 'bell', bad: 'circle-alert' };

export interface NoticeProps {
  tone?: Tone | undefined;
  icon?: IconName | undefined;
  title?: string | undefined;
  children?: ComponentChildren;
  action?: ComponentChildren;
  /** read out when it appears */
  live?: 'polite' | 'assertive' | undefined;
}

export function Notice({ tone = 'info', icon, title, children, action, live }: NoticeProps) {
  return (
    <div class="notice" data-tone={tone} role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}>
      <Icon name={icon ?? toneIcons[tone]} class="notice__icon" />
      <div class="notice__text">
        {title && <p class="notice__title">{title}</p>}
        {children}
      </div>
      {action && <div class="notice__action">{action}</div>}
    </div>
  );
}
