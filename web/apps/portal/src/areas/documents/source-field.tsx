// SPDX-License-Identifier: EUPL-1.2
// A text with the numbers of its lines beside it, and marks where something is wrong.
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { api } from '@kreide/protocol';

export interface SourceFieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  faults: readonly api.DocumentFault[];
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  lang: string;
}

/* Lines wrap, so a number has to be as high as its line: a hidden copy of the text, wrapped alike, measures them. */
function useHeights(value: string, field: RefObject<HTMLTextAreaElement | null>, copy: RefObject<HTMLDivElement | null>, numbers: RefObject<HTMLOListElement | null>) {
  const measure = () => {
    const area = field.current;
    const twin = copy.current;
    const list = numbers.current;
    if (!area || !twin || !list) return;
    twin.style.width = `${area.clientWidth}px`;
    for (let n = 0; n < list.children.length; n++) {
      const line = twin.children[n];
      const mark = list.children[n];
      if (line instanceof HTMLElement && mark instanceof HTMLElement) mark.style.height = `${line.getBoundingClientRect().height}px`;
    }
    list.scrollTop = area.scrollTop;
  };
  useEffect(measure, [value]);
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    const watch = new ResizeObserver(measure);
    watch.observe(area);
    return () => watch.disconnect();
  }, []);
}

export function SourceField({ label, value, onInput, faults, fieldRef, lang }: SourceFieldProps) {
  const copy = useRef<HTMLDivElement>(null);
  const numbers = useRef<HTMLOListElement>(null);
  useHeights(value, fieldRef, copy, numbers);
  const lines = value.split('\n');
  const wrong = new Set(faults.map((fault) => fault.line));
  return (
    <div class="source">
      <ol class="source__numbers" ref={numbers} aria-hidden="true">
        {lines.map((_, index) => (
          <li key={index} data-wrong={wrong.has(index + 1) || undefined}>
            {index + 1}
          </li>
        ))}
      </ol>
      <div class="source__copy" ref={copy} aria-hidden="true">
        {lines.map((line, index) => (
          <div key={index}>{line || '\u200b'}</div>
        ))}
      </div>
      <textarea
        ref={fieldRef}
        class="source__text"
        aria-label={label}
        aria-invalid={faults.length > 0 ? 'true' : undefined}
        aria-describedby="editor-faults"
        value={value}
        lang={lang}
        spellcheck
        autocomplete="off"
        maxLength={60_000}
        onInput={(event) => onInput(event.currentTarget.value)}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
