// SPDX-License-Identifier: EUPL-1.2
// The statistics: over the pictures, not instead of them, so that cause and effect are seen together.
import type { Look } from '@kreide/client';
import { announce, Button, IconButton, toast } from '@kreide/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { tStats, type StatsKey } from '../i18n/statistics';
import { nameOf, useHere, useObserved, type Here } from './here';
import { statsSheet, statsText, type Naming, type StatsTable } from './stats-table';
import './styles/stats.css';

function useLook(here: Here): Look | null {
  const [look, setLook] = useState<Look | null>(null);
  useEffect(() => {
    const statistics = here.client.statistics();
    const off = statistics.look.subscribe(setLook);
    return () => {
      off();
      statistics.close();
    };
  }, [here.client]);
  return look;
}

/** What helps to read the figures, and says nothing of the person. */
function about(): string[] {
  return [new Date().toISOString(), navigator.userAgent, `${navigator.hardwareConcurrency} × CPU`, `${innerWidth} × ${innerHeight} × ${devicePixelRatio}`];
}

async function copy(look: Look): Promise<void> {
  try {
    await navigator.clipboard.writeText(statsText(look, about()));
    toast(tStats('copied'));
  } catch {
    toast(tStats('copyFailed'), 'bad');
  }
}

function Table({ table }: { table: StatsTable }) {
  if (table.rows.length === 0) return <p class="stats__none">{tStats('nothing')}</p>;
  return (
    <div class="stats__scroll" role="group" aria-label={tStats(table.title)} tabIndex={0}>
      <table class="stats__table">
        <thead>
          <tr>{table.columns.map((column) => <th key={column} scope="col">{tStats(column)}</th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map(([what, ...cells]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              {cells.map((cell, i) => <td key={table.columns[i + 1]}>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Section({ title, children }: { title: StatsKey; children: preact.ComponentChildren }) {
  return (
    <section class="stats__section">
      <h3>{tStats(title)}</h3>
      {children}
    </section>
  );
}

function Sheet({ here, look }: { here: Here; look: Look }) {
  const slots = useObserved(here.client.slots);
  const naming: Naming = (slot) => {
    const source = slots.find((each) => each.slot === slot)?.source;
    return source ? { name: nameOf(here, source.member), kind: source.kind } : null;
  };
  const { path, tables } = statsSheet(look, naming);
  return (
    <>
      <Section title="path">
        <dl class="stats__path">
          {path.map(([key, value]) => (
            <div key={key}>
              <dt>{tStats(key)}</dt>
              <dd data-testid={`stats-${key}`}>{value}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {tables.map((table) => (
        <Section key={table.title} title={table.title}>
          <Table table={table} />
        </Section>
      ))}
    </>
  );
}

function OpenPanel() {
  const here = useHere();
  const look = useLook(here);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    announce(tStats('title'));
    return () => {
      if (before instanceof HTMLElement && before.isConnected) requestAnimationFrame(() => before.focus());
    };
  }, []);
  const close = (): void => here.showStatistics(false);
  return (
    <aside
      class="stats"
      ref={panel}
      tabIndex={-1}
      aria-label={tStats('title')}
      data-testid="statistics"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header class="stats__head">
        <div>
          <h2 class="stats__title">{tStats('title')}</h2>
          <p class="stats__hint">{tStats('hint')}</p>
        </div>
        <Button icon="copy" data-testid="stats-copy" aria-disabled={look ? undefined : 'true'} onClick={() => look && void copy(look)}>{tStats('copy')}</Button>
        <IconButton icon="x" label={tStats('close')} data-testid="stats-close" onClick={close} />
      </header>
      <div class="stats__body">{look ? <Sheet here={here} look={look} /> : <p class="stats__none">{tStats('waiting')}</p>}</div>
    </aside>
  );
}

export function StatsPanel() {
  return useHere().statistics ? <OpenPanel /> : null;
}
