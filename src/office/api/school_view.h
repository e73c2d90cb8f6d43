/* SPDX-License-Identifier: EUPL-1.2 */
/* Schools as the API shows them. */
#ifndef KR_OFFICE_API_SCHOOL_VIEW_H
#define KR_OFFICE_API_SCHOOL_VIEW_H

#include "office/api/call.h"
#include "office/school/steps.h"

enum { KR_VIEW_DUE = 8 };

/* The texts of a profile in a body; NULL where it says nothing. */
void kr_view_profile_texts(const struct kr_api_school_profile *body, const char *raw[KR_PROFILE_FIELDS]);
/* Points into p. */
struct kr_api_school_profile kr_view_profile(const struct kr_profile *p);

/* due: room for the names. */
struct kr_api_school_waiting kr_view_waiting(const struct kr_waiting *w, const char *due[KR_VIEW_DUE]);

/* Answers with a problem of a profile. */
void kr_view_profile_fault(const struct kr_api_answer *a, const struct kr_profile_fault *fault);

/* kr_api_fail for schools: KR_E_SEALED is said so. */
void kr_view_fail(const struct kr_api_answer *a, int err);

/* Opens the school in the path; false: the call has ended. */
bool kr_view_open(struct kr_api_call *c, struct kr_school *out);

void kr_view_answer_school(struct kr_api_call *c, int status, const struct kr_school *s);

#endif
