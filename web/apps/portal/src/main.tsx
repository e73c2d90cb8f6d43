// SPDX-License-Identifier: EUPL-1.2
import '@kreide/ui/styles';
import '@kreide/ui/office';
import { render } from 'preact';
import { prepareAnnouncements } from '@kreide/ui';
import { App } from './app';
import { startRouter } from './router';
import { startSession } from './session';

prepareAnnouncements();
startRouter();
startSession();
const root = document.getElementById('app');
if (root) render(<App />, root);
