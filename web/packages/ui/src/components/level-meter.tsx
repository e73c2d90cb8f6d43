// SPDX-License-Identifier: EUPL-1.2
import { tUi } from '../texts';
import './level-meter.css';

const bars = 10;

export interface LevelMeterProps {
  /** loudness from 0 to 1 */
  level: number;
  label?: string | undefined;
  /** nothing is measured */
  off?: boolean | undefined;
}

/** Ten bars that follow the microphone. A meter for readers too, but not a live one: nobody wants loudness read out. */
export function LevelMeter({ level, label, off }: LevelMeterProps) {
  const clamped = Math.max(0, Math.min(1, off ? 0 : level));
  const lit = Math.round(clamped * bars);
  return (
    <span
      class="level"
      role="meter"
      aria-label={label ?? tUi('level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(clamped * 100)}
      data-off={off ? 'true' : undefined}
    >
      {Array.from({ length: bars }, (_, index) => (
        <span key={index} class="level__bar" data-lit={index < lit ? 'true' : undefined} />
      ))}
    </span>
  );
}
