// SPDX-License-Identifier: EUPL-1.2
// Where a file is dropped or chosen: by mouse, by keyboard, or from the camera of a phone.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { announce } from '../announce';
import { IconButton } from '../components/button';
import { describedBy } from '../components/field';
import { Icon } from '../components/icon';
import { formatBytes, formatList, formatNumber } from '../i18n/format';
import { acceptOf, fileFault, kindNames, type FileFault, type FileKind } from './file-kinds';
import { tOffice } from './texts';
import './file-drop.css';

export interface FileDropProps {
  id?: string | undefined;
  label: string;
  kinds: readonly FileKind[];
  maxBytes: number;
  file: File | undefined;
  /** only files that passed; undefined: taken away */
  onFile: (file: File | undefined) => void;
  /** 0 to 1 while it is sent, 1: arrived */
  progress?: number | undefined;
  hint?: ComponentChildren;
  error?: string | undefined;
  disabled?: boolean | undefined;
}

function faultText(fault: FileFault, file: File, kinds: readonly FileKind[], maxBytes: number): string {
  const names = formatList(kindNames(kinds), 'disjunction');
  switch (fault) {
    case 'kind':
      return tOffice('wrongKind', { name: file.name, kinds: names });
    case 'content':
      return tOffice('wrongContent', { name: file.name, kinds: names });
    case 'size':
      return tOffice('tooLarge', { name: file.name, size: formatBytes(file.size), max: formatBytes(maxBytes) });
    case 'empty':
      return tOffice('emptyFile', { name: file.name });
  }
}

/**
 * A file is looked into before it counts, and whoever is quick sends the form meanwhile, which would say that there is none.
 * So the form waits for the file, and goes by itself when the file is good.
 */
function useReading(input: { current: HTMLInputElement | null }) {
  const reading = useRef<File | undefined>(undefined);
  const held = useRef<{ by: HTMLElement | null } | undefined>(undefined);
  const [done, setDone] = useState(0);
  useLayoutEffect(() => {
    const form = input.current?.form;
    const hold = (event: SubmitEvent) => {
      if (!reading.current) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held.current = { by: event.submitter };
    };
    form?.addEventListener('submit', hold, { capture: true });
    return () => form?.removeEventListener('submit', hold, { capture: true });
  }, []);
  /* in the layout effect the form's own handler knows the file already */
  useLayoutEffect(() => {
    const again = held.current;
    held.current = undefined;
    if (again) input.current?.form?.requestSubmit(again.by);
  }, [done]);
  return {
    begin: (file: File) => {
      reading.current = file;
    },
    /** false: another was chosen meanwhile */
    end: (file: File, good: boolean): boolean => {
      if (reading.current !== file) return false;
      reading.current = undefined;
      if (!good) held.current = undefined;
      setDone((n) => n + 1);
      return true;
    },
  };
}

export function FileDrop({ id: given, label, kinds, maxBytes, file, onFile, progress, hint, error, disabled }: FileDropProps) {
  const own = useId();
  const id = given ?? own;
  const input = useRef<HTMLInputElement>(null);
  const reading = useReading(input);
  const [refused, setRefused] = useState<[FileFault, File] | undefined>();
  const [over, setOver] = useState(false);
  const fault = refused && faultText(refused[0], refused[1], kinds, maxBytes);
  const shown = fault ?? error;
  useEffect(() => {
    if (fault) announce(fault, 'assertive');
  }, [refused]);
  const take = async (taken: File | undefined) => {
    if (!taken || disabled) return;
    reading.begin(taken);
    const head = new Uint8Array(await taken.slice(0, 512).arrayBuffer().catch(() => new ArrayBuffer(0)));
    const wrong = fileFault({ name: taken.name, size: taken.size, head }, kinds, maxBytes);
    if (!reading.end(taken, !wrong)) return;
    setRefused(wrong && [wrong, taken]);
    if (!wrong) onFile(taken);
  };
  const hintText = (
    <>
      {tOffice('fileKinds', { kinds: formatList(kindNames(kinds), 'disjunction'), size: formatBytes(maxBytes) })}
      {hint && <>. {hint}</>}
    </>
  );
  return (
    <div class="field file-drop" data-invalid={shown ? 'true' : undefined}>
      <label class="field__label" for={id}>
        {label}
      </label>
      <div
        class="file-drop__box"
        data-over={over ? 'true' : undefined}
        data-disabled={disabled ? 'true' : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(!disabled);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <input
          ref={input}
          id={id}
          class="file-drop__input"
          type="file"
          accept={acceptOf(kinds)}
          disabled={disabled}
          aria-invalid={shown ? 'true' : undefined}
          aria-describedby={describedBy(id, true, shown)}
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            /* the same file may be chosen again after it was put right */
            event.currentTarget.value = '';
          }}
        />
        <div class="file-drop__words" aria-hidden="true">
          <span class="file-drop__mark">
            <Icon name={file ? 'refresh-cw' : 'upload'} size={22} />
          </span>
          <span class="file-drop__do">
            <span class="file-drop__fine">{file ? tOffice('chooseOther') : tOffice('drop')}</span>
            <span class="file-drop__coarse">{file ? tOffice('chooseOther') : tOffice('dropPhone')}</span>
          </span>
        </div>
      </div>
      {shown && (
        <p class="field__error" id={`${id}-error`}>
          <Icon name="circle-alert" size={16} />
          <span>{shown}</span>
        </p>
      )}
      <p class="field__hint" id={`${id}-hint`}>
        {hintText}
      </p>
      {file && <Chosen file={file} progress={progress} disabled={disabled} onRemove={() => onFile(undefined)} back={input} />}
    </div>
  );
}

interface ChosenProps {
  file: File;
  progress: number | undefined;
  disabled: boolean | undefined;
  onRemove: () => void;
  back: { current: HTMLInputElement | null };
}

function Chosen({ file, progress, disabled, onRemove, back }: ChosenProps) {
  const sending = progress !== undefined && progress < 1;
  useEffect(() => {
    if (progress === 1) announce(tOffice('uploaded'));
  }, [progress === 1]);
  return (
    <div class="file-drop__file">
      <Icon name={progress === 1 ? 'file-check' : 'file'} />
      <div class="file-drop__about">
        <span class="file-drop__name">{file.name}</span>
        <span class="file-drop__size tabular">
          {sending ? tOffice('uploading', { part: formatNumber(progress, { style: 'percent' }) }) : formatBytes(file.size)}
        </span>
        {sending && <progress class="file-drop__progress" max={1} value={progress} aria-label={file.name} />}
      </div>
      <IconButton
        icon="x"
        iconSize={18}
        label={tOffice('removeFile', { name: file.name })}
        disabled={disabled && !sending}
        onClick={() => {
          onRemove();
          back.current?.focus();
        }}
      />
    </div>
  );
}
