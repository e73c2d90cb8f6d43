/* SPDX-License-Identifier: EUPL-1.2 */
/* The one program: `kreide COMMAND`. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "app/addresses.h"
#include "app/admin.h"
#include "app/backup.h"
#include "app/child.h"
#include "app/options.h"
#include "app/roles.h"
#include "app/set.h"
#include "app/supervisor.h"
#include "crypto/secret.h"
#include "load/load.h"
#include "office/mail/smtp.h"
#include "office/store/store.h"
#include "proto/codec.h"

static const char usage[] =
    "kreide " KR_VERSION " - video conferencing for schools\n"
    "\n"
    "  kreide serve  [OPTIONS]              run the service\n"
    "  kreide admin  [OPTIONS] WORDS...     speak to the running service: `kreide admin help`\n"
    "  kreide addresses [OPTIONS]           print where to click\n"
    "  kreide load   [OPTIONS] LINKS...     measure a server with synthetic clients: `kreide load --help`\n"
    "  kreide config                        print all settings with their defaults\n"
    "  kreide version\n"
    "\n"
    "Options: --config FILE, --set SECTION.KEY=VALUE (both may be given several times)\n";

/* What only the office's code can check. */
static int check_database(const struct kr_config *config)
{
    const char *wrong = kr_store_database_wrong(config->database);
    if (wrong)
        fprintf(stderr, "kreide: kreide.database %s\n", wrong);
    return wrong ? KR_E_CONFIG : 0;
}

static int serve(int argc, char **argv)
{
    struct kr_config config;
    int at = 2;
    if (kr_options_read(&config, argc, argv, &at) || kr_config_check(&config) || check_database(&config))
        return 1;
    if (at < argc) {
        fprintf(stderr, "kreide: serve: unexpected \"%s\"\n", argv[at]);
        return 1;
    }
    kr_log_init("kreide", config.log_level, config.log_format);
    return kr_supervisor_run(&config, argv + 2);
}

/* `kreide child ROLE INDEX OPTIONS`: only the supervisor calls this. */
static int child(int argc, char **argv)
{
    struct kr_config config;
    int at = 4;
    if (argc < 4 || kr_options_read(&config, argc, argv, &at))
        return KR_CHILD_EXIT_CONFIG;
    /* Ctrl-C reaches the whole terminal; the supervisor decides what it means. It also takes its children along. */
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return kr_role_run(&config, argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
}

static int admin(int argc, char **argv)
{
    struct kr_config config;
    int at = 2;
    if (kr_options_read(&config, argc, argv, &at))
        return 1;
    if (kr_backup_command_is(argc - at, argv + at))
        return check_database(&config) ? 1 : kr_backup_command(&config, argc - at, argv + at);
    return kr_admin_run(&config, argc - at, argv + at);
}

static int addresses(int argc, char **argv)
{
    struct kr_config config;
    int at = 2;
    if (kr_options_read(&config, argc, argv, &at))
        return 1;
    kr_addresses_print(&config, stdout);
    return 0;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "help";
    kr_proto_init();
    if (kr_crypto_init())
        return 1;
    if (strcmp(command, "serve") == 0)
        return serve(argc, argv);
    if (strcmp(command, "child") == 0)
        return child(argc, argv);
    if (strcmp(command, "admin") == 0)
        return admin(argc, argv);
    if (strcmp(command, "set") == 0)
        return kr_set_run();
    if (strcmp(command, "addresses") == 0)
        return addresses(argc, argv);
    if (strcmp(command, "post") == 0) /* only the office calls this */
        return kr_smtp_main();
    if (strcmp(command, "load") == 0)
        return kr_load_main(argc - 2, argv + 2);
    if (strcmp(command, "config") == 0) {
        kr_config_print(stdout);
        return 0;
    }
    if (strcmp(command, "version") == 0 || strcmp(command, "--version") == 0) {
        puts("kreide " KR_VERSION);
        return 0;
    }
    int asked = strcmp(command, "help") == 0 || strcmp(command, "--help") == 0;
    fputs(usage, asked ? stdout : stderr);
    return asked ? 0 : 2;
}
