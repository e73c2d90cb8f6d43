/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/roles.h"

#include <stdio.h>
#include <string.h>

#include "app/addresses.h"
#include "app/child.h"
#include "app/supervisor.h"
#include "door/door.h"
#include "front/front.h"
#include "media/media.h"
#include "office/office.h"

static int run_office(const struct kr_config *config)
{
    static const enum kr_link_post_tls ways[] = {[KR_CONFIG_TLS_STARTTLS] = KR_LINK_POST_TLS_STARTTLS,
                                                 [KR_CONFIG_TLS_IMPLICIT] = KR_LINK_POST_TLS_IMPLICIT,
                                                 [KR_CONFIG_TLS_PLAIN] = KR_LINK_POST_TLS_PLAIN};
    char origin[KR_ADDRESSES_ORIGIN_BYTES];
    struct kr_office_config office = {
        .control_fd = KR_CHILD_CONTROL_FD,
        .data_dir = config->data_dir,
        .database = config->database,
        .handle_prefix = config->handle_prefix,
        .origin = kr_addresses_origin(config, origin) ? origin : NULL,
        .mail = {.host = config->mail.server, .port = (uint16_t)config->mail.port, .tls = ways[config->mail.tls],
                 .authorities = config->mail.authorities, .user = config->mail.user,
                 .password_file = config->mail.password_file, .from = config->mail.from},
    };
    return kr_office_run(&office);
}

/* The first line of its file, before front has anything to do with the network. */
static int read_metrics_token(char *out, size_t size, const char *path)
{
    enum { LEAST = 16 };
    FILE *f = *path ? fopen(path, "re") : NULL;
    out[0] = '\0';
    if (!*path)
        return 0;
    bool got = f && fgets(out, (int)size, f);
    if (f)
        fclose(f);
    out[strcspn(out, "\r\n")] = '\0';
    if (got && strlen(out) >= LEAST && strspn(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") == strlen(out))
        return 0;
    kr_error("metrics.token_file: %s has no token of 16 characters or more (letters, digits, - . _ ~ + / =) in its first line", path);
    return KR_E_CONFIG;
}

static int run_front(const struct kr_config *config)
{
    char metrics_token[129];
    struct kr_front_config front = {.turn_port = (uint16_t)config->turn_port,
                                     .tls_port = kr_addresses_https_port(config), .control_fd = KR_CHILD_CONTROL_FD, .static_dir = config->web_dir, .n_media = kr_supervisor_media_count(config),
                                     .room_endpoints = config->room_endpoints,
                                     .camera_height = config->camera_height};
    if (read_metrics_token(metrics_token, sizeof metrics_token, config->metrics_token_file))
        return KR_E_CONFIG;
    front.metrics_token = metrics_token;
    return kr_front_run(&front);
}

static int run_media(const struct kr_config *config, uint32_t index)
{
    const char *announce[KR_CONFIG_ANNOUNCE_MAX];
    for (size_t i = 0; i < config->announce.n; i++)
        announce[i] = config->announce.items[i];
    struct kr_media_config media = {
        .control_fd = KR_CHILD_CONTROL_FD,
        .index = index,
        .port = (uint16_t)(config->media_port + index),
        .announce = announce,
        .n_announce = config->announce.n,
        .voices = config->media_voices,
        .camera_height = (uint16_t)config->camera_height,
        .loopback = config->http_listen.n > 0, /* pages served to this machine lead to media on this machine */
    };
    return kr_media_run(&media);
}

static int run_door(const struct kr_config *config)
{
    const char *announce[KR_CONFIG_ANNOUNCE_MAX];
    for (size_t i = 0; i < config->announce.n; i++)
        announce[i] = config->announce.items[i];
    struct kr_door_config door = {
        .control_fd = KR_CHILD_CONTROL_FD,
        .port = (uint16_t)config->turn_port,
        .media_port = (uint16_t)config->media_port,
        .n_media = (uint16_t)kr_supervisor_media_count(config),
        .announce = announce,
        .n_announce = config->announce.n,
    };
    return kr_door_run(&door);
}

int kr_role_run(const struct kr_config *config, const char *role, uint32_t index)
{
    static char process[16];
    int err = KR_E_UNSUPPORTED;
    if (index)
        snprintf(process, sizeof process, "%.8s %u", role, index % 1000);
    else
        snprintf(process, sizeof process, "%.8s", role);
    kr_log_init(process, config->log_level, config->log_format);

    if (strcmp(role, kr_child_name[KR_CHILD_OFFICE]) == 0)
        err = run_office(config);
    else if (strcmp(role, kr_child_name[KR_CHILD_FRONT]) == 0)
        err = run_front(config);
    else if (strcmp(role, kr_child_name[KR_CHILD_MEDIA]) == 0)
        err = run_media(config, index);
    else if (strcmp(role, kr_child_name[KR_CHILD_DOOR]) == 0)
        err = run_door(config);
    /* What another start would not mend ends the whole service; the rest is tried again. */
    return err == 0 ? 0 : err == KR_E_CONFIG || err == KR_E_UNSUPPORTED ? KR_CHILD_EXIT_CONFIG : 1;
}
