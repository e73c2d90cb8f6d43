// SPDX-License-Identifier: EUPL-1.2
// A page of rules: the form, what else is to be said, and where related things are set.
import type { ComponentChildren } from 'preact';
import { Card, Icon } from '@kreide/ui';
import { call } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { Loaded, SettingsPage } from './frame';
import { RulesForm } from './rules-form';
import { t } from './i18n';
import type { RulePage } from './rules';

export interface RulesPageProps {
  page: RulePage;
  elsewhere: readonly { href: string; text: string }[];
  children?: (all: api.Rules) => ComponentChildren;
}

export function RulesPage({ page, elsewhere, children }: RulesPageProps) {
  const rules = useResource((signal) => call<api.Rules>({ method: 'GET', path: '/settings/rules', answer: 'rules', signal }));
  return (
    <SettingsPage tab={page} lead={t(`${page}.lead`)}>
      <Loaded of={rules}>
        {(all) => (
          <>
            <RulesForm page={page} all={all} onSaved={rules.set} />
            {children?.(all)}
            <Card as="section" class="settings-card rule-side">
              <h2>{t('else.title')}</h2>
              <ul class="rule-links">
                {elsewhere.map((each) => (
                  <li key={each.href}>
                    <a href={each.href}>
                      {each.text}
                      <Icon name="arrow-right" size={16} />
                    </a>
                  </li>
                ))}
              </ul>
            </Card>
          </>
        )}
      </Loaded>
    </SettingsPage>
  );
}
