// SPDX-License-Identifier: EUPL-1.2
import './avatar.css';

const personColours = 9;

/** The colour of a person: the same in every browser for the same key (a member id, or a name where there is none). */
export function personColour(key: string): number {
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
  return ((hash >>> 0) % personColours) + 1;
}

/** The first letter or digit of a name, as one whole character of any script. */
export function initial(name: string): string {
  return (name.match(/\p{L}|\p{N}/u)?.[0] ?? '?').toLocaleUpperCase();
}

export interface AvatarProps {
  name: string;
  /** what the colour hangs on, if not the name */
  colourKey?: string | undefined;
  size?: 's' | 'm' | 'l' | 'tile' | undefined;
  /** a colour from 1 to 9 instead of the hash */
  colour?: number | undefined;
}

/** Decoration beside a written name: hidden from screen readers. */
export function Avatar({ name, colourKey, size = 'm', colour }: AvatarProps) {
  return (
    <span class="avatar" data-size={size} data-person={colour ?? personColour(colourKey ?? name)} aria-hidden="true">
      {initial(name)}
    </span>
  );
}
