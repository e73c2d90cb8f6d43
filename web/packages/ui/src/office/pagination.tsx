// SPDX-License-Identifier: EUPL-1.2
import { announce } from '../announce';
import { IconButton } from '../components/button';
import { clampPage, pageCount, rowRange, type TableList } from './table-state';
import { tOffice } from './texts';
import './pagination.css';

export interface PaginationProps {
  list: TableList;
  total: number;
  onPage: (page: number) => void;
}

/** Which rows of how many are shown, and the ways to the others. */
export function Pagination({ list, total, onPage }: PaginationProps) {
  const pages = pageCount(total, list.size);
  const page = clampPage(list.page, total, list.size);
  const [from, to] = rowRange(list, total);
  const go = (next: number) => {
    announce(tOffice('page', { page: next + 1, pages }));
    onPage(next);
  };
  const ways = [
    { icon: 'chevrons-left', label: tOffice('firstPage'), to: 0, off: page === 0 },
    { icon: 'chevron-left', label: tOffice('previousPage'), to: page - 1, off: page === 0 },
    { icon: 'chevron-right', label: tOffice('nextPage'), to: page + 1, off: page >= pages - 1 },
    { icon: 'chevrons-right', label: tOffice('lastPage'), to: pages - 1, off: page >= pages - 1 },
  ] as const;
  const button = (way: (typeof ways)[number]) => (
    <IconButton
      key={way.icon}
      icon={way.icon}
      label={way.label}
      /* stays in place for the keyboard when the last page is reached */
      aria-disabled={way.off ? 'true' : undefined}
      onClick={() => !way.off && go(way.to)}
    />
  );
  return (
    <nav class="pagination" aria-label={tOffice('pages')}>
      <p class="pagination__range tabular">{pages === 1 ? tOffice('results', { count: total }) : tOffice('range', { from, to, total })}</p>
      {pages > 1 && (
        <div class="pagination__ways">
          {ways.slice(0, 2).map(button)}
          <span class="pagination__page tabular">{tOffice('page', { page: page + 1, pages })}</span>
          {ways.slice(2).map(button)}
        </div>
      )}
    </nav>
  );
}
