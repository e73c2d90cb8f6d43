/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who comes in at the one TCP port: a look at the ClientHello (RFC 8446 section 4.1.2) before anybody answers it. Pure, and
 * the bytes stay where they are.
 */
#ifndef KR_DOOR_HELLO_H
#define KR_DOOR_HELLO_H

#include <stddef.h>
#include <stdint.h>

enum { KR_HELLO_BYTES = 8192 }; /* looked at; a browser's has 600 to 1,900 */

enum kr_hello {
    KR_HELLO_MORE,  /* too little is there to tell */
    KR_HELLO_WEB,   /* names HTTP by ALPN (RFC 7301), or is too strange to tell: for whoever serves pages */
    KR_HELLO_RELAY, /* asks for a name turn.*, or names no protocol that is HTTP: TURN, or an old client's HTTP */
    KR_HELLO_NONE,  /* no TLS */
};

/* Judges the first bytes of a connection. Never KR_HELLO_MORE once KR_HELLO_BYTES are there. */
enum kr_hello kr_hello_judge(const uint8_t *p, size_t len);

#endif
