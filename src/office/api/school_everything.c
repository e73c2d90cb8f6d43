/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything stored about a school: for the school, for its data protection officer, for who answers a request. */
#include "crypto/secret.h"
#include "office/api/call.h"
#include "office/school/everything.h"

enum { ROWS_MAX = 10000000 };

void kr_api_school_everything(struct kr_api_call *c)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_API_FILE_MAX);
    uint64_t from = kr_api_param_number(c, "from", ROWS_MAX, 0);
    int err = kr_school_everything(c->office, &c->session, kr_api_part(c, "school"), from, &b);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_TEXT, "kreide-school.json", b.text, b.len);
    if (b.text)
        kr_wipe(b.text, b.len);
    kr_strbuf_fini(&b);
}
