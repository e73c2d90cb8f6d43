// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import { classes } from '../classes';
import './card.css';

export interface CardProps {
  as?: 'div' | 'section' | 'article' | 'li' | undefined;
  class?: string | undefined;
  labelledBy?: string | undefined;
  /** something in it waits for the reader */
  wants?: boolean | undefined;
  children?: ComponentChildren;
}

export function Card({ as: Tag = 'div', class: className, labelledBy, wants, children }: CardProps) {
  return (
    <Tag class={classes('card', className)} aria-labelledby={labelledBy} data-wants={wants ? 'true' : undefined}>
      {children}
    </Tag>
  );
}
