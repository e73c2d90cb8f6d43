// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, EmptyState, ErrorState, IconButton, Menu, Notice, Skeleton, language, toast } from '@kreide/ui';
import { BarChart, DiffView, FactList, InlineNotice, PageTabs, PrintButton, StateBadge, Stepper, Timeline, type StepState } from '@kreide/ui/office';
import { t } from './i18n';

export function Windows() {
  const [open, setOpen] = useState<'none' | 'ask' | 'delete'>('none');
  const close = () => setOpen('none');
  const done = () => {
    close();
    toast(t('form.saved'));
  };
  return (
    <div class="gallery-stack">
      <div class="gallery-row">
        <Button onClick={() => setOpen('ask')}>{t('dialog')}</Button>
        <Button icon="trash-2" onClick={() => setOpen('delete')}>
          {t('dialog.delete')}
        </Button>
        <Menu
          label={t('menu')}
          anchor={(props) => <IconButton icon="ellipsis" variant="secondary" label={t('menu')} {...props} />}
          items={[
            { id: 'edit', label: t('menu.edit'), icon: 'pencil', onSelect: done },
            { id: 'lock', label: t('menu.lock'), icon: 'lock', onSelect: done },
            'line',
            { id: 'delete', label: t('menu.delete'), icon: 'trash-2', danger: true, onSelect: () => setOpen('delete') },
          ]}
        />
        <Button onClick={() => toast(t('notice.good'))}>{t('toast')}</Button>
        <PrintButton />
      </div>
      <ConfirmDialog open={open === 'ask'} onClose={close} title={t('dialog.title')} confirm={t('dialog.do')} icon="send" onConfirm={done}>
        <p>{t('dialog.text')}</p>
      </ConfirmDialog>
      <ConfirmDialog open={open === 'delete'} onClose={close} title={t('dialog.deleteTitle')} confirm={t('dialog.delete')} danger typed="mk-7k3m" onConfirm={done}>
        <p>{t('dialog.deleteText')}</p>
      </ConfirmDialog>
      <Notice>{t('notice')}</Notice>
      <Notice tone="want" action={<Button>{t('dialog.do')}</Button>}>
        {t('notice.want')}
      </Notice>
      <Notice tone="bad">{t('notice.bad')}</Notice>
      {(['info', 'good', 'want', 'bad'] as const).map((tone) => (
        <InlineNotice key={tone} tone={tone}>
          {t(tone === 'info' ? 'notice' : `notice.${tone}`)}
        </InlineNotice>
      ))}
    </div>
  );
}

const stepStates: readonly StepState[] = ['done', 'done', 'waits', 'skipped', 'open'];
const months = [212, 268, 301, 344, 290, 318, 120, 4, 287, 366, 391, 402];

const before = `Nutzungsbedingungen

Der Dienst dient dem Unterricht und der Zusammenarbeit der Schule.
Aufzeichnungen sind untersagt.
Zugangsdaten werden einmal im Jahr erneuert.
Die Schule benennt eine Kontaktperson.
Die Schule meldet einen Missbrauch innerhalb von sieben Tagen.
Der Zugang kann gesperrt werden.
Fragen beantwortet das Kreismedienzentrum Musterkreis.`;
const after = `Nutzungsbedingungen

Der Dienst dient dem Unterricht und der Zusammenarbeit der Schule.
Aufzeichnungen sind untersagt.
Zugangsdaten werden einmal im Jahr erneuert.
Die Schule benennt eine Kontaktperson.
Die Schule meldet einen Missbrauch innerhalb von drei Tagen.
Der Zugang kann bei Missbrauch sofort gesperrt werden.
Eine Sperre wird der Schule mitgeteilt.
Fragen beantwortet das Kreismedienzentrum Musterkreis.`;

export function Facts() {
  const monthName = (index: number, style: 'long' | 'short') =>
    new Intl.DateTimeFormat(language.value, { month: style, year: style === 'long' ? 'numeric' : undefined } as Intl.DateTimeFormatOptions).format(Date.UTC(2025, 8 + index, 15));
  return (
    <div class="gallery-stack">
      <PageTabs
        label={t('tabs')}
        tabs={[
          { href: '/portal/gallery', text: t('tabs.one'), current: true },
          { href: '/portal/gallery/e1', text: t('tabs.two'), current: false, end: <StateBadge kind="wants">2</StateBadge> },
          { href: '/portal/gallery/e2', text: t('tabs.three'), current: false },
        ]}
      />
      <Card>
        <Stepper
          label={t('table.steps')}
          steps={stepStates.map((state, index) => ({
            name: t(`step.${(index + 1) as 1 | 2 | 3 | 4 | 5}`),
            state,
            note: state === 'done' ? t('step.note') : undefined,
          }))}
        />
      </Card>
      <div class="gallery-pair">
        <Card>
          <FactList
            facts={[
              { term: t('fact.handle'), value: 'mk-7k3m' },
              { term: t('fact.state'), value: <StateBadge kind="running">{t('state.running')}</StateBadge> },
              { term: t('fact.mail'), value: 'sekretariat@lindenschule-musterstadt.example' },
              { term: t('fact.contact'), value: '' },
            ]}
          />
        </Card>
        <Card>
          <Timeline
            label={t('time.label')}
            entries={[
              { key: '1', when: '03.08.2026, 10:05', dateTime: '2026-08-03T10:05', title: t('time.1'), tone: 'good' },
              { key: '2', when: '02.08.2026, 14:40', dateTime: '2026-08-02T14:40', title: t('time.2'), icon: 'hourglass', tone: 'want' },
              { key: '3', when: '30.07.2026, 08:12', dateTime: '2026-07-30T08:12', title: t('time.3'), text: t('time.3text'), icon: 'lock', tone: 'bad' },
            ]}
          />
        </Card>
      </div>
      <DiffView label={t('diff')} before={before} after={after} />
      <Card>
        <BarChart
          title={t('chart')}
          unit={t('chart.unit')}
          dimension={t('chart.month')}
          bars={months.map((value, index) => ({ label: monthName(index, 'long'), short: monthName(index, 'short'), value, wants: index === 11 }))}
          limit={{ value: 400, label: t('chart.limit') }}
        />
      </Card>
    </div>
  );
}

export function States() {
  return (
    <div class="gallery-pair">
      <Card>
        <EmptyState icon="school" title={t('table.empty')}>
          {t('table.emptyText')}
        </EmptyState>
      </Card>
      <Card>
        <ErrorState title={t('form.problem')} onRetry={() => undefined} />
      </Card>
      <Card>
        <Skeleton lines={4} />
      </Card>
    </div>
  );
}
