// SPDX-License-Identifier: EUPL-1.2
// How the operator presents itself on its public pages; the area of these pages fills it.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export interface Brand {
  name: string;
  /** address of a picture of our own origin, or a blob: address */
  logo?: string | undefined;
  /** links to imprint, privacy notice and accessibility statement */
  footer?: (() => ComponentChildren) | undefined;
}

export const brand = signal<Brand>({ name: 'Kreide' });
