// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { IconButton } from '../components/button';
import { Icon } from '../components/icon';
import { tOffice } from './texts';
import './search-field.css';

export interface SearchFieldProps {
  /** what is searched; said to screen readers, and shown while the field is empty */
  label: string;
  value: string;
  /** told a moment after the last letter, at once on Enter and on clearing */
  onSearch: (words: string) => void;
  delayMs?: number | undefined;
}

export function SearchField({ label, value, onSearch, delayMs = 250 }: SearchFieldProps) {
  const id = useId();
  const [text, setText] = useState(value);
  const timer = useRef(0);
  const told = useRef(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    /* changed from outside, such as by "back" */
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const tell = (words: string) => {
    window.clearTimeout(timer.current);
    if (words === told.current) return;
    told.current = words;
    onSearch(words);
  };
  const change = (words: string) => {
    setText(words);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => tell(words), delayMs);
  };
  return (
    <div class="search" role="search">
      <label class="visually-hidden" for={id}>
        {label}
      </label>
      <Icon name="search" class="search__icon" />
      <input
        ref={input}
        id={id}
        class="search__input"
        type="text"
        inputmode="search"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        maxlength={200}
        placeholder={label}
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell(text);
          if (event.key === 'Escape' && text) {
            event.preventDefault();
            setText('');
            tell('');
          }
        }}
      />
      {text && (
        <IconButton
          icon="x"
          iconSize={18}
          label={tOffice('clearSearch')}
          class="search__clear"
          onClick={() => {
            setText('');
            tell('');
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}
