// SPDX-License-Identifier: EUPL-1.2
// The few words that components say by themselves.
import { catalogue } from './i18n/catalogue';

export const uiDe = {
  close: 'Schließen',
  loading: 'Wird geladen',
  retry: 'Erneut versuchen',
  showPassword: 'Passwort zeigen',
  hidePassword: 'Passwort verbergen',
  level: 'Lautstärke',
  language: 'Sprache',
  languageName: 'Deutsch',
  qrLabel: 'QR-Code: {text}',
  cancel: 'Abbrechen',
  typeToConfirm: 'Geben Sie zur Bestätigung „{word}“ ein',
  typeDiffers: 'Das stimmt noch nicht mit „{word}“ überein.',
} as const;

export const uiEn = {
  close: 'Close',
  loading: 'Loading',
  retry: 'Try again',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  level: 'Level',
  language: 'Language',
  languageName: 'English',
  qrLabel: 'QR code: {text}',
  cancel: 'Cancel',
  typeToConfirm: 'Type “{word}” to confirm',
  typeDiffers: 'This does not match “{word}” yet.',
};

export const tUi = catalogue(uiDe, uiEn);
