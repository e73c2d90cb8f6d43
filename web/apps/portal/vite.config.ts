// SPDX-License-Identifier: EUPL-1.2
import { kreideApp } from '../../vite/app';

export default kreideApp('/portal/');
