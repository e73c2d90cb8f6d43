// SPDX-License-Identifier: EUPL-1.2
// A list as a table; in a narrow place the same rows are cards. Sorting, searching and paging are the server's.
import { Component } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, RefObject } from 'preact';
import { announce } from '../announce';
import { classes } from '../classes';
import { Button, IconButton } from '../components/button';
import { Icon } from '../components/icon';
import { Select } from '../components/select';
import { EmptyState, ErrorState, Skeleton } from '../components/states';
import { Pagination } from './pagination';
import { SearchField } from './search-field';
import { headMark, sortedBy, toggledAll, toggledRange, type Selected, type TableList } from './table-state';
import { tOffice } from './texts';
import './data-table.css';

export interface Column<Row> {
  id: string;
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** the server's name of this order; absent: not sortable */
  sort?: string | undefined;
  align?: 'start' | 'end' | undefined;
  /** share of the width, such as "30%"; by default what the content needs */
  width?: string | undefined;
  /**
   * as a card: title (first line), badge (beside the title), menu (a button at the end of the first line), bare (a line of its
   * own, without its head), hidden; by default "head: content"
   */
  card?: 'title' | 'badge' | 'menu' | 'bare' | 'hidden' | undefined;
}

export interface TableSelection<Row> {
  selected: Selected;
  onChange: (selected: Selected) => void;
  /** buttons of the bar that appears with the first selected row */
  actions: (count: number) => ComponentChildren;
  /** what a row is called in "... auswählen" */
  name: (row: Row) => string;
}

export interface DataTableProps<Row, L extends TableList & { search?: string }> {
  /** what the table lists, for screen readers */
  label: string;
  columns: readonly Column<Row>[];
  /** undefined while nothing was loaded yet */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  /** where a row leads: the first column (or the card's title) becomes the link, and the whole row follows a press */
  href?: ((row: Row) => string) | undefined;
  list: L;
  onList: (list: L) => void;
  /** rows there are in all, over all pages */
  total: number | undefined;
  /** label of the search field; absent: no search */
  search?: string | undefined;
  /** filters and the like, beside the search */
  tools?: ComponentChildren;
  state?: 'loading' | 'there' | 'stale' | 'failed' | undefined;
  /** in words, with state "failed" */
  problem?: string | undefined;
  onRetry?: (() => void) | undefined;
  /** shown when there is nothing at all (not: nothing found) */
  empty?: ComponentChildren;
  selection?: TableSelection<Row> | undefined;
}

interface RowProps<Row> {
  row: Row;
  columns: readonly Column<Row>[];
  href: string | undefined;
  selected: boolean | undefined;
  selectLabel: string;
  onSelect: (on: boolean, shift: boolean) => void;
}

/* a press on the row is a press on its link, with the keys held; what can be used by itself keeps its own press */
function followRow(event: MouseEvent & { currentTarget: HTMLElement }): void {
  if (event.target instanceof Element && event.target.closest('a, button, input, label, select, summary, [role=menu]')) return;
  if (window.getSelection()?.toString()) return;
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  event.currentTarget
    .querySelector('.table__link')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey, altKey }));
}

/* drawn anew only when something of it changed: a thousand rows stay quick when one is selected */
class TableRow<Row> extends Component<RowProps<Row>> {
  override shouldComponentUpdate(next: Readonly<RowProps<Row>>, state: object): boolean {
    const now = this.props;
    /* a new state, though there is none: a signal that a cell has read, such as the language */
    if (state !== this.state) return true;
    return next.row !== now.row || next.columns !== now.columns || next.href !== now.href || next.selected !== now.selected;
  }

  override render() {
    const { row, columns, href, selected, selectLabel } = this.props;
    const linked = columns.find((column) => column.card === 'title') ?? columns[0];
    return (
      <tr
        class={classes('table__row', href !== undefined && 'table__row--link')}
        role="row"
        data-selected={selected ? 'true' : undefined}
        onClick={href === undefined ? undefined : followRow}
      >
        {selected !== undefined && (
          <td class="table__cell table__check" role="cell">
            <Mark checked={selected} label={selectLabel} onPress={(on, shift) => this.props.onSelect(on, shift)} />
          </td>
        )}
        {columns.map((column) => (
          <td
            key={column.id}
            class="table__cell"
            role="cell"
            data-align={column.align}
            data-card={column.card}
            data-label={column.card ? undefined : column.head}
          >
            {href !== undefined && column === linked ? (
              <a class="table__link" href={href}>
                {column.cell(row)}
              </a>
            ) : (
              column.cell(row)
            )}
          </td>
        ))}
        {href !== undefined && (
          <td class="table__cell table__go" role="cell" aria-hidden="true">
            <Icon name="chevron-right" size={18} />
          </td>
        )}
      </tr>
    );
  }
}

