// SPDX-License-Identifier: EUPL-1.2
import './logo.css';

export interface LogoProps {
  /** only the mark */
  compact?: boolean | undefined;
  size?: number | undefined;
}

/** A piece of chalk's K on a small board. */
export function Logo({ compact, size = 32 }: LogoProps) {
  return (
    <span class="logo">
      <svg class="logo__mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" fill="#1f382f" />
        <rect x="0.5" y="0.5" width="31" height="31" rx="8.5" fill="none" stroke="#3a5d50" stroke-opacity="0.7" />
        <path d="M11 8.5v15M21.5 9 12 16.6M15.2 14.2 22 23.5" fill="none" stroke="#f5f2ea" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      {!compact && <span class="logo__word">Kreide</span>}
    </span>
  );
}
