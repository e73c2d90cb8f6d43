/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KR_OFFICE_API_POLICY_H
#define KR_OFFICE_API_POLICY_H

#include "office/room/policy.h"
#include "proto/api.h"

/* A policy as the API says it, and back. The codec has checked the numbers. */
struct kr_api_policy kr_api_policy_view(const struct kr_policy *policy);
struct kr_policy kr_api_policy_read(const struct kr_api_policy *body);

#endif
