/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/setting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "office/store/setting.h"

char *kr_setting_text(struct kr_office *o, const char *name, const char *otherwise)
{
    char *value = NULL;
    int err = kr_store_setting_get(o->store, &value, name);
    if (err == KR_E_NOT_FOUND)
        return strdup(otherwise);
    return err ? NULL : value;
}

uint64_t kr_setting_number(struct kr_office *o, const char *name, uint64_t otherwise)
{
    char *text = kr_setting_text(o, name, ""), *end;
    errno = 0;
    uint64_t n = text ? strtoull(text, &end, 10) : 0;
    bool good = text && *text && !*end && !errno;
    free(text);
    return good ? n : otherwise;
}

int kr_setting_set(struct kr_office *o, const char *name, const char *value)
{
    if (!value)
        return kr_store_setting_delete(o->store, name);
    return strlen(value) > KR_SETTING_MAX ? KR_E_TOO_LARGE : kr_store_setting_put(o->store, name, value);
}
