// SPDX-License-Identifier: EUPL-1.2
// What an answer says about Opus steers this client's own encoder (RFC 7587 6.1). Pure.

/** Adds parameters to the Opus line of one media section, named by its mid; those that are there stay. */
export function withOpus(sdp: string, mid: string, parameters: Readonly<Record<string, string>>): string {
  const sections = sdp.split(/^(?=m=)/m);
  const at = sections.findIndex((s) => s.startsWith('m=audio') && new RegExp(`^a=mid:${literal(mid)}\\s*$`, 'm').test(s));
  const section = sections[at];
  const payload = section === undefined ? null : /^a=rtpmap:(\d+) opus\//im.exec(section)?.[1];
  if (section === undefined || !payload) return sdp;
  sections[at] = tuneSection(section, payload, parameters);
  return sections.join('');
}

function tuneSection(section: string, payload: string, parameters: Readonly<Record<string, string>>): string {
  const line = new RegExp(`^a=fmtp:${payload} (.*?)(\\r?)$`, 'm');
  const present = line.exec(section);
  const names = new Set((present?.[1] ?? '').split(';').map((p) => p.split('=')[0]?.trim()));
  const added = Object.entries(parameters).filter(([name]) => !names.has(name)).map(([name, value]) => `${name}=${value}`);
  if (added.length === 0) return section;
  if (present) return section.replace(line, (_all, old: string, end: string) => `a=fmtp:${payload} ${[old, ...added].join(';')}${end}`);
  return section.replace(new RegExp(`^(a=rtpmap:${payload} .*?)(\\r?\\n)`, 'm'), `$1$2a=fmtp:${payload} ${added.join(';')}$2`);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
