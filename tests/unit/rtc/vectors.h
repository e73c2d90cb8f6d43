/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads one value of a file of vectors: lines of a name and hexadecimal digits. Fails the test if it is not there. */
#ifndef KR_TESTS_RTC_VECTORS_H
#define KR_TESTS_RTC_VECTORS_H

#include <stddef.h>
#include <stdint.h>

size_t vector_read(uint8_t *out, size_t cap, const char *file, const char *name);

#endif
