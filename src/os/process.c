/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/process.h"

#include <stdio.h>
#include <string.h>

int kr_process_look(struct kr_process_sight *out, pid_t pid)
{
    char path[32], line[128];
    struct kr_process_sight sight = {0};
    bool found = false;
    long tracer = 0;
    char state;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return KR_E_NOT_FOUND;
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "State: %c", &state) == 1) {
            sight.stopped = state == 'T';
            found = true;
        } else if (sscanf(line, "TracerPid: %ld", &tracer) == 1) {
            sight.traced = tracer != 0;
        }
    }
    fclose(f);
    if (!found)
        return KR_E_NOT_FOUND;
    *out = sight;
    return 0;
}
