/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kr_assert states our own promise and stays on in release builds. Never assert on anything that came from outside:
 * bad input is an error code and a counter (base/err.h).
 */
#ifndef KR_BASE_ASSERT_H
#define KR_BASE_ASSERT_H

_Noreturn void kr_assert_failed(const char *expr, const char *file, int line);

#define kr_assert(expr) ((expr) ? (void)0 : kr_assert_failed(#expr, __FILE__, __LINE__))

#endif
