/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The text that Prometheus reads (exposition format 0.0.4): pure, into a string buffer. All samples of a metric stand
 * together under one HELP and one TYPE. Names that are none, and a kind that changes, are left out and not written wrongly.
 */
#ifndef KR_FRONT_PROMETHEUS_H
#define KR_FRONT_PROMETHEUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "proto/link.h"

/* Begins a metric called kreide_<name>. False, and nothing is written, when that is no name. */
bool kr_prometheus_begin(struct kr_strbuf *b, const char *name, enum kr_link_figure_kind kind, const char *help);

/* One process's value of it; label is the content of the label `process`, NULL: none. Of a histogram, all its buckets. */
void kr_prometheus_sample(struct kr_strbuf *b, const struct kr_link_figure *f, const char *label);

#endif
