// SPDX-License-Identifier: EUPL-1.2
// Two versions of a text as one: what was struck out, what was put in, and where.
import { useMemo, useState } from 'preact/hooks';
import { Icon } from '../components/icon';
import { formatNumber } from '../i18n/format';
import { diffTexts, folded, type DiffLine } from './diff';
import { tOffice } from './texts';
import './diff-view.css';

function Line({ line }: { line: DiffLine }) {
  const Tag = line.kind === 'added' ? 'ins' : line.kind === 'removed' ? 'del' : 'span';
  return (
    <li class="diff__line" data-kind={line.kind}>
      <span class="diff__number tabular" aria-hidden="true">
        {line.after ?? line.before}
      </span>
      <span class="diff__sign" aria-hidden="true">
        {line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}
      </span>
      <Tag class="diff__text">
        {line.kind !== 'same' && <span class="visually-hidden">{`${tOffice(line.kind)}: `}</span>}
        {line.spans.map((span, index) =>
          span.changed && line.spans.length > 1 ? (
            <mark key={index} class="diff__changed">
              {span.text}
            </mark>
          ) : (
            span.text
          ),
        )}
        {line.spans.every((span) => span.text === '') && '\u00a0'}
      </Tag>
    </li>
  );
}

function Fold({ lines }: { lines: readonly DiffLine[] }) {
  const [open, setOpen] = useState(false);
  if (open) return <>{lines.map((line, index) => <Line key={index} line={line} />)}</>;
  return (
    <li class="diff__fold">
      <button type="button" class="diff__unfold" onClick={() => setOpen(true)}>
        <Icon name="chevrons-up-down" size={16} />
        {tOffice('unchanged', { count: lines.length })}
      </button>
    </li>
  );
}

export function DiffView({ label, before, after }: { label: string; before: string; after: string }) {
  const lines = useMemo(() => diffTexts(before, after), [before, after]);
  const parts = useMemo(() => folded(lines), [lines]);
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const same = lines.every((line) => line.kind === 'same');
  return (
    <section class="diff" aria-label={label}>
      <p class="diff__head">{same ? tOffice('noDifference') : tOffice('differences', { added: formatNumber(count('added')), removed: formatNumber(count('removed')) })}</p>
      {!same && (
        <ol class="diff__lines" role="list">
          {parts.map((part, index) =>
            part.kind === 'fold' ? <Fold key={index} lines={part.lines} /> : part.lines.map((line, at) => <Line key={`${index}-${at}`} line={line} />),
          )}
        </ol>
      )}
    </section>
  );
}
