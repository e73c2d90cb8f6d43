// SPDX-License-Identifier: EUPL-1.2
// A field for a password that can be shown, and that a device of many does not offer to keep.
import { useState } from 'preact/hooks';
import { classes } from '../classes';
import { tUi } from '../texts';
import { IconButton } from './button';
import { TextField, type TextFieldProps } from './field';
import './password-field.css';

/* Browsers offer to keep whatever was typed into a password field, whatever the page asks. On a device that many share, the field is
   therefore an ordinary one whose letters are drawn as dots; where a browser cannot draw that, it stays a password field. */
const canMask = typeof CSS !== 'undefined' && CSS.supports('-webkit-text-security', 'disc');

export interface PasswordFieldProps extends Omit<TextFieldProps, 'type' | 'end' | 'icon'> {
  /** nothing of it is to stay on this device */
  shared?: boolean | undefined;
}

export function PasswordField({ shared = true, class: className, name = 'password', ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const masked = shared && canMask;
  return (
    <TextField
      autocomplete={shared ? 'off' : 'current-password'}
      autocapitalize="none"
      spellcheck={false}
      maxlength={200}
      {...rest}
      icon="lock"
      name={masked ? 'words' : name}
      class={classes(className, masked && !shown && 'password-field--masked')}
      type={shown || masked ? 'text' : 'password'}
      end={
        <IconButton
          icon={shown ? 'eye-off' : 'eye'}
          label={shown ? tUi('hidePassword') : tUi('showPassword')}
          aria-pressed={shown ? 'true' : 'false'}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
