// SPDX-License-Identifier: EUPL-1.2
// Draws a lucide icon as elements, not as markup: no innerHTML anywhere, so the strictest content policy holds.
import { h } from 'preact';
import { icons, type IconName } from '../icons';
import './icon.css';

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

const drawn: Partial<Record<IconName, string>> = { ...icons };

/** Brings icons that not every application needs. */
export function addIcons(more: Partial<Record<IconName, string>>): void {
  Object.assign(drawn, more);
}

const parsed = new Map<IconName, readonly Shape[]>();

function parse(svg: string): Shape[] {
  const shapes: Shape[] = [];
  for (const [, tag = '', rest = ''] of svg.matchAll(/<(path|rect|circle|ellipse|line|polyline|polygon)\s([^>]*?)\/>/g)) {
    const pairs = [...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
    shapes.push([tag, Object.fromEntries(pairs)]);
  }
  return shapes;
}

function shapes(name: IconName): readonly Shape[] {
  let found = parsed.get(name);
  if (!found) {
    found = parse(drawn[name] ?? '');
    parsed.set(name, found);
  }
  return found;
}

export interface IconProps {
  name: IconName;
  /** edge in px; 20 unless told */
  size?: number | undefined;
  /** only for an icon that stands alone; otherwise the word beside it says it */
  label?: string | undefined;
  class?: string | undefined;
}

export function Icon({ name, size = 20, label, class: className }: IconProps) {
  return (
    <svg
      class={className ? `icon ${className}` : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      focusable="false"
      {...(label ? { role: 'img' as const, 'aria-label': label } : { 'aria-hidden': 'true' as const })}
    >
      {shapes(name).map(([tag, attributes]) => h(tag, attributes as never))}
    </svg>
  );
}
