/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KR_OFFICE_STORE_SETTING_H
#define KR_OFFICE_STORE_SETTING_H

#include "office/store/store.h"

/* The value, to be freed; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_setting_get(struct kr_store *s, char **out, const char *name);
KR_MUST_CHECK int kr_store_setting_put(struct kr_store *s, const char *name, const char *value);
/* No error if there is none. */
KR_MUST_CHECK int kr_store_setting_delete(struct kr_store *s, const char *name);

#endif
