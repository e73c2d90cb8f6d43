/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Counters of what happens too often to log. A counter is a plain number that its process alone writes; a module
 * declares its own as fields of one struct and names them for the metrics page with a table of rows.
 */
#ifndef KR_BASE_COUNTER_H
#define KR_BASE_COUNTER_H

#include <stddef.h>
#include <stdint.h>

struct kr_counter_row {
    const char *name; /* Prometheus name without prefix, for example "srtp_replayed_packets_total" */
    const char *help; /* one sentence */
    size_t offset;    /* of the uint64_t in the module's struct */
};

static inline uint64_t kr_counter_value(const void *counters, const struct kr_counter_row *row)
{
    return *(const uint64_t *)((const char *)counters + row->offset);
}

#endif
