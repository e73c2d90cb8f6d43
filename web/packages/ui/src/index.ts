// SPDX-License-Identifier: EUPL-1.2
// Kreide's components. Importing this also brings the style sheets of what is used; the application imports '@kreide/ui/styles' once.
export { announce, prepareAnnouncements } from './announce';
export { classes } from './classes';
export { useClock } from './use-clock';
export * from './i18n/language';
export * from './i18n/catalogue';
export * from './i18n/format';
export { type IconName } from './icons';
export * from './components/icon';
export * from './components/button';
export * from './components/field';
export * from './components/code-field';
export * from './components/select';
export * from './components/switch';
export * from './components/tabs';
export * from './components/dialog';
export * from './components/menu';
export * from './components/tooltip';
export * from './components/notice';
export * from './components/toast';
export * from './components/card';
export * from './components/avatar';
export * from './components/tile';
export * from './components/badge';
export * from './components/level-meter';
export * from './components/states';
export * from './components/logo';
export * from './components/language-switch';
