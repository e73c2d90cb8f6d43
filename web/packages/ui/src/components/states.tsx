// SPDX-License-Identifier: EUPL-1.2
// What a place shows while there is nothing to show: loading, empty, gone wrong.
import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { tUi } from '../texts';
import { Button } from './button';
import { Icon } from './icon';
import './states.css';

export interface SpinnerProps {
  size?: number | undefined;
  label?: string | undefined;
}

export function Spinner({ size = 28, label }: SpinnerProps) {
  return (
    <span class="spinner" role="status">
      <Icon name="loader-circle" size={size} class="spinner__icon" />
      <span class="visually-hidden">{label ?? tUi('loading')}</span>
    </span>
  );
}

export interface SkeletonProps {
  /** how many lines of how much width, as a hint of what comes */
  lines?: number | undefined;
  label?: string | undefined;
}

export function Skeleton({ lines = 3, label }: SkeletonProps) {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{label ?? tUi('loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton__line" aria-hidden="true" />
      ))}
    </div>
  );
}

export interface StateProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon, title, children, action }: StateProps) {
  return (
    <div class="state">
      <span class="state__mark">
        <Icon name={icon} size={28} />
      </span>
      <h2 class="state__title">{title}</h2>
      {children && <div class="state__text">{children}</div>}
      {action && <div class="state__action">{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  title: string;
  children?: ComponentChildren;
  onRetry?: (() => void) | undefined;
}

/** It did not work: what happened, what it means, and a way on. */
export function ErrorState({ title, children, onRetry }: ErrorStateProps) {
  return (
    <div class="state" data-tone="bad" role="alert">
      <span class="state__mark">
        <Icon name="circle-alert" size={28} />
      </span>
      <h2 class="state__title">{title}</h2>
      {children && <div class="state__text">{children}</div>}
      {onRetry && (
        <div class="state__action">
          <Button icon="refresh-cw" onClick={onRetry}>
            {tUi('retry')}
          </Button>
        </div>
      )}
    </div>
  );
}
