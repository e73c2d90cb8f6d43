// SPDX-License-Identifier: EUPL-1.2
// All areas, found by their folders: an area is added by adding one, and no list is edited.
import type { Area, AreaRoute } from './area';
import { compile, type Compiled } from './router';

const modules = import.meta.glob<Area>('./areas/*/index.ts', { eager: true, import: 'default' });

export const areas: readonly Area[] = Object.values(modules).sort((a, b) => (a.id < b.id ? -1 : 1));

export interface KnownRoute extends Compiled {
  route: AreaRoute;
  area: string;
}

/** Every route; a pattern without variables is tried before one with them. */
export const allRoutes: readonly KnownRoute[] = areas
  .flatMap((area) => area.routes.map((route) => ({ ...compile(route.path), route, area: area.id })))
  .sort((a, b) => a.names.length - b.names.length);
