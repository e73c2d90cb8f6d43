/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What pango and its like never give back: they keep what they have loaded, and `kreide set` ends after one paper. Our
 * own leaks are still found.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\nleak:libpango\nleak:libglib\nleak:libharfbuzz\n";
}
