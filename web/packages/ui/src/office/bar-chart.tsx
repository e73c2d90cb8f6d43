// SPDX-License-Identifier: EUPL-1.2
// Bars over months or hours. The same numbers stand in a table below, for whoever wants them exactly or cannot see bars.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { formatNumber } from '../i18n/format';
import { barLayout, type Bar } from './bar-layout';
import { tOffice } from './texts';
import './bar-chart.css';

export type { Bar } from './bar-layout';

export interface BarChartProps {
  title: string;
  /** what is counted: the head of the table's second column */
  unit: string;
  /** what the bars stand for: the head of the first column */
  dimension: string;
  bars: readonly Bar[];
  /** a line across, such as what the server can carry */
  limit?: { value: number; label: string } | undefined;
  height?: number | undefined;
}

function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(220, Math.round(entry.contentRect.width))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

export function BarChart({ title, unit, dimension, bars, limit, height = 240 }: BarChartProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const at = barLayout(bars, width, height, limit?.value);
  const highest = bars.reduce<Bar | undefined>((best, bar) => (best === undefined || bar.value > best.value ? bar : best), undefined);
  return (
    <figure class="chart">
      <figcaption class="chart__title" id={id}>
        {title}
      </figcaption>
      <div ref={box} class="chart__box">
        <svg
          class="chart__picture"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={highest ? tOffice('chartText', { title, max: formatNumber(highest.value), label: highest.label }) : title}
        >
          {at.ticks.map((tick) => (
            <g key={tick.value}>
              <line class="chart__line" x1={at.left} x2={width} y1={tick.y} y2={tick.y} />
              <text class="chart__tick" x={at.left - 8} y={tick.y + 4} text-anchor="end">
                {formatNumber(tick.value, { notation: tick.value >= 10_000 ? 'compact' : 'standard' })}
              </text>
            </g>
          ))}
          {at.bars.map((bar) => (
            <g key={bar.index}>
              <path class="chart__bar" d={bar.path} data-wants={bars[bar.index]?.wants ? 'true' : undefined}>
                <title>{`${bars[bar.index]?.label ?? ''}: ${formatNumber(bars[bar.index]?.value ?? 0)}`}</title>
              </path>
              {bar.labelled && (
                <text class="chart__label" x={bar.middle} y={height - 8} text-anchor="middle">
                  {bars[bar.index]?.short ?? bars[bar.index]?.label}
                </text>
              )}
            </g>
          ))}
          {limit && at.limitY !== undefined && (
            <g>
              <line class="chart__limit" x1={at.left} x2={width} y1={at.limitY} y2={at.limitY} />
              <text class="chart__limit-text" x={width} y={at.limitY - 6} text-anchor="end">
                {limit.label}
              </text>
            </g>
          )}
        </svg>
      </div>
      <details class="chart__more">
        <summary>{tOffice('asTable')}</summary>
        <table class="chart__table" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{dimension}</th>
              <th scope="col" data-align="end">
                {unit}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar, index) => (
              <tr key={index}>
                <th scope="row">{bar.label}</th>
                <td class="tabular" data-align="end">
                  {bar.text ?? formatNumber(bar.value)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
