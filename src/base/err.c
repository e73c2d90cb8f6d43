/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"

const char *kr_err_id(int err)
{
    switch (err) {
    case KR_OK:
        return "ok";
#define X(name, number, id)                                                                                            \
    case name:                                                                                                         \
        return id;
        KR_ERR_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}
