/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `kreide set`: reads one job (proto/print.json) from standard input, writes its PDF to standard output and ends. The
 * office starts it; it can be used by hand as well. Before a byte of the job is read it is caged: no
 * socket, no new program or process, no file opened for writing; 20 s of CPU, 1 GiB of memory.
 *
 * A failure writes one line to standard error, `kreide set: REASON [line N]`, with a stable reason (paper/set.h), and
 * ends with a status of sysexits.h: 65 (the job is at fault), 70, 75 (try again: no memory) or 78 (a font is missing).
 */
#ifndef KR_APP_SET_H
#define KR_APP_SET_H

/* Returns the exit status. */
int kr_set_run(void);

#endif
