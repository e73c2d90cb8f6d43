// SPDX-License-Identifier: EUPL-1.2
// The ways through the portal: what this role may see, in one order.
import { Icon, language } from '@kreide/ui';
import { allRoutes, type KnownRoute } from '../areas';
import type { NavEntry } from '../area';
import { t } from '../i18n';
import { loadPage } from '../lazy';
import { place } from '../router';
import { judge, session, type SessionState } from '../session';

export interface NavLink {
  href: string;
  entry: NavEntry;
  known: KnownRoute;
}

/** The entries this session may see, in order. */
export function navLinks(routes: readonly KnownRoute[], now: SessionState): NavLink[] {
  return routes
    .flatMap((known) => (known.route.nav && judge(known.route.access, now) === 'show' ? [{ href: known.route.path, entry: known.route.nav, known }] : []))
    .sort((a, b) => a.entry.order - b.entry.order);
}

/** The entry a path belongs to: itself, or the longest that lies above it. */
export function currentLink(links: readonly NavLink[], path: string): NavLink | undefined {
  const clean = path.replace(/\/+$/, '');
  return links
    .filter(({ href }) => clean === href || (clean.startsWith(`${href}/`) && href !== '/portal' && href !== '/service'))
    .sort((a, b) => b.href.length - a.href.length)[0];
}

function Entries({ links, current }: { links: readonly NavLink[]; current: NavLink | undefined }) {
  return (
    <ul class="nav__list">
      {links.map((link) => {
        const ahead = () => void loadPage(link.known.route).catch(() => undefined);
        return (
          <li key={link.href}>
            <a
              class="nav__link"
              href={link.href}
              aria-current={link === current ? (place.value.path === link.href ? 'page' : 'true') : undefined}
              onPointerEnter={ahead}
              onFocus={ahead}
            >
              <Icon name={link.entry.icon} />
              <span>{link.entry.text[language.value]}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export function Nav() {
  const links = navLinks(allRoutes, session.value).filter(({ href }) => href.startsWith('/portal'));
  const current = currentLink(links, place.value.path);
  return (
    <nav class="nav" aria-label={t('nav.label')}>
      <Entries links={links.filter(({ entry }) => entry.group !== 'end')} current={current} />
      <div class="nav__end">
        <Entries links={links.filter(({ entry }) => entry.group === 'end')} current={current} />
      </div>
    </nav>
  );
}

/** The public pages of the operator, beside its name, or below each other in the menu of a phone. */
export function PublicNav({ sheet = false }: { sheet?: boolean }) {
  const links = navLinks(allRoutes, session.value).filter(({ href }) => href.startsWith('/service'));
  if (links.length === 0) return null;
  const current = currentLink(links, place.value.path);
  if (sheet)
    return (
      <nav class="nav" aria-label={t('nav.label')}>
        <Entries links={links} current={current} />
      </nav>
    );
  return (
    <nav class="public__nav" aria-label={t('nav.label')}>
      <ul class="public__list">
        {links.map((link) => (
          <li key={link.href}>
            <a class="public__link" href={link.href} aria-current={link === current ? 'page' : undefined}>
              {link.entry.text[language.value]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
