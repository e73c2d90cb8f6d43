/* SPDX-License-Identifier: EUPL-1.2 */
/* The largest number of people of each of the last days, and what follows from them. */
#ifndef KR_OFFICE_CAPACITY_PEAKS_H
#define KR_OFFICE_CAPACITY_PEAKS_H

#include "office/capacity/capacity.h"

/* Days since 1970, by local time. */
uint32_t kr_peak_day(uint64_t unix_ms);

/* Fills in peaks and n_peaks; none when they cannot be read. */
void kr_peaks_read(struct kr_office *o, struct kr_capacity_now *out);

/* Notes so many people today. */
KR_MUST_CHECK int kr_peaks_add(struct kr_office *o, uint32_t day, uint32_t people);

/* Pure: from limit and peaks. */
enum kr_capacity_advice kr_peaks_advice(const struct kr_capacity_now *now, uint32_t today);

#endif
