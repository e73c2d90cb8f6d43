// SPDX-License-Identifier: EUPL-1.2
// The text of a document as the server shows it: our own elements only, everything else escaped there (src/paper/export.h).
import type { api } from '@kreide/protocol';
import { classes } from '@kreide/ui';
import './paper-text.css';

type Shown = Pick<api.ServicePage, 'html'> & { lang?: string | undefined };

/** Part of a page; inside .paper-sheet it lies on a sheet of its own. */
export function PaperText({ html, lang, class: className }: Shown & { class?: string | undefined }) {
  return <div class={classes('paper-text', className)} lang={lang} dangerouslySetInnerHTML={{ __html: html }} />;
}
