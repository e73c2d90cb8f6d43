// SPDX-License-Identifier: EUPL-1.2
// One way of building for all applications. Together they make up web/dist, the folder that the server reads: the meeting
// client at its root, each other application in the folder it is served under.
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { preloadFont, slimIcons } from './plugins';

/** `base`: the address the application's files have on the server, with a slash at both ends. */
export function kreideApp(base: string): UserConfig {
  return defineConfig({
    base,
    plugins: [slimIcons(), preloadFont()],
    build: {
      target: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
      outDir: fileURLToPath(new URL(`../dist${base}`, import.meta.url)),
      emptyOutDir: true,
      assetsDir: 'assets',
      /* nothing may become a data: address: the content policy allows only files of our own */
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      reportCompressedSize: false,
    },
  }) as UserConfig;
}
