// SPDX-License-Identifier: EUPL-1.2
// Components of pages on paper that only the portal needs. The meeting client imports none of this.
import { addIcons } from '../components/icon';
import { officeIcons } from '../office-icons';

addIcons(officeIcons);

export * from './bar-chart';
export * from './data-table';
export * from './diff-view';
export * from './facts';
export * from './fields';
export * from './file-drop';
export { type FileKind } from './file-kinds';
export * from './form';
export * from './form-state';
export * from './page-tabs';
export * from './pagination';
export * from './search-field';
export * from './steps';
export { type Selected, type TableList } from './table-state';
export { officeDe, officeEn } from './texts';
