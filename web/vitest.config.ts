// SPDX-License-Identifier: EUPL-1.2
import { defineConfig } from 'vitest/config';

export default defineConfig({
  /* style sheets are empty in tests, but one test measures the tokens */
  test: { css: { include: [/tokens\.css/] } },
});
