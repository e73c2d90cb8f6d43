// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useState } from 'preact/hooks';

/** The time now (Unix, ms), drawn anew every `stepMs` while the component is there. */
export function useClock(stepMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return now;
}
