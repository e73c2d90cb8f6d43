/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/export.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/school/columns.h"
#include "office/school/index.h"

enum { COLUMNS = KR_COLUMN_COUNTERSIGNED + 1 }; /* what is to be made is not told */

struct part {
    struct kr_office *office;
    const struct kr_session *who;
    char ids[KR_EXPORT_SCHOOLS][KR_LIMIT_ID_BYTES + 1];
    size_t n;
    struct kr_csv_writer table;
};

static int take_id(void *arg, const struct kr_index_row *row)
{
    struct part *p = arg;
    memcpy(p->ids[p->n++], row->id, sizeof row->id);
    return 0;
}

static void write_headers(struct part *p)
{
    for (int c = 0; c < COLUMNS; c++)
        kr_csv_write(&p->table, kr_column_header((enum kr_column)c));
    kr_csv_end_row(&p->table);
}

static int take_day(void *arg, const struct kr_store_step *row)
{
    uint64_t *days = arg;
    if (!row->voided_ms && row->step <= KR_STEP_COUNTERSIGNED)
        days[row->step] = row->at_ms;
    return 0;
}

/* In the words of people who read tables. */
static const char *state_word(enum kr_school_state state)
{
    static const char *const words[] = {"meldet sich an", "nimmt teil", "ausgesetzt", "zurückgezogen", "beendet"};
    return words[state];
}

static int write_school(struct part *p, const char *id)
{
    uint64_t days[KR_STEP_COUNTERSIGNED + 1] = {0};
    struct kr_school s;
    int err = kr_school_open(p->office, &s, p->who, id);
    if (err)
        return err;
    err = kr_store_step_list(p->office->store, id, take_day, days);
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS && !err; i++)
        kr_csv_write(&p->table, s.profile.text[i]);
    if (!err)
        kr_csv_write(&p->table, state_word(s.row.state));
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_COUNTERSIGNED && !err; step++) {
        char day[KR_DAY_SIZE] = "";
        if (days[step])
            kr_day_write(day, days[step]);
        kr_csv_write(&p->table, day);
    }
    kr_csv_end_row(&p->table);
    kr_school_close(&s);
    return err;
}

int kr_export_part(struct kr_office *o, char **out, size_t *len, const struct kr_session *who, uint64_t number, size_t max)
{
    struct kr_index_query q = {.search = "", .state = -1, .offset = (size_t)number * KR_EXPORT_SCHOOLS, .limit = KR_EXPORT_SCHOOLS};
    uint64_t total;
    struct part *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    p->office = o;
    p->who = who;
    kr_csv_writer_init(&p->table, max);
    int err = kr_vault_holds(o, who) ? kr_index_list(o, &q, &total, take_id, p) : KR_E_SEALED;
    if (!err && p->n == 0 && number > 0)
        err = KR_E_NOT_FOUND;
    if (!err && number == 0)
        write_headers(p);
    else /* the mark of UTF-8 is for the beginning of a file */
        p->table.buf.len = 0;
    for (size_t i = 0; i < p->n && !err; i++)
        err = write_school(p, p->ids[i]);
    if (!err && p->table.buf.failed)
        err = KR_E_TOO_LARGE;
    if (!err) {
        *len = p->table.buf.len;
        *out = kr_strbuf_take(&p->table.buf);
    } else if (p->table.buf.text) {
        kr_wipe(p->table.buf.text, p->table.buf.cap);
    }
    kr_strbuf_fini(&p->table.buf);
    free(p);
    return err;
}
