/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer that is a document as PDF. */
#ifndef KR_OFFICE_API_DOCUMENT_FILE_H
#define KR_OFFICE_API_DOCUMENT_FILE_H

#include "office/api/call.h"
#include "office/document/print.h"

/* Ends the call: with the PDF once it is set, or with why not. */
void kr_api_answer_print(struct kr_api_call *c, const struct kr_document_print *p);

struct kr_school;

/* Sets what papers say of a school, and makes the head of those that are its own (api/school_print.c). */
void kr_api_school_values(struct kr_paper_values *values, const struct kr_school *s);
void kr_api_school_head(struct kr_document_head *out, const struct kr_school *s);

#endif
