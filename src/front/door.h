/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections that the process door has accepted on the one port for everything, and that want pages. */
#ifndef KR_FRONT_DOOR_H
#define KR_FRONT_DOOR_H

struct kr_front;

/* Takes over the end of a link to door; a former one is thereby replaced. */
void kr_front_door_open(struct kr_front *f, int fd);

#endif
