// SPDX-License-Identifier: EUPL-1.2
// What one school has used, by month: for its own pages and the operator's about it.
import { Card } from '@kreide/ui';
import { BarChart } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { hoursOf, monthOf, sumMonths } from './figures';
import { Loaded, monthShort, monthWords } from './frame';
import { t } from './i18n';

export function SchoolUsage({ school, title }: { school: string; title: string }) {
  const until = monthOf(Date.now());
  const from = until - 11;
  const usage = useResource(
    (signal) => call<api.Usages>({ method: 'GET', path: `/schools/${segment(school)}/months`, query: { from, until }, answer: 'usages', signal }),
    [school],
  );
  return (
    <Card as="section">
      <Loaded of={usage} lines={5}>
        {({ months }) => (
          <BarChart
            title={title}
            unit={t('months.unit')}
            dimension={t('months.month')}
            height={180}
            bars={sumMonths(months, from, until).map((sum) => ({
              label: sum.month === until ? `${monthWords(sum.month)} (${t('months.until')})` : monthWords(sum.month),
              short: monthShort(sum.month),
              value: hoursOf(sum.peopleMinutes),
              text: sum.few > 0 ? t('months.few') : undefined,
              wants: sum.month === until,
            }))}
          />
        )}
      </Loaded>
    </Card>
  );
}
