// SPDX-License-Identifier: EUPL-1.2
// Components of pages on paper that only the portal needs. The meeting client imports none of this.
import { addIcons } from '../components/icon';
import { officeIcons } from '../office-icons';

addIcons(officeIcons);
