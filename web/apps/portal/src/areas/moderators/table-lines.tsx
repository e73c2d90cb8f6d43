// SPDX-License-Identifier: EUPL-1.2
// What would become of each line of a table of teachers; wrong ones first, since they are what somebody has to look at.
import { StateBadge } from '@kreide/ui/office';
import type { api } from '@kreide/protocol';
import { t } from '../accounts/i18n';

/* words for what a newer server names, too */
function known(key: string, params: Record<string, string | number>, other: string): string {
  const text = t(key as Parameters<typeof t>[0], params);
  return text === key ? other : text;
}

export function tableProblem(report: api.ModeratorsImported): string {
  const reason = known(`table.problem.${report.problem ?? ''}`, {}, t('table.problem.other', { reason: report.problem ?? '' }));
  return report.problem_line ? t('table.problem.line', { line: report.problem_line, reason }) : reason;
}

const kinds = { created: 'news', changed: 'wants', same: 'idle', wrong: 'off' } as const;
const order = { wrong: 0, changed: 1, created: 2, same: 3 } as const;

export function TableLines({ report }: { report: api.ModeratorsImported }) {
  const lines = [...report.lines].sort((a, b) => order[a.result] - order[b.result] || a.line - b.line);
  const counts = (['created', 'changed', 'same', 'wrong'] as const).filter((name) => report[name] > 0);
  return (
    <section class="accounts-table" aria-label={t('table.would')}>
      <p role="status">
        <strong>{counts.map((name) => t(`table.count.${name}`, { count: report[name] })).join(', ')}.</strong>
        {report.wrong > 0 && ` ${t('table.wrongText')}`}
      </p>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable with the keyboard */}
      <div class="accounts-table__lines" tabIndex={0} role="group" aria-label={t('table.lines')}>
        <table aria-label={t('table.lines')}>
          <thead>
            <tr>
              <th scope="col">{t('table.line')}</th>
              <th scope="col">{t('table.label')}</th>
              <th scope="col">{t('table.result')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.line}>
                <td class="tabular">{line.line}</td>
                <td>{line.name ?? <span class="accounts-handle">{line.handle}</span>}</td>
                <td>
                  <StateBadge kind={kinds[line.result]} icon={line.result === 'changed' ? 'pencil' : undefined}>
                    {t(`table.result.${line.result}`)}
                  </StateBadge>
                  {line.reason && <span class="accounts-table__why">{known(`table.reason.${line.reason}`, {}, line.reason)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
