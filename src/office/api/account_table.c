/* SPDX-License-Identifier: EUPL-1.2 */
/* A school's teachers from and to tables: for its head and contact person, whose session holds its key. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/table.h"
#include "office/api/account_view.h"

_Static_assert((int)KR_API_ACCOUNT_TABLE_LINE_RESULT_WRONG == (int)KR_TABLE_WRONG, "one list of results");

static void answer(struct kr_api_call *c, const struct kr_roster_table *t, bool committed)
{
    struct kr_api_account_table_line *lines = calloc(t->names.n + 1, sizeof *lines);
    if (!lines) {
        kr_api_fail(&c->answer, KR_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < t->names.n; i++) {
        const struct kr_name_line *l = &t->names.lines[i];
        lines[i] = (struct kr_api_account_table_line){
            .line = l->line, .result = (enum kr_api_account_table_line_result)t->lines[i].result, .name = l->label[0] ? l->label : NULL,
            .handle = l->handle[0] ? l->handle : NULL, .reason = t->lines[i].reason,
            .account = t->lines[i].account[0] ? t->lines[i].account : NULL};
    }
    struct kr_api_msg msg = {
        .head.type = KR_API_MODERATORS_IMPORTED,
        .u.moderators_imported = {
            .committed = committed && !t->problem, .created = (int64_t)t->counts[KR_TABLE_CREATED],
            .changed = (int64_t)t->counts[KR_TABLE_CHANGED], .same = (int64_t)t->counts[KR_TABLE_SAME],
            .wrong = (int64_t)t->counts[KR_TABLE_WRONG], .problem = t->problem, .has_problem_line = t->problem != NULL,
            .problem_line = t->problem_line, .lines = lines, .lines_len = t->names.n}};
    kr_api_answer(&c->answer, 200, &msg);
    free(lines);
}

void kr_api_moderator_import(struct kr_api_call *c)
{
    const struct kr_api_moderators_import *body = &c->body->u.moderators_import;
    struct kr_roster_table *t = calloc(1, sizeof *t);
    int err = t ? kr_roster_table_take(c->office, t, &c->session, kr_api_part(c, "school"), body->upload, body->commit) : KR_E_NOMEM;
    if (err == KR_E_NOT_FOUND || err == KR_E_STATE)
        kr_api_problem(&c->answer, 400, "expired", "The file is not there, or not complete.", "upload");
    else if (err)
        kr_account_fail(c, err, NULL);
    else
        answer(c, t, body->commit);
    if (t)
        kr_wipe(t, sizeof *t);
    free(t);
}

void kr_api_moderator_export(struct kr_api_call *c)
{
    char lang[3], *table = NULL;
    size_t len = 0;
    bool german = !kr_api_param(c, "lang", lang, sizeof lang) || strcmp(lang, "en") != 0;
    int err = kr_roster_table_write(c->office, &table, &len, &c->session, kr_api_part(c, "school"), german, KR_API_FILE_MAX);
    if (err) {
        kr_account_fail(c, err, NULL);
        return;
    }
    kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_CSV, german ? "lehrkraefte.csv" : "teachers.csv", table, len);
    kr_wipe(table, len);
    free(table);
}
