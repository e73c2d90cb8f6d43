// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { Icon } from './icon';
import './badge.css';

export interface BadgeProps {
  tone?: 'neutral' | 'good' | 'want' | 'bad' | 'info' | undefined;
  icon?: IconName | undefined;
  /** a filled dot before the word: something is going on now */
  dot?: boolean | undefined;
  children: ComponentChildren;
}

export function Badge({ tone = 'neutral', icon, dot, children }: BadgeProps) {
  return (
    <span class="badge" data-tone={tone}>
      {dot && <span class="badge__dot" aria-hidden="true" />}
      {icon && <Icon name={icon} size={14} />}
      {children}
    </span>
  );
}
