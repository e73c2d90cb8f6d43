// SPDX-License-Identifier: EUPL-1.2
import { defineConfig, type Plugin } from 'vite';
import { readFile } from 'node:fs/promises';

/** Icons are read as text and drawn by a component: of each file only the shapes are needed. */
function slimIcons(): Plugin {
  return {
    name: 'kreide-slim-icons',
    enforce: 'pre',
    async load(id) {
      if (!/lucide-static\/icons\/[\w-]+\.svg\?raw$/.test(id)) return null;
      const svg = await readFile(id.slice(0, -'?raw'.length), 'utf8');
      const shapes = svg.match(/<(?:path|rect|circle|ellipse|line|polyline|polygon)\s[^>]*\/>/g) ?? [];
      return { code: `export default ${JSON.stringify(shapes.join('').replace(/\s+/g, ' '))};`, moduleType: 'js' };
    },
  };
}

export default defineConfig({
  plugins: [slimIcons()],
  build: {
    target: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
    outDir: 'dist',
    assetsDir: 'assets',
    /* nothing may become a data: address: the content policy allows only files of our own */
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
});
