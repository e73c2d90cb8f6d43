/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/setting.h"

#include <stdlib.h>

#include "office/store/query.h"

static const char sql_get[] = "SELECT value FROM setting WHERE name = $1";
static const char sql_put[] = "INSERT INTO setting (name, value) VALUES ($1, $2) "
                              "ON CONFLICT (name) DO UPDATE SET value = excluded.value";
static const char sql_delete[] = "DELETE FROM setting WHERE name = $1";

int kr_store_setting_get(struct kr_store *s, char **out, const char *name)
{
    char *value = NULL;
    struct kr_query q = kr_query_begin(s, sql_get);
    kr_bind_text(&q, name);
    bool row = kr_query_row(&q);
    if (row)
        value = kr_read_text_alloc(&q);
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (err)
        free(value);
    else
        *out = value;
    return err;
}

int kr_store_setting_put(struct kr_store *s, const char *name, const char *value)
{
    struct kr_query q = kr_query_begin(s, sql_put);
    kr_bind_text(&q, name);
    kr_bind_text(&q, value);
    return kr_query_run(&q, true);
}

int kr_store_setting_delete(struct kr_store *s, const char *name)
{
    struct kr_query q = kr_query_begin(s, sql_delete);
    kr_bind_text(&q, name);
    return kr_query_run(&q, false);
}
