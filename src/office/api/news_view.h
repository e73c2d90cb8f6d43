/* SPDX-License-Identifier: EUPL-1.2 */
/* News, and the status line, as the API shows them. */
#ifndef KR_OFFICE_API_NEWS_VIEW_H
#define KR_OFFICE_API_NEWS_VIEW_H

#include "office/api/call.h"
#include "office/document/news.h"

/* Answers with entries up to a time; lang NULL: of every language. with_source: for operators. */
void kr_api_answer_news(struct kr_api_call *c, const char *lang, uint64_t until_ms, unsigned most, bool with_source);

/* "good", "notice", "trouble"; anything else is good. */
enum kr_api_service_status kr_api_status_of(const char *level);

#endif
