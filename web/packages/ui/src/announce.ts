// SPDX-License-Identifier: EUPL-1.2
// Says things to screen readers: two live regions that are always in the page, one that waits its turn and one that does not.

type Politeness = 'polite' | 'assertive';

const regions = new Map<Politeness, HTMLElement>();
const settleMs = 60;
const clearAfterMs = 8000;
let timer = 0;

function region(politeness: Politeness): HTMLElement {
  const there = regions.get(politeness);
  if (there?.isConnected) return there;
  const made = document.createElement('div');
  made.className = 'visually-hidden';
  made.setAttribute('role', politeness === 'polite' ? 'status' : 'alert');
  made.setAttribute('aria-live', politeness);
  made.setAttribute('aria-atomic', 'true');
  document.body.append(made);
  regions.set(politeness, made);
  return made;
}

/** Puts both regions into the page, early: readers ignore a region that appears together with its text. */
export function prepareAnnouncements(): void {
  region('polite');
  region('assertive');
}

export function announce(text: string, politeness: Politeness = 'polite'): void {
  const target = region(politeness);
  /* everything outside a modal dialog is inert, and inert regions are not read: so the region goes where the person is */
  const host = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
  if (target.parentElement !== host) host.append(target);
  target.textContent = '';
  /* the same text twice is only read again if the region was empty in between */
  window.setTimeout(() => {
    target.textContent = text;
  }, settleMs);
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    for (const each of regions.values()) each.textContent = '';
  }, clearAfterMs);
}
