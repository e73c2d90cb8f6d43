// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import { Page } from '../../shell/page';
import { FormSample } from './form-sample';
import { t } from './i18n';
import { Facts, States, Windows } from './other-samples';
import { Numbers, TableSample } from './table-sample';
import './gallery.css';

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="gallery-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export default function Gallery() {
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Numbers />
      <TableSample />
      <Part title={t('windows')}>
        <Windows />
      </Part>
      <Part title={t('facts')}>
        <Facts />
      </Part>
      <Part title={t('form')}>
        <FormSample />
      </Part>
      <Part title={t('states')}>
        <States />
      </Part>
    </Page>
  );
}
