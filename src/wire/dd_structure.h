/* SPDX-License-Identifier: EUPL-1.2 */
/* The templates of a Dependency Descriptor; internal to wire. */
#ifndef KR_WIRE_DD_STRUCTURE_H
#define KR_WIRE_DD_STRUCTURE_H

#include "wire/bits.h"
#include "wire/dd.h"

/* Section A.8.2: template_dependency_structure(). */
KR_MUST_CHECK int kr_dd_read_structure(struct kr_dd_structure *s, struct kr_bits *b);

/* A frame's indications for the decode targets, as sets of layers. */
void kr_dd_conclude(const struct kr_dd_structure *s, uint64_t indications, kr_targets *present, kr_targets *switches);

#endif
