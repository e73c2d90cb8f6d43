/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/counters.h"

const struct kr_counter_row kr_media_counter_rows[] = {
#define X(field, help) {"media_" #field "_total", help, offsetof(struct kr_media_counters, field)},
    KR_MEDIA_COUNTER_TABLE(X)
#undef X
};

const size_t kr_media_counter_rows_len = sizeof kr_media_counter_rows / sizeof *kr_media_counter_rows;
