// SPDX-License-Identifier: EUPL-1.2
import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact';
import { classes } from '../classes';
import type { IconName } from '../icons';
import { Icon } from './icon';
import './button.css';

/** primary: the one main action of a page. yellow: answers somebody who wants something. danger: leave, remove, delete. */
export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'quiet' | 'yellow';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'size' | 'icon' | 'class' | 'ref'> {
  variant?: ButtonVariant | undefined;
  size?: 'm' | 'l' | undefined;
  icon?: IconName | undefined;
  iconEnd?: IconName | undefined;
  /** works on it: keeps the focus, refuses further presses */
  busy?: boolean | undefined;
  wide?: boolean | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
  ref?: Ref<HTMLButtonElement> | undefined;
}

export function Button(props: ButtonProps) {
  const { variant = 'secondary', size = 'm', icon, iconEnd, busy, wide, class: className, children, onClick, ref, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      ref={ref ?? null}
      class={classes('button', wide && 'button--wide', className)}
      data-variant={variant}
      data-size={size}
      aria-disabled={busy ? 'true' : rest['aria-disabled']}
      aria-busy={busy ? 'true' : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else if (typeof onClick === 'function') onClick.call(event.currentTarget as never, event);
      }}
    >
      {busy ? <Icon name="loader-circle" class="button__busy" /> : icon && <Icon name={icon} />}
      <span class="button__text">{children}</span>
      {iconEnd && <Icon name={iconEnd} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'iconEnd' | 'wide' | 'size'> {
  icon: IconName;
  /** the name, for those who do not see the icon, and the tooltip */
  label: string;
  iconSize?: number | undefined;
}

export function IconButton({ icon, label, iconSize = 20, variant = 'quiet', busy, class: className, ref, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      ref={ref ?? null}
      class={classes('button button--icon', className)}
      data-variant={variant}
      aria-label={label}
      aria-busy={busy ? 'true' : undefined}
    >
      <Icon name={busy ? 'loader-circle' : icon} size={iconSize} class={busy ? 'button__busy' : undefined} />
    </button>
  );
}

export interface LinkButtonProps {
  href: string;
  variant?: ButtonVariant | undefined;
  size?: 'm' | 'l' | undefined;
  icon?: IconName | undefined;
  iconEnd?: IconName | undefined;
  class?: string | undefined;
  /** a fuller name than its word, where several say the same; begins with or contains that word */
  label?: string | undefined;
  children?: ComponentChildren;
}

/** A link that looks like a button: for going somewhere, where a button would do something. */
export function LinkButton({ href, variant = 'secondary', size = 'm', icon, iconEnd, class: className, label, children }: LinkButtonProps) {
  return (
    <a href={href} aria-label={label} class={classes('button', className)} data-variant={variant} data-size={size}>
      {icon && <Icon name={icon} />}
      <span class="button__text">{children}</span>
      {iconEnd && <Icon name={iconEnd} />}
    </a>
  );
}
