// SPDX-License-Identifier: EUPL-1.2
// What the builds of all applications share.
import type { Plugin } from 'vite';
import { readFile } from 'node:fs/promises';

/** Icons are read as text and drawn by a component: of each file only the shapes are needed. */
export function slimIcons(): Plugin {
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

/** The letters of German and English are asked for at once, not only after the styles: no page changes its face while read. */
export function preloadFont(): Plugin {
  let base = '/';
  return {
    name: 'kreide-preload-font',
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => /-latin-wght-normal-[\w-]+\.woff2$/.test(name));
        if (!font) return [];
        return [{ tag: 'link', attrs: { rel: 'preload', href: base + font, as: 'font', type: 'font/woff2', crossorigin: true }, injectTo: 'head' }];
      },
    },
  };
}
