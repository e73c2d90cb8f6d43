// SPDX-License-Identifier: EUPL-1.2
// The way into a room, on paper.
import { callFile, segment } from './call';
import { saveBlob } from './download';

export const cardCounts = ['2', '4', '8', '1'] as const;
export type CardCount = (typeof cardCounts)[number];

export interface CardWish {
  lang: 'de' | 'en';
  cards: CardCount;
  /** with the short code, which is dead within a day */
  code?: boolean | undefined;
}

/** A name for the file: the room's, without what file systems do not take. */
export function cardName(title: string, lang: 'de' | 'en'): string {
  const clean = title.replace(/[\p{Cc}\\/<>:"|?*]/gu, ' ').replace(/\s+/g, ' ').replace(/^[ .]+|[ .]+$/g, '');
  return `${lang === 'de' ? 'Karte' : 'Card'} ${clean || 'Kreide'}.pdf`;
}

export async function saveCard(room: { id: string; title: string }, { lang, cards, code }: CardWish): Promise<void> {
  const query = { lang, cards, code };
  const { blob } = await callFile({ method: 'GET', path: `/rooms/${segment(room.id)}/card`, query }, 'karte.pdf');
  saveBlob(blob, cardName(room.title, lang));
}
