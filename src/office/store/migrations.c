/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/migrations.h"

/* Times are Unix milliseconds. Hashes are keyed (crypto/sealed.h); columns called sealed hold sealed texts. */
const struct kr_migration kr_migrations[] = {
    {"accounts, sessions, rooms, tokens",
     "CREATE TABLE pin ("
     " name TEXT NOT NULL PRIMARY KEY,"
     " value BLOB NOT NULL"
     ") STRICT;"
     "CREATE TABLE account ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " handle TEXT NOT NULL UNIQUE,"
     " verifier TEXT NOT NULL,"
     " locked INTEGER NOT NULL,"
     " created_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE TABLE session ("
     " hash BLOB NOT NULL PRIMARY KEY,"
     " account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
     " created_ms INTEGER NOT NULL,"
     " used_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX session_account ON session (account, used_ms);"
     "CREATE INDEX session_used ON session (used_ms);"
     "CREATE TABLE room ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
     " title_sealed BLOB NOT NULL,"
     " link_hash BLOB NOT NULL UNIQUE,"
     " link_sealed BLOB NOT NULL,"
     " code_hash BLOB UNIQUE,"
     " code_sealed BLOB,"
     " code_expires_ms INTEGER,"
     " lobby INTEGER NOT NULL,"
     " end_after_s INTEGER NOT NULL,"
     " created_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX room_account ON room (account, created_ms, id);"
     "CREATE INDEX room_code_expires ON room (code_expires_ms);"
     "CREATE TABLE token ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " room TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,"
     " hash BLOB NOT NULL UNIQUE,"
     " action INTEGER NOT NULL,"
     " note_sealed BLOB NOT NULL,"
     " created_ms INTEGER NOT NULL,"
     " expires_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX token_room ON token (room, created_ms, id);"
     "CREATE INDEX token_expires ON token (expires_ms);"},
    {"schools, enrolment, documents, keys, audit",
     "CREATE TABLE setting ("
     " name TEXT NOT NULL PRIMARY KEY,"
     " value TEXT NOT NULL"
     ") STRICT;"

     /* The operator's key pairs; the highest version is in use. A secret key is wrapped for each administrator. */
     "CREATE TABLE operator_key ("
     " version INTEGER NOT NULL PRIMARY KEY,"
     " public_key BLOB NOT NULL,"
     " mark BLOB NOT NULL," /* keyed hash by office.key: nobody with the database alone puts his own key here */
     " created_ms INTEGER NOT NULL"
     ") STRICT;"

     /*
      * A school, without a word about which it is. profile_sealed lies under the data key, which lies sealed to the
      * operator (of key version operator_key) and to the school. state: enum kr_school_state.
      */
     "CREATE TABLE school ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " state INTEGER NOT NULL,"
     " created_ms INTEGER NOT NULL,"
     " changed_ms INTEGER NOT NULL,"
     " ended_ms INTEGER NOT NULL,"
     " online INTEGER NOT NULL,"
     " operator_key INTEGER NOT NULL REFERENCES operator_key (version),"
     " data_key_operator BLOB NOT NULL,"
     " data_key_school BLOB,"
     " public_key BLOB,"
     " profile_sealed BLOB NOT NULL,"
     " max_rooms INTEGER NOT NULL,"
     " max_people INTEGER NOT NULL,"
     " policy TEXT NOT NULL"
     ") STRICT;"
     "CREATE INDEX school_state ON school (state, changed_ms);"

     "ALTER TABLE account ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE account ADD COLUMN school TEXT REFERENCES school (id) ON DELETE CASCADE;"
     "ALTER TABLE account ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE account ADD COLUMN password_ms INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE account ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;" /* somebody else knows its password */
     "ALTER TABLE account ADD COLUMN used_day INTEGER NOT NULL DEFAULT 0;" /* days since 1970, no finer */
     "ALTER TABLE account ADD COLUMN claim INTEGER NOT NULL DEFAULT 0;"    /* 1: served after the others */
     "ALTER TABLE account ADD COLUMN max_rooms INTEGER NOT NULL DEFAULT 0;"  /* of an extra account, at once; 0: no limit */
     "ALTER TABLE account ADD COLUMN max_people INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE account ADD COLUMN lock_reason INTEGER NOT NULL DEFAULT 0;" /* enum kr_lock_reason */
     "ALTER TABLE account ADD COLUMN locked_by INTEGER NOT NULL DEFAULT 0;" /* role of who locked it */
     "ALTER TABLE account ADD COLUMN note_sealed BLOB;"                    /* about a misuse: under the school's data key */
     "ALTER TABLE account ADD COLUMN purpose_sealed BLOB;"                 /* under the school's data key */
     "ALTER TABLE account ADD COLUMN label_sealed BLOB;"                   /* to the school's public key */
     "CREATE INDEX account_school ON account (school, role, handle);"
     "CREATE INDEX account_role ON account (role, handle);"
     "CREATE INDEX account_expires ON account (expires_ms);"

     "ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';"        /* to name it in a list */
     "CREATE INDEX session_id ON session (id);"
     "ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';"    /* such as \"Firefox, Linux\" */
     "ALTER TABLE session ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;"   /* 0 signed in, 1 second factor open */

     /* The key pair of an account that holds keys; its secret key lies wrapped by the password. */
     "CREATE TABLE account_key ("
     " account TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,"
     " public_key BLOB NOT NULL,"
     " mark BLOB NOT NULL,"
     " wrapped BLOB NOT NULL,"
     " created_ms INTEGER NOT NULL"
     ") STRICT;"
     /* A secret key (of the operator in a version, or of a school): sealed to an account's key, or by a recovery code. */
     "CREATE TABLE key_wrap ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " operator_key INTEGER REFERENCES operator_key (version) ON DELETE CASCADE,"
     " school TEXT REFERENCES school (id) ON DELETE CASCADE,"
     " account TEXT REFERENCES account (id) ON DELETE CASCADE,"  /* NULL: a recovery code */
     " wrapped BLOB NOT NULL,"
     " created_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX key_wrap_account ON key_wrap (account);"
     "CREATE INDEX key_wrap_school ON key_wrap (school);"
     "CREATE INDEX key_wrap_operator ON key_wrap (operator_key);"
     "CREATE INDEX school_operator_key ON school (operator_key);"
     "CREATE TABLE second_factor ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
     " kind INTEGER NOT NULL,"        /* 0 TOTP, 1 WebAuthn, 2 one-time code on paper */
     " secret_sealed BLOB NOT NULL,"
     " counter INTEGER NOT NULL,"     /* last time step or signature counter that was accepted */
     " created_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX second_factor_account ON second_factor (account, kind);"

     /* Documents of the operator; texts are public. */
     "CREATE TABLE document_version ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " kind TEXT NOT NULL,"
     " lang TEXT NOT NULL,"
     " number INTEGER NOT NULL,"       /* 0: a draft */
     " source TEXT NOT NULL,"
     " sha256 BLOB NOT NULL,"
     " author TEXT,"
     " created_ms INTEGER NOT NULL,"
     " effective_ms INTEGER NOT NULL,"
     " accept_until_ms INTEGER NOT NULL," /* 0: needs no new acceptance */
     " UNIQUE (kind, lang, number)"
     ") STRICT;"
     "CREATE TABLE news ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " lang TEXT NOT NULL,"
     " at_ms INTEGER NOT NULL,"
     " source TEXT NOT NULL"
     ") STRICT;"

     /* Scans and other papers of a school, under its data key, in parts. */
     "CREATE TABLE paper ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " school TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,"
     " step INTEGER NOT NULL,"    /* enum kr_step that it belongs to */
     " type INTEGER NOT NULL,"    /* enum kr_filetype */
     " size INTEGER NOT NULL,"
     " sha256 BLOB NOT NULL,"
     " account TEXT NOT NULL,"    /* who brought it */
     " created_ms INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX paper_school ON paper (school, created_ms);"
     "CREATE TABLE paper_part ("
     " paper TEXT NOT NULL REFERENCES paper (id) ON DELETE CASCADE,"
     " number INTEGER NOT NULL,"
     " sealed BLOB NOT NULL,"
     " PRIMARY KEY (paper, number)"
     ") STRICT;"

     /*
      * What was done when, by whom (office/school/enrolment.h): only ever added; n counts up within a school. at_ms: when
      * it was done; recorded_ms: when it was written down. document_version rows that a step is about are beside.
      */
     "CREATE TABLE enrolment_step ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " school TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,"
     " n INTEGER NOT NULL,"
     " step INTEGER NOT NULL,"
     " party INTEGER NOT NULL,"
     " way INTEGER NOT NULL,"
     " at_ms INTEGER NOT NULL,"
     " recorded_ms INTEGER NOT NULL,"
     " ends_ms INTEGER NOT NULL,"
     " account TEXT NOT NULL,"
     " paper TEXT,"
     " signer_sealed BLOB,"           /* under the data key: who signed */
     " note_sealed BLOB,"             /* a remark */
     " voided_ms INTEGER NOT NULL,"   /* 0: counts */
     " voided_by TEXT NOT NULL,"
     " void_sealed BLOB,"             /* why */
     " UNIQUE (school, n)"
     ") STRICT;"
     "CREATE TABLE enrolment_document ("
     " step TEXT NOT NULL REFERENCES enrolment_step (id) ON DELETE CASCADE,"
     " document TEXT NOT NULL REFERENCES document_version (id),"
     " sha256 BLOB NOT NULL,"
     " PRIMARY KEY (step, document)"
     ") STRICT;"
     "CREATE INDEX enrolment_document_document ON enrolment_document (document);"

     "CREATE TABLE mail ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " school TEXT REFERENCES school (id) ON DELETE CASCADE,"
     " account TEXT,"
     " template TEXT NOT NULL,"
     " lang TEXT NOT NULL,"
     " args_sealed BLOB NOT NULL,"
     " created_ms INTEGER NOT NULL,"
     " due_ms INTEGER NOT NULL,"   /* next try; when it is done: when that was */
     " first_ms INTEGER NOT NULL," /* first try, 0: none yet */
     " tries INTEGER NOT NULL,"
     " state INTEGER NOT NULL,"    /* enum kr_mail_state */
     " failure TEXT NOT NULL,"     /* identifier of the last error */
     " code INTEGER NOT NULL"      /* the mail server's last answer */
     ") STRICT;"
     "CREATE INDEX mail_due ON mail (state, due_ms);"
     "CREATE INDEX mail_school ON mail (school);"
     /* What was reminded of, so that it is not twice. */
     "CREATE TABLE reminder ("
     " school TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,"
     " what TEXT NOT NULL,"
     " at_ms INTEGER NOT NULL,"
     " PRIMARY KEY (school, what)"
     ") STRICT;"
     "CREATE INDEX reminder_at ON reminder (at_ms);"

     /* Only ever added to, and shortened from the front (office/audit/audit.h). */
     "CREATE TABLE audit ("
     " n INTEGER NOT NULL PRIMARY KEY,"
     " at_ms INTEGER NOT NULL,"
     " who TEXT NOT NULL,"
     " role TEXT NOT NULL,"
     " action TEXT NOT NULL,"
     " object TEXT NOT NULL,"
     " detail TEXT NOT NULL,"
     " hash BLOB NOT NULL"
     ") STRICT;"
     "CREATE INDEX audit_at ON audit (at_ms);"
     "CREATE TABLE audit_ends (" /* one row */
     " one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),"
     " base_n INTEGER NOT NULL,"
     " base_hash BLOB NOT NULL,"
     " head_n INTEGER NOT NULL,"
     " head_hash BLOB NOT NULL,"
     " mark BLOB NOT NULL"
     ") STRICT;"

     /* Rooms belong to a school, too; what they are for and who may open them. */
     "ALTER TABLE room ADD COLUMN school TEXT REFERENCES school (id) ON DELETE CASCADE;"
     "ALTER TABLE room ADD COLUMN kind TEXT NOT NULL DEFAULT 'lesson';"
     "ALTER TABLE room ADD COLUMN policy TEXT NOT NULL DEFAULT '';"
     "ALTER TABLE room ADD COLUMN open_to INTEGER NOT NULL DEFAULT 0;" /* 0 its account, 1 all of the school, 2 room_moderator */
     "UPDATE room SET policy = CASE lobby WHEN 0 THEN 'lobby=no end=' ELSE 'lobby end=' END || CAST(end_after_s AS TEXT);"
     "ALTER TABLE room DROP COLUMN lobby;"
     "ALTER TABLE room DROP COLUMN end_after_s;"
     "CREATE INDEX room_school ON room (school, created_ms, id);"
     "CREATE TABLE room_moderator ("
     " room TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,"
     " account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
     " PRIMARY KEY (room, account)"
     ") STRICT;"
     "CREATE TABLE room_date ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " room TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,"
     " starts_ms INTEGER NOT NULL,"
     " ends_ms INTEGER NOT NULL,"
     " weekly_until_ms INTEGER NOT NULL," /* 0: once */
     " people INTEGER NOT NULL"           /* above 0: capacity is kept for so many */
     ") STRICT;"
     "CREATE INDEX room_date_room ON room_date (room, starts_ms);"
     "CREATE INDEX room_date_starts ON room_date (starts_ms);"

     "CREATE TABLE usage_month ("
     " month INTEGER NOT NULL,"           /* year * 12 + month - 1 */
     " school TEXT NOT NULL,"
     " meetings INTEGER NOT NULL,"
     " room_minutes INTEGER NOT NULL,"
     " people_minutes INTEGER NOT NULL,"
     " most_people INTEGER NOT NULL,"
     " PRIMARY KEY (month, school)"
     ") STRICT;"

     /* Who had which sign-in from when to when: to the school's public key, for cases of misuse. */
     "CREATE TABLE access_record ("
     " id TEXT NOT NULL PRIMARY KEY,"
     " school TEXT NOT NULL REFERENCES school (id) ON DELETE CASCADE,"
     " account TEXT NOT NULL,"
     " sealed BLOB NOT NULL,"
     " from_ms INTEGER NOT NULL,"
     " until_ms INTEGER NOT NULL,"        /* 0: still has it */
     " ended INTEGER NOT NULL"            /* enum kr_access_end */
     ") STRICT;"
     "CREATE INDEX access_record_account ON access_record (account, until_ms);"
     "CREATE INDEX access_record_school ON access_record (school, account, from_ms);"

     /* What was taken away, for as long as tickets from before can last: front and media hear of it (office/revocation.h). */
     "CREATE TABLE revocation ("
     " id TEXT NOT NULL,"                 /* of an account, a room or a token, which may be gone */
     " holder_only INTEGER NOT NULL,"     /* 1: tickets of those signed in with it, not those into its rooms */
     " revoked_ms INTEGER NOT NULL,"
     " expires_ms INTEGER NOT NULL,"
     " PRIMARY KEY (id, holder_only)"
     ") STRICT;"
     "CREATE INDEX revocation_expires ON revocation (expires_ms);"},
};

const size_t kr_migrations_count = sizeof kr_migrations / sizeof kr_migrations[0];