function Mark({ checked, some, label, onPress }: { checked: boolean; some?: boolean; label: string; onPress: (on: boolean, shift: boolean) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const shift = useRef(false);
  useEffect(() => {
    if (input.current) input.current.indeterminate = some === true;
  }, [some]);
  return (
    <label class="mark">
      <input
        ref={input}
        class="mark__input"
        type="checkbox"
        checked={checked}
        aria-label={label}
        onClick={(event) => {
          shift.current = event.shiftKey;
        }}
        onChange={(event) => onPress(event.currentTarget.checked, shift.current)}
      />
    </label>
  );
}

function Heads<Row, L extends TableList>({ columns, list, onSort }: { columns: readonly Column<Row>[]; list: L; onSort: (column: Column<Row>) => void }) {
  return (
    <>
      {columns.map((column) => {
        const now = column.sort !== undefined && column.sort === list.sort;
        return (
          <th
            key={column.id}
            class="table__head"
            role="columnheader"
            scope="col"
            data-align={column.align}
            ref={(element) => {
              if (element) element.style.width = column.width ?? '';
            }}
            aria-sort={column.sort === undefined ? undefined : now ? (list.descending ? 'descending' : 'ascending') : 'none'}
          >
            {column.sort === undefined ? (
              column.head
            ) : (
              <>
                <button type="button" class="table__sort" data-now={now ? 'true' : undefined} onClick={() => onSort(column)}>
                  {column.head}
                  <Icon name={now ? (list.descending ? 'arrow-down' : 'arrow-up') : 'chevrons-up-down'} size={14} />
                </button>
                {/* cards keep the head for screen readers, without what cannot be seen but could be reached */}
                <span class="table__plain">{column.head}</span>
              </>
            )}
          </th>
        );
      })}
    </>
  );
}

/* cards have no heads: their order is chosen from a list */
function CardSort<Row, L extends TableList>({ columns, list, onList }: { columns: readonly Column<Row>[]; list: L; onList: (list: L) => void }) {
  const sortable = columns.filter((column) => column.sort !== undefined);
  if (sortable.length === 0) return null;
  return (
    <div class="table__card-sort">
      <Select
        label={tOffice('sortBy')}
        hideLabel
        icon="arrow-up-down"
        value={list.sort}
        options={[
          ...(sortable.some((column) => column.sort === list.sort) ? [] : [{ value: list.sort, label: tOffice('sortOwn') }]),
          ...sortable.map((column) => ({ value: column.sort ?? '', label: column.head })),
        ]}
        onChange={(sort) => onList({ ...list, sort, descending: false, page: 0 })}
      />
      <IconButton
        icon={list.descending ? 'arrow-down' : 'arrow-up'}
        variant="secondary"
        label={`${tOffice('reverse')} (${tOffice(list.descending ? 'descending' : 'ascending')})`}
        onClick={() => onList({ ...list, descending: !list.descending, page: 0 })}
      />
    </div>
  );
}

/* columns that need more than there is scroll in their card: nothing of a row may ever be cut off */
function useFit(box: RefObject<HTMLDivElement | null>, rows: unknown): void {
  useEffect(() => {
    const card = box.current?.querySelector<HTMLElement>('.table-card');
    const table = card?.querySelector<HTMLElement>('.table');
    if (!card || !table) return;
    const measure = () => card.toggleAttribute('data-wide', table.offsetWidth > card.clientWidth + 1);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(card);
    watch.observe(table);
    return () => watch.disconnect();
  }, [rows === undefined, rows]);
}

function BatchBar({ count, children, onAll, onNone }: { count: number; children: ComponentChildren; onAll: () => void; onNone: () => void }) {
  return (
    <div class="table__batch" role="group" aria-label={tOffice('batch')}>
      <p class="table__count tabular">{tOffice('selected', { count })}</p>
      <div class="table__batch-actions">{children}</div>
      <Button variant="quiet" icon="list-checks" class="table__batch-all" title={tOffice('all')} onClick={onAll}>
        {tOffice('all')}
      </Button>
      <Button variant="quiet" icon="x" title={tOffice('selectNone')} onClick={onNone}>
        {tOffice('selectNone')}
      </Button>
    </div>
  );
}

export function DataTable<Row, L extends TableList & { search?: string }>(props: DataTableProps<Row, L>) {
  const { label, columns, rows, rowKey, href, list, onList, total, search, tools, state = 'there', problem, onRetry, empty, selection } = props;
  const [lastKey, setLastKey] = useState<string | undefined>();
  const box = useRef<HTMLDivElement>(null);
  useFit(box, rows);
  const keys = rows?.map(rowKey) ?? [];
  const found = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (state !== 'there' || total === undefined || found.current === total) return;
    if (found.current !== undefined) announce(tOffice('results', { count: total }));
    found.current = total;
  }, [state, total]);
  const sort = (column: Column<Row>) => {
    const next = sortedBy(list, column.sort ?? '');
    announce(tOffice('sorted', { column: column.head, direction: tOffice(next.descending ? 'descending' : 'ascending') }));
    onList(next);
  };
  const page = (to: number) => {
    onList({ ...list, page: to });
    intoView(box);
  };
  const searching = Boolean(list.search?.trim());
  const bare = rows?.length === 0;
  const count = selection?.selected.size ?? 0;
  return (
    <div class="table-area" ref={box}>
      <div class="table-tools">
        {search && <SearchField label={search} value={list.search ?? ''} onSearch={(words) => onList({ ...list, search: words, page: 0 })} />}
        {tools}
        <CardSort columns={columns} list={list} onList={onList} />
      </div>
      <div class="table-card" aria-busy={state === 'loading' || state === 'stale' ? 'true' : undefined} data-state={state}>
        {rows === undefined && state !== 'failed' && (
          <div class="table__wait">
            <Skeleton lines={6} />
          </div>
        )}
        {state === 'failed' && (
          <ErrorState title={tOffice('tableFailed')} onRetry={onRetry}>
            {problem}
          </ErrorState>
        )}
        {state !== 'failed' &&
          bare &&
          (searching || !empty ? (
            <EmptyState icon={searching ? 'search' : 'list-filter'} title={tOffice(searching ? 'nothingFound' : 'nothingFiltered')}>
              {tOffice(searching ? 'nothingFoundText' : 'nothingFilteredText')}
            </EmptyState>
          ) : (
            empty
          ))}
        {state !== 'failed' && rows !== undefined && !bare && (
          <table class="table" role="table" aria-label={label}>
            <thead class="table__top" role="rowgroup">
              <tr role="row">
                {selection && (
                  <th class="table__head table__check" role="columnheader" scope="col">
                    <Mark
                      checked={headMark(selection.selected, keys) === 'all'}
                      some={headMark(selection.selected, keys) === 'some'}
                      label={tOffice('selectAll')}
                      onPress={(on) => selection.onChange(toggledAll(selection.selected, keys, on))}
                    />
                    <span class="table__plain">{tOffice('selection')}</span>
                  </th>
                )}
                <Heads columns={columns} list={list} onSort={sort} />
                {href && <th class="table__head table__go" role="columnheader" aria-hidden="true" />}
              </tr>
            </thead>
            <tbody class="table__body" role="rowgroup">
              {rows.map((row, index) => {
                const key = keys[index] ?? '';
                return (
                  <TableRow
                    key={key}
                    row={row}
                    columns={columns}
                    href={href?.(row)}
                    selected={selection?.selected.has(key)}
                    selectLabel={selection ? tOffice('selectRow', { name: selection.name(row) }) : ''}
                    onSelect={(on, shift) => {
                      selection?.onChange(toggledRange(selection.selected, keys, shift ? lastKey : undefined, key, on));
                      setLastKey(key);
                    }}
                  />
                );
              })}
            </tbody>
          </table>
        )}
        {total !== undefined && total > 0 && state !== 'failed' && <Pagination list={list} total={total} onPage={page} />}
      </div>
      {selection && count > 0 && (
        <BatchBar count={count} onAll={() => selection.onChange(toggledAll(selection.selected, keys, true))} onNone={() => selection.onChange(new Set())}>
          {selection.actions(count)}
        </BatchBar>
      )}
    </div>
  );
}

/** A new page of the list begins at its top. */
function intoView(box: RefObject<HTMLDivElement | null>): void {
  if ((box.current?.getBoundingClientRect().top ?? 0) < 0) box.current?.scrollIntoView({ block: 'start' });
}
