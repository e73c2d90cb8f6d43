/* SPDX-License-Identifier: EUPL-1.2 */
/* What the operator sets in the portal, a name "area.what" and a text each. Nothing secret or personal: it is stored as it is. */
#ifndef KR_OFFICE_SETTING_H
#define KR_OFFICE_SETTING_H

#include "office/core.h"

enum { KR_SETTING_MAX = 200 * 1024 }; /* bytes of one value: a logo in base64 */

/* The value, or a copy of `otherwise` if it was never set; to be freed. NULL when out of memory or the store fails. */
char *kr_setting_text(struct kr_office *o, const char *name, const char *otherwise);
uint64_t kr_setting_number(struct kr_office *o, const char *name, uint64_t otherwise);

/* Sets it; value NULL: as if never set. KR_E_TOO_LARGE. Inside the caller's transaction, if there is one. */
KR_MUST_CHECK int kr_setting_set(struct kr_office *o, const char *name, const char *value);

#endif
