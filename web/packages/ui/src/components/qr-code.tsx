// SPDX-License-Identifier: EUPL-1.2
import { useMemo } from 'preact/hooks';
import qrcode from 'qrcode-generator';
import './qr-code.css';

const quietModules = 4; /* ISO/IEC 18004, 9.1: the quiet zone is four modules wide */

export interface QrCodeProps {
  text: string;
  label: string;
}

function modulePath(text: string): { edge: number; path: string } {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  let path = '';
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) path += `M${column + quietModules} ${row + quietModules}h1v1h-1z`;
    }
  }
  return { edge: count + 2 * quietModules, path };
}

/** Drawn here, in the browser; always dark on white, because that is what cameras read. */
export function QrCode({ text, label }: QrCodeProps) {
  const { edge, path } = useMemo(() => modulePath(text), [text]);
  return (
    <svg class="qr-code" viewBox={`0 0 ${edge} ${edge}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={edge} height={edge} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
