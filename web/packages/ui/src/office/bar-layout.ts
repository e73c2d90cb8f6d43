// SPDX-License-Identifier: EUPL-1.2
// Where the bars of a chart stand. Pure.

export interface Bar {
  label: string;
  /** below the bar, where the label is too long */
  short?: string | undefined;
  value: number;
  /** what the table says instead of the number, such as "weniger als 5" */
  text?: string | undefined;
  /** stands out, such as the month that is not over */
  wants?: boolean | undefined;
}

/** A round number of which a few make up `max`: 1, 2 or 5 times a power of ten. */
export function tickStep(max: number, ticks = 4): number {
  if (max <= 0) return 1;
  const raw = max / ticks;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((each) => each * power >= raw) ?? 10;
  return Math.max(1, step * power);
}

export interface BarLayout {
  left: number;
  ticks: { value: number; y: number }[];
  bars: { index: number; path: string; middle: number; labelled: boolean }[];
  limitY: number | undefined;
}

const top = 16;
const bottom = 28;
const letter = 8;

export function barLayout(bars: readonly Bar[], width: number, height: number, limit?: number): BarLayout {
  const highest = Math.max(1, limit ?? 0, ...bars.map((bar) => bar.value));
  const step = tickStep(highest);
  const end = Math.ceil(highest / step) * step;
  const left = Math.max(28, String(Math.round(end)).length * letter + 14);
  const y = (value: number) => top + (height - top - bottom) * (1 - value / end);
  const room = (width - left) / Math.max(1, bars.length);
  const thick = Math.min(56, room * 0.66);
  const longest = Math.max(1, ...bars.map((bar) => (bar.short ?? bar.label).length));
  /* every label only where it fits; else every second, third ... */
  const every = Math.max(1, Math.ceil((longest * letter + 8) / room));
  return {
    left,
    ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, index) => ({ value: index * step, y: y(index * step) })),
    limitY: limit === undefined ? undefined : y(limit),
    bars: bars.map((bar, index) => {
      const middle = left + room * (index + 0.5);
      return { index, middle, labelled: index % every === 0, path: barPath(middle - thick / 2, thick, y(Math.max(0, bar.value)), y(0)) };
    }),
  };
}

/* round above, flat on the ground */
function barPath(x: number, thick: number, upper: number, ground: number): string {
  const r = Math.min(6, thick / 2, ground - upper);
  const n = (value: number) => Math.round(value * 10) / 10;
  return `M${n(x)} ${n(ground)}V${n(upper + r)}q0 ${n(-r)} ${n(r)} ${n(-r)}h${n(thick - 2 * r)}q${n(r)} 0 ${n(r)} ${n(r)}V${n(ground)}z`;
}
