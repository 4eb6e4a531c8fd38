/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * firstlog in C: the whole library behind one stable ABI, for programs in any language.
 *
 * A minimal program:
 *
 *   firstlog_error error = FIRSTLOG_ERROR_INIT;
 *   firstlog_engine* engine = NULL;
 *   if (firstlog_engine_create("sqlite:team.db", NULL, &engine, &error) != FIRSTLOG_STATUS_OK) ...
 *   firstlog_command command = firstlog_command_make(FIRSTLOG_COMMAND_LOG_INTEREST);
 *   command.actor = firstlog_key("ana");
 *   command.contact = firstlog_key("bakery");
 *   firstlog_outcome outcome = firstlog_outcome_make();
 *   firstlog_engine_submit(engine, "acme", &command, 1, &outcome, FIRSTLOG_WAIT_DEFAULT, &error);
 *   firstlog_engine_destroy(engine);
 *
 * CONVENTIONS. They hold for every function unless its own comment says otherwise.
 *
 *  1. Status. A function that can fail returns a firstlog_status: FIRSTLOG_STATUS_OK (0) or the kind of
 *     failure. A rule's "no" is no failure but an outcome (firstlog_outcome). What a failed call would have
 *     written to its out-parameters is left as it was, except where a comment says so; handles asked for
 *     are set to NULL.
 *  2. Errors. The last parameter is a firstlog_error of the caller's, or NULL. Its struct_size must be set
 *     (FIRSTLOG_ERROR_INIT). It is filled on failure (status, place, reason, remedy, each ended by a zero
 *     byte) and cleared on success. Reporting a failure allocates nothing.
 *  3. Nothing is thrown across this boundary, in either direction: what a callback throws is caught and
 *     answered FIRSTLOG_STATUS_INTERNAL; the library never prints or changes its locale, and never ends the
 *     process: memory that runs out inside a call is answered FIRSTLOG_STATUS_OUT_OF_MEMORY.
 *     Threads must not be cancelled (pthread_cancel) inside a call.
 *  4. Ownership. What a function hands out through a `**` parameter is the caller's, to be given back to the
 *     _destroy function of its type, exactly once; _destroy(NULL) does nothing. Handles may be destroyed in
 *     any order: an engine's own resources live until the last feed, transaction, document and event list
 *     made from it is gone. What is passed in stays the caller's and is only read during the call.
 *  5. Lifetime. Texts and arrays inside what the library hands out belong to that handle and are valid until
 *     it is destroyed. Texts of names (firstlog_rule_name and the like) are valid for ever. What a callback
 *     is given is valid only during that call of it.
 *  6. Threads. An engine may be used by any number of threads at once. A feed and a transaction
 *     are used by one thread at a time. Documents, event lists, plans and bulk plans never change once made:
 *     any number of threads may read them. Destroying a handle while a call on it is under way is an error of
 *     the caller's that is not detected. The library starts no thread and has no thread-local state.
 *  7. Processes. An engine belongs to the process that made it: in a forked child every call on it answers
 *     FIRSTLOG_STATUS_CLOSED; it may be destroyed there.
 *  8. NULL. Where a pointer may be NULL its comment says so. Elsewhere NULL is answered
 *     FIRSTLOG_STATUS_INVALID_ARGUMENT. An array of no elements may be NULL.
 *  9. Handles that are none. A pointer to a handle of another kind, or to an engine that was destroyed while
 *     something made from it lives on, is answered FIRSTLOG_STATUS_INVALID_ARGUMENT or _CLOSED. Any other use
 *     of a destroyed handle cannot be detected.
 * 10. Lengths. Sizes and counts are uint64_t and in bytes or elements. A function that writes text into a
 *     buffer takes (buffer, capacity, size): it always sets *size to the length of the whole text, without
 *     its ending zero byte; with a NULL buffer it does nothing else; otherwise it writes as much as fits and
 *     an ending zero byte, and answers FIRSTLOG_STATUS_OUT_OF_RANGE where that was not all. `size` may be
 *     NULL where `buffer` is not.
 * 11. Text is UTF-8. `const char*` parameters end in a zero byte; a firstlog_text has a pointer and a size,
 *     which may be FIRSTLOG_ZERO_TERMINATED. Text that is not UTF-8 is refused where it would be stored or
 *     compared: with FIRSTLOG_STATUS_INVALID_ARGUMENT or _MALFORMED, in a command with a malformed outcome.
 * 12. Structures begin with struct_size where they may grow: set it to sizeof of the structure before the
 *     call. A library newer than the header reads and writes only what is inside that size; members are
 *     only ever appended, and 0 in every later one means what the older version did. In an array the
 *     struct_size of the first element counts for all and is the distance between them. A size that is
 *     smaller than the first version's is FIRSTLOG_STATUS_INVALID_ARGUMENT, one that is larger than this
 *     library knows is FIRSTLOG_STATUS_UNSUPPORTED unless everything behind what it knows is zero.
 *     Structures without struct_size never change.
 * 13. Numbers. Money is whole minor units and a currency; rates are fractions; instants are microseconds
 *     since 1970-01-01T00:00:00Z; dates are days since 1970-01-01. There is no floating point. Enumerators
 *     (firstlog_numbers.h) are fixed for ever; a value that this header does not know may come from a newer
 *     library and has a name (firstlog_rule_name and the like).
 * 14. Documents. What is rich (a statement, a contact's record) is handed out as JSON text in a
 *     firstlog_document: members are named as in C++, handles of contacts and actors are their host keys,
 *     money is {"amount":"1800.00","currency":"GBP"}, rates are text, instants RFC 3339 in UTC, absent values
 *     are left out. Statements, leaderboards and payrolls have schemas of their own (docs/statements.md).
 *     What is many (leaderboards, lines, events) also leaves as columns through the Arrow C data interface;
 *     there money is the minor units as int64 beside a column of currencies.
 * 15. Callbacks are called on the thread of the call that they serve. From a feed's callback every function
 *     may be called. From any other one (clock, random, log, store, sinks) a call on the same engine, or on
 *     what was made from it, is answered FIRSTLOG_STATUS_REENTRANT.
 * 16. Absent. Handles, positions and counts from 1 use 0 for "none"; a firstlog_reference without id and key
 *     names nothing; a NULL period or day means the present one.
 *
 * SECTIONS, each behind a line "---- its name": handles, errors, values; commands and outcomes, callbacks,
 * documents; engine, organisations; contacts, actors, claims; performance; events and the feed; the host's
 * own transaction; trust; policies; commission plans; import of history; Arrow C data interface. They are one
 * file because generators of bindings (cgo, bindgen, cffi, JNA) are given one, and none of them stands alone.
 */
#ifndef FIRSTLOG_H
#define FIRSTLOG_H

#include <stdint.h>
#include <string.h>

#include "firstlog_numbers.h"

#if defined(__GNUC__)
#define FIRSTLOG_C_API __attribute__((visibility("default")))
#else
#define FIRSTLOG_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this ABI. It rises with every change that an older program would notice; the shared
 * library's SOVERSION is the same number. 0: before the first release, it may still change. */
#define FIRSTLOG_ABI_VERSION 0

/* For firstlog_text: the text ends at its first zero byte. */
#define FIRSTLOG_ZERO_TERMINATED UINT64_MAX

/* For `wait_max_microseconds`: what the engine's options say. */
#define FIRSTLOG_WAIT_DEFAULT INT64_MIN

/* FIRSTLOG_STATUS_OK, or what failed. */
typedef int32_t firstlog_status;

/* ---- handles ---------------------------------------------------------------------------------------- */

typedef struct firstlog_engine firstlog_engine;           /* many organisations over one store */
typedef struct firstlog_feed firstlog_feed;               /* events in order, for one consumer */
typedef struct firstlog_transaction firstlog_transaction; /* commands inside a transaction of the host's */
typedef struct firstlog_events firstlog_events;           /* a list of events, never changed */
typedef struct firstlog_document firstlog_document;       /* a text, never changed */
typedef struct firstlog_plan firstlog_plan;               /* a commission plan, compiled, never changed */
typedef struct firstlog_bulk firstlog_bulk;               /* a plan over columns of closes, never changed */

/* ---- errors ----------------------------------------------------------------------------------------- */

/* What failed, where, why, and what to do about it. Texts end in a zero byte and are cut at a character's
 * boundary where they do not fit. */
typedef struct firstlog_error {
  uint32_t struct_size;
  firstlog_status status; /* FIRSTLOG_STATUS_OK where nothing failed */
  int32_t native_code;    /* errno or the store's own code; 0 where there is none */
  uint32_t reserved;
  char place[120];  /* "policy.plan.tiers[2].from", "sqlite:team.db" */
  char reason[200]; /* one sentence */
  char remedy[200]; /* what the reader can do; empty where nothing is known */
} firstlog_error;
#define FIRSTLOG_ERROR_INIT {(uint32_t)sizeof(firstlog_error), 0, 0, 0, {0}, {0}, {0}}

/* One line: "sqlite:team.db: busy: the deadline passed while others were writing; ...".
 * Buffer as convention 10. */
FIRSTLOG_C_API firstlog_status firstlog_error_describe(const firstlog_error* error, char* buffer,
                                                       uint64_t capacity, uint64_t* size);

/* ---- values ----------------------------------------------------------------------------------------- */

/* A view of text. An empty one may have a NULL pointer. */
typedef struct firstlog_text {
  const char* data;
  uint64_t size; /* in bytes, or FIRSTLOG_ZERO_TERMINATED */
} firstlog_text;

/* A view of bytes. An empty one may have a NULL pointer. */
typedef struct firstlog_bytes {
  const void* data;
  uint64_t size;
} firstlog_bytes;

/* Names an actor or a contact by the host's key (1 to 128 bytes) or, on hot paths, by the handle that the
 * engine handed out. Where both are given the handle counts. */
typedef struct firstlog_reference {
  uint32_t id; /* 0: by key */
  uint32_t reserved;
  firstlog_text key;
} firstlog_reference;

/* An amount in minor units of a currency of ISO 4217; may be negative. An empty currency: not given. */
typedef struct firstlog_money {
  int64_t minor_units;
  char currency[4]; /* "GBP", with its ending zero byte */
  uint32_t reserved;
} firstlog_money;

/* A fraction, the denominator above 0. Need not be in lowest terms where it is passed in. */
typedef struct firstlog_rate {
  int64_t numerator;
  int64_t denominator;
} firstlog_rate;

/* A month of a year: 1 to 9999, 1 to 12. All zero: not given. */
typedef struct firstlog_month {
  int32_t year;
  int32_t month;
} firstlog_month;

/* Where a contact is, folded (see firstlog_place_fold). Unused bytes are zero. All zero: not given. */
typedef struct firstlog_place {
  char country[2];
  char region[3];
  char postcode[8];
  char reserved[3];
} firstlog_place;

/* One product of a deal. */
typedef struct firstlog_deal_line {
  firstlog_text product; /* the host's code, 1 to 64 bytes */
  int64_t quantity;      /* whole units; negative where a line takes back */
  firstlog_money net;    /* of the whole line: without tax, shipping, pass-through cost */
  firstlog_money tax;    /* without currency: none */
  firstlog_money cost;   /* without currency: not told */
} firstlog_deal_line;

/* One rep's part of a deal's credit. Those of a deal sum to exactly 1. */
typedef struct firstlog_credit_share {
  firstlog_reference rep;
  firstlog_rate share;
} firstlog_credit_share;

/* What makes two contacts suspected duplicates; see firstlog_match_key_compute. */
typedef struct firstlog_match_key {
  uint8_t kind; /* FIRSTLOG_MATCH_... */
  uint8_t hash[15];
} firstlog_match_key;

/* What a rep brings along from the books before the journal began. */
typedef struct firstlog_opening_balance {
  uint8_t kind; /* FIRSTLOG_BALANCE_... */
  uint8_t reserved[7];
  firstlog_money amount; /* of every kind but quota_to_date */
  int64_t closes;        /* quota_to_date only */
} firstlog_opening_balance;

/* Repeats a command safely: the same key with the same command is answered as the first time. Either
 * (producer, sequence), remembered for ever as one number per producer, or free text, remembered for the
 * policy's window. All empty: none. */
typedef struct firstlog_idempotency_key {
  firstlog_text producer; /* 1 to 128 bytes */
  uint64_t sequence;      /* 1 and up, rising; gaps are allowed */
  firstlog_text text;     /* 1 to 128 bytes; not together with a producer */
} firstlog_idempotency_key;

/* The text itself, as a view. */
static inline firstlog_text firstlog_text_of(const char* text) {
  firstlog_text view;
  view.data = text;
  view.size = text == NULL ? 0 : (uint64_t)strlen(text);
  return view;
}

/* A reference by key. */
static inline firstlog_reference firstlog_key(const char* key) {
  firstlog_reference reference;
  reference.id = 0;
  reference.reserved = 0;
  reference.key = firstlog_text_of(key);
  return reference;
}

/* A reference by handle. */
static inline firstlog_reference firstlog_handle(uint32_t id) {
  firstlog_reference reference;
  reference.id = id;
  reference.reserved = 0;
  reference.key.data = NULL;
  reference.key.size = 0;
  return reference;
}

/* Text to values and back. Text: "2026-01-31T09:30:00.250000Z" (an offset is required, finer than
 * microseconds is refused), "2026-01-31", "1800.00 GBP", "0.15" or "15%" or "2/3".
 * Errors: MALFORMED, OUT_OF_RANGE, OVERFLOW, NOT_FOUND (no such currency). */
FIRSTLOG_C_API firstlog_status firstlog_instant_parse(const char* text, int64_t* microseconds,
                                                      firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_instant_format(int64_t microseconds, char* buffer, uint64_t capacity,
                                                       uint64_t* size);
FIRSTLOG_C_API firstlog_status firstlog_date_parse(const char* text, int32_t* days, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_date_format(int32_t days, char* buffer, uint64_t capacity,
                                                    uint64_t* size);
FIRSTLOG_C_API firstlog_status firstlog_money_parse(const char* text, firstlog_money* money,
                                                    firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_money_format(const firstlog_money* money, char* buffer,
                                                     uint64_t capacity, uint64_t* size);
FIRSTLOG_C_API firstlog_status firstlog_rate_parse(const char* text, firstlog_rate* rate,
                                                   firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_rate_format(const firstlog_rate* rate, char* buffer,
                                                    uint64_t capacity, uint64_t* size);

/* The first eight letters and digits of a name in collation order: what an alphabetical rule compares,
 * for firstlog_command::sort_key. Letters with marks lose them; everything else is passed over. */
FIRSTLOG_C_API firstlog_status firstlog_name_fold(const char* name, char sort_key[8], firstlog_error* error);

/* A place as people write it: country (ISO 3166 alpha-2), region, postcode; each may be NULL.
 * Error: INVALID_ARGUMENT (no such form of country or region). */
FIRSTLOG_C_API firstlog_status firstlog_place_fold(const char* country, const char* region,
                                                   const char* postcode, firstlog_place* place,
                                                   firstlog_error* error);

/* The key under which a normalised number, address or name is compared with others', so that the journal
 * holds no personal data. `secret`: 16 to 64 bytes of the host's, one for an organisation, kept beside the
 * database and not in it. Error: INVALID_ARGUMENT. */
FIRSTLOG_C_API firstlog_status firstlog_match_key_compute(uint8_t kind, const char* normalised,
                                                          firstlog_bytes secret, firstlog_match_key* key,
                                                          firstlog_error* error);

/* ---- commands and outcomes -------------------------------------------------------------------------- */

/* The bit of a field in firstlog_command::given. */
#define FIRSTLOG_GIVEN(field) (UINT64_C(1) << (field))

/* What somebody wants done: one flat structure for every command. Which members each kind needs and knows,
 * and who may give it, stands in docs/commands.md.
 *
 * A member that is not empty and not zero is given; `given` adds those that are meant although they are
 * zero: FIRSTLOG_GIVEN(FIRSTLOG_FIELD_ACTIVE) with active = 0 takes somebody out of service. A command that
 * carries what its kind does not know is answered malformed, with the field. */
typedef struct firstlog_command {
  uint32_t struct_size;
  uint16_t kind;       /* FIRSTLOG_COMMAND_... */
  uint8_t touch;       /* FIRSTLOG_TOUCH_... */
  uint8_t disposition; /* FIRSTLOG_DISPOSITION_... */
  uint64_t given;
  firstlog_reference actor;   /* who gives the command; always needed */
  firstlog_reference contact; /* on which contact */
  firstlog_reference rep;     /* whom it concerns: the new assignee, the actor changed */
  firstlog_money amount;      /* claimed (log_close) or invoiced, net (approve) */
  int64_t due;                /* of a callback, a retry, a hold; from when a policy is in force */
  int64_t occurred_at;        /* claimed by the caller; information only */
  firstlog_text key;          /* the host's key of what is registered or founded */
  firstlog_text reason;       /* a code, 1 to 64 bytes; free text belongs into `personal` */
  firstlog_text niche;        /* 1 to 64 bytes */
  firstlog_text document;     /* a policy's JSON */
  firstlog_bytes personal;    /* free text and attributes, for the erasable vault; at most 64 KiB */
  char sort_key[8];           /* firstlog_name_fold */
  firstlog_place place;       /* firstlog_place_fold */
  firstlog_month period;
  uint16_t roles;      /* a set of 1 << FIRSTLOG_ROLE_... */
  uint8_t active;      /* default 1 */
  uint8_t inbound;     /* 0 or 1 */
  uint8_t confirm;     /* of what the engine asked to confirm */
  uint8_t with_claim;  /* the claim moves as well */
  uint8_t scope;       /* FIRSTLOG_SUPPRESSION_... */
  uint8_t reserved[1]; /* 0 */
  uint32_t talk_seconds;
  uint32_t deal;               /* 0: the contact's current deal */
  uint64_t refers_to;          /* position of the entry that is corrected, or of the close that is decided */
  firstlog_reference other;    /* the second contact: the duplicate, the parent */
  firstlog_reference cover;    /* who stands in */
  firstlog_reference importer; /* who brings in what `actor` did */
  firstlog_money tax;          /* beside the net `amount` */
  int32_t signed_on;           /* these five: days since 1970-01-01 */
  int32_t invoiced_on;
  int32_t paid_on;
  int32_t from;                  /* first day */
  int32_t until;                 /* last day, inside */
  uint32_t reserved2;            /* 0 */
  firstlog_text document_number; /* the host's, of an invoice, receipt or payout: 1 to 64 bytes */
  firstlog_text team;            /* a code, 1 to 64 bytes */
  firstlog_text batch;           /* names an import: 1 to 64 bytes */
  uint64_t row;                  /* of the import's source, from 1 */
  const firstlog_deal_line* lines;
  uint64_t line_count;
  const firstlog_credit_share* credits;
  uint64_t credit_count;
  const firstlog_match_key* match_keys;
  uint64_t match_key_count;
  const firstlog_opening_balance* balances;
  uint64_t balance_count;
  const firstlog_reference* reps; /* successors */
  uint64_t rep_count;
  firstlog_idempotency_key idempotency;
  /* What sort_key is the key of, in its place, or beside it; UTF-8. Where the policy goes by a collation this
   * is what it sorts by. It is never stored. */
  firstlog_text name;
} firstlog_command;

/* A command of that kind with nothing given yet. */
static inline firstlog_command firstlog_command_make(uint16_t kind) {
  firstlog_command command;
  memset(&command, 0, sizeof command);
  command.struct_size = (uint32_t)sizeof command;
  command.kind = kind;
  return command;
}

/* What the rules answered, as data; text is made of it by firstlog_outcome_describe. */
typedef struct firstlog_outcome {
  uint32_t struct_size;
  uint8_t verdict; /* FIRSTLOG_VERDICT_... */
  uint8_t notices; /* a set of FIRSTLOG_NOTICE_... */
  uint16_t rule;   /* FIRSTLOG_RULE_...: what decided */
  uint8_t field;   /* FIRSTLOG_FIELD_...: where malformed, which member is at fault */
  uint8_t state;   /* number of the contact's state after the command; 0 where none is concerned */
  uint16_t reserved;
  uint32_t event_count;
  uint32_t contact;
  uint32_t actor; /* who gave the command */
  uint32_t rep;   /* the contact's assignee after the command, or the actor registered */
  uint32_t deal;
  uint32_t winner; /* whose entry counts */
  uint32_t other;  /* the second contact that the answer is about */
  uint32_t reserved2;
  int64_t winning_time;
  uint64_t winning_position;
  /* The receipt: the events of the command stand at [position, position + event_count) in the commit of that
   * hash. Position 0 where nothing was recorded. */
  uint64_t position;
  int64_t recorded_at;
  uint64_t commit_number;
  uint8_t commit_hash[32];
} firstlog_outcome;

/* An outcome to be filled. */
static inline firstlog_outcome firstlog_outcome_make(void) {
  firstlog_outcome outcome;
  memset(&outcome, 0, sizeof outcome);
  outcome.struct_size = (uint32_t)sizeof outcome;
  return outcome;
}

/* One line: "contested: the earliest entry by the system's timestamp owns the credit". Buffer as
 * convention 10. */
FIRSTLOG_C_API firstlog_status firstlog_outcome_describe(const firstlog_outcome* outcome, char* buffer,
                                                         uint64_t capacity, uint64_t* size);

/* The receipt that an outcome is worth, one line of text, to be kept outside the store and given to
 * firstlog_journal_verify. Buffer as convention 10. Error: INVALID_ARGUMENT (the outcome recorded nothing, or
 * is provisional). */
FIRSTLOG_C_API firstlog_status firstlog_outcome_receipt(const char* organisation,
                                                        const firstlog_outcome* outcome, char* buffer,
                                                        uint64_t capacity, uint64_t* size,
                                                        firstlog_error* error);

/* Names of numbers, as in JSON and in every language; "" for a number that is none. Never NULL. */
FIRSTLOG_C_API const char* firstlog_status_name(firstlog_status status);
FIRSTLOG_C_API const char* firstlog_verdict_name(uint8_t verdict);
FIRSTLOG_C_API const char* firstlog_command_name(uint16_t kind);
FIRSTLOG_C_API const char* firstlog_field_name(uint8_t field);
FIRSTLOG_C_API const char* firstlog_event_name(uint16_t kind);
FIRSTLOG_C_API const char* firstlog_rule_name(uint16_t rule);
/* The sentence that explains a rule, and what can be done about it ("" where there is nothing to do). */
FIRSTLOG_C_API const char* firstlog_rule_sentence(uint16_t rule);
FIRSTLOG_C_API const char* firstlog_rule_remedy(uint16_t rule);
/* The number of a command's name; FIRSTLOG_COMMAND_NONE where there is no such. NULL: the same. */
FIRSTLOG_C_API uint16_t firstlog_command_kind(const char* name);

/* The library's version, "0.1.0", and the FIRSTLOG_ABI_VERSION that it was built with. */
FIRSTLOG_C_API const char* firstlog_version(void);
FIRSTLOG_C_API uint32_t firstlog_abi_version(void);

/* ---- callbacks -------------------------------------------------------------------------------------- */

/* Where time comes from. `now` answers microseconds since 1970-01-01T00:00:00Z; called by several threads at
 * once. A callback that throws ends the call with INTERNAL. */
typedef struct firstlog_clock {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  int64_t (*now)(void* self);
} firstlog_clock;

/* Where random bytes come from (commit ids, salts). Fills all of `bytes` and answers FIRSTLOG_STATUS_OK, or
 * answers another status. Called by several threads at once. */
typedef struct firstlog_random {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  firstlog_status (*fill)(void* self, void* bytes, uint64_t size);
} firstlog_random;

/* Takes the library's reports: what it recovered from, what it had to wait for. `level`: FIRSTLOG_LOG_... */
typedef struct firstlog_log {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  void (*take)(void* self, int32_t level, firstlog_text organisation, firstlog_text text);
} firstlog_log;

/* One order of names. Everything in it lives as long as the engine; `version` and `letters` are copied. */
typedef struct firstlog_collator {
  uint32_t struct_size; /* set by the library */
  uint32_t reserved;
  void* self;
  const char* version;        /* another one may sort otherwise; 1 to 128 bytes, written into the journal */
  const char* const* letters; /* digits and letters of the language, capitals: what gaps are looked for in */
  uint64_t letter_count;
  /* Writes the first eight bytes of a key that compares, byte by byte, as the names do where case, spaces and
   * punctuation are passed over; none of them zero, but for the rest of a short key. The bytes are zero when
   * it is called, and are left so for a name without letters and digits, as for one that it throws on. Called
   * by several threads at once. */
  void (*key)(void* self, firstlog_text name, char* sort_key);
} firstlog_collator;

/* Orders of names by the name that a policy gives ("sv"). Fills `collator` and answers FIRSTLOG_STATUS_OK, or
 * answers FIRSTLOG_STATUS_UNSUPPORTED where there is none of that name. Asked once for each name. */
typedef struct firstlog_collators {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  firstlog_status (*collator)(void* self, firstlog_text name, firstlog_collator* collator);
} firstlog_collators;

/* Takes bytes piece by piece. 0: go on; anything else stops the delivery. */
typedef int32_t (*firstlog_sink)(void* self, const void* data, uint64_t size);

/* ---- documents -------------------------------------------------------------------------------------- */

/* The text and its length; it ends in a zero byte and is valid until the document is destroyed. `size` may
 * be NULL. NULL where `document` is none. */
FIRSTLOG_C_API const char* firstlog_document_text(const firstlog_document* document, uint64_t* size);
FIRSTLOG_C_API void firstlog_document_destroy(firstlog_document* document);

/* ---- engine ----------------------------------------------------------------------------------------- */

/* What is pointed to must outlive the engine. Zero in a member means the default. */
typedef struct firstlog_engine_options {
  uint32_t struct_size;
  uint32_t commands_per_commit_max; /* at most so many commands share one commit; default 4096 */
  const firstlog_clock* clock;      /* NULL: the system's */
  const firstlog_random* random;    /* NULL: the system's */
  const firstlog_log* log;          /* NULL: none */
  int64_t wait_max_microseconds;    /* how long a call waits for other writers; default 10 s */
  /* A snapshot is written once this many events were committed or replayed since the last; it makes opening a
   * long journal quick. Default 1,000,000; UINT64_MAX: only by firstlog_organisation_snapshot. */
  uint64_t snapshot_every_events;
  /* Organisations that nobody is calling are dropped from memory where all together exceed this many bytes;
   * 0: never. They open again when they are called. */
  uint64_t memory_bytes_max;
  /* Not 0: the engine's clock stands at this instant until firstlog_engine_clock_set moves it; for replays of
   * past data and for tests. Not together with `clock`. */
  int64_t manual_clock_microseconds;
  const firstlog_collators* collators; /* NULL: none, and a policy with a collation is refused */
  /* 1: opens journals that go by another version of a collation than `collators` has (docs/limits.md). */
  uint8_t accept_other_collations;
  uint8_t reserved[7];
} firstlog_engine_options;

/* Opens an engine over the store at `uri`: "memory:", or "sqlite:PATH", made where there is none.
 * `options` may be NULL. Errors: INVALID_ARGUMENT (no such kind of store), and those of the store: MALFORMED
 * (not a database, or another program's), UNSUPPORTED, CORRUPT, IO_FAILED, READ_ONLY, BUSY.
 * Over a store of the caller's own: firstlog_engine_create_on_store (firstlog_store.h). */
FIRSTLOG_C_API firstlog_status firstlog_engine_create(const char* uri, const firstlog_engine_options* options,
                                                      firstlog_engine** engine, firstlog_error* error);

/* Ends the engine. No call on it may be under way. */
FIRSTLOG_C_API void firstlog_engine_destroy(firstlog_engine* engine);

/* Moves a manual clock (firstlog_engine_options). No call on the engine may be under way. Error:
 * INVALID_ARGUMENT (the engine has no manual clock). */
FIRSTLOG_C_API firstlog_status firstlog_engine_clock_set(firstlog_engine* engine, int64_t microseconds,
                                                         firstlog_error* error);

/* Decides `count` commands in order, each on what the ones before it left, and makes them durable before it
 * answers: exactly one outcome per command, written to outcomes[0 .. count). Up to commands_per_commit_max of
 * them stand or fall together. Callers who submit to one organisation at the same time share commits. Beyond
 * the journal's own no memory is allocated per command.
 *
 * `wait_max_microseconds`: how long to wait for other writers, 0: not at all, FIRSTLOG_WAIT_DEFAULT.
 *
 * A rule's "no" is an outcome. Errors: BUSY (the wait was over), CLOCK_SUSPECT (a manager must send
 * confirm_clock), COMMIT_UNKNOWN (submit again with the same idempotency keys), STORE_FULL, IO_FAILED,
 * READ_ONLY, CORRUPT, REENTRANT, POISONED, CLOSED; INVALID_ARGUMENT (also a number of an enumerator or a
 * currency that is none: `error` names command and member, and nothing was submitted). After an error of the
 * store, commands that no commit holds have FIRSTLOG_VERDICT_UNDECIDED, and those before them stand. */
FIRSTLOG_C_API firstlog_status firstlog_engine_submit(firstlog_engine* engine, const char* organisation,
                                                      const firstlog_command* commands, uint64_t count,
                                                      firstlog_outcome* outcomes,
                                                      int64_t wait_max_microseconds, firstlog_error* error);

/* The same with commands and outcomes as JSON, for languages where that is easier than structures. `commands`
 * is one command or a list of them: {"kind":"log_interest","actor":"ana","contact":"bakery"}; members are
 * named as above, given by being there. Keys are text, handles numbers; instants RFC 3339; dates
 * "2026-01-31"; periods "2026-01"; money {"amount":"1800.00","currency":"GBP"} or "1800.00 GBP"; enumerators
 * by name; roles a list of names; `name` in place of sort_key, and `country`, `region`, `postcode` in place
 * of place, to be folded; `personal` is text; match keys {"kind":"phone","hash":"<30 hex digits>"}; shares
 * text. The document is a list with one object per command: verdict, rule, sentence, contact, actor, rep,
 * deal, winner, winning_time, winning_position, other, position, event_count, recorded_at, commit_number,
 * commit_hash, receipt, and whatever else is not empty; keys instead of handles. Errors: MALFORMED (with the
 * path, "commands[2].amount"; nothing was submitted), and those of submit; then
 * `*outcomes` is set as well. */
FIRSTLOG_C_API firstlog_status firstlog_engine_submit_json(firstlog_engine* engine, const char* organisation,
                                                           const char* commands,
                                                           int64_t wait_max_microseconds,
                                                           firstlog_document** outcomes,
                                                           firstlog_error* error);

/* What the commands would do now, and the events that they would leave, without doing any of it. Outcomes are
 * provisional. `events` may be NULL. Errors: as submit. */
FIRSTLOG_C_API firstlog_status firstlog_engine_preview(firstlog_engine* engine, const char* organisation,
                                                       const firstlog_command* commands, uint64_t count,
                                                       firstlog_outcome* outcomes, firstlog_events** events,
                                                       firstlog_error* error);

/* ---- organisations ---------------------------------------------------------------------------------- */

/* Sees what other processes have committed since. Errors: those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_organisation_refresh(firstlog_engine* engine,
                                                             const char* organisation, firstlog_error* error);

/* Drops the organisation from memory; the next call opens it again. It is also what makes one usable again
 * that was closed to further calls by a damage that has been repaired. */
FIRSTLOG_C_API firstlog_status firstlog_organisation_close(firstlog_engine* engine, const char* organisation,
                                                           firstlog_error* error);

/* Writes a snapshot of what this engine knows, so that opening it again is quick. */
FIRSTLOG_C_API firstlog_status firstlog_organisation_snapshot(firstlog_engine* engine,
                                                              const char* organisation,
                                                              firstlog_error* error);

/* The end of a journal. All zero where nothing was committed. */
typedef struct firstlog_head {
  uint64_t commit_number; /* 1 and up, gap-free */
  uint64_t last_position; /* of the last event */
  int64_t last_time;      /* its system timestamp */
  uint8_t hash[32];       /* of that commit */
  uint8_t commit_id[16];  /* zero where the engine is asked */
} firstlog_head;

/* The head as this engine knows it. */
FIRSTLOG_C_API firstlog_status firstlog_organisation_head(firstlog_engine* engine, const char* organisation,
                                                          firstlog_head* head, firstlog_error* error);

/* Contacts by state: {"states":[{"state":"new","contacts":12},...]}. Error: NOT_FOUND (never founded), as
 * with every question below. */
FIRSTLOG_C_API firstlog_status firstlog_organisation_pipeline(firstlog_engine* engine,
                                                              const char* organisation,
                                                              firstlog_document** document,
                                                              firstlog_error* error);

/* Contacts whose claim and assignee differ: one calls, the other earns. All of them to whoever sees the
 * manager's view, to a rep his own: {"contacts":[...]}. Error: NOT_FOUND (no such viewer). */
FIRSTLOG_C_API firstlog_status firstlog_organisation_split_ownership(firstlog_engine* engine,
                                                                     const char* organisation,
                                                                     const char* viewer,
                                                                     firstlog_document** document,
                                                                     firstlog_error* error);

/* Every import of history: {"imports":[...]}. */
FIRSTLOG_C_API firstlog_status firstlog_organisation_imports(firstlog_engine* engine,
                                                             const char* organisation,
                                                             firstlog_document** document,
                                                             firstlog_error* error);

/* Policies that wait for their instant: {"policies":[...]}. For viewers with the manager's view. Errors:
 * NOT_FOUND, INVALID_ARGUMENT (not the viewer's to see). */
FIRSTLOG_C_API firstlog_status firstlog_organisation_waiting_policies(firstlog_engine* engine,
                                                                      const char* organisation,
                                                                      const char* viewer,
                                                                      firstlog_document** document,
                                                                      firstlog_error* error);

/* Every dispute about a line of a statement, as it stands: {"disputes":[...]}; a rep sees those about his own
 * lines. Error: NOT_FOUND (no such viewer). */
FIRSTLOG_C_API firstlog_status firstlog_organisation_disputes(firstlog_engine* engine,
                                                              const char* organisation, const char* viewer,
                                                              firstlog_document** document,
                                                              firstlog_error* error);

/* What is pending, held, disputed or without a plan about a period, before its close or as of it:
 * {"pending":[...],"disputes":[...],"exceptions":[...],...}. `period` NULL: the oldest open one. For viewers
 * with the manager's view. Errors: NOT_FOUND, INVALID_ARGUMENT (not the viewer's to see), MALFORMED (the
 * period). */
FIRSTLOG_C_API firstlog_status firstlog_organisation_period_close(firstlog_engine* engine,
                                                                  const char* organisation,
                                                                  const char* viewer, const char* period,
                                                                  firstlog_document** document,
                                                                  firstlog_error* error);

/* ---- contacts, actors, claims ----------------------------------------------------------------------- */

/* The handle of a key, for commands on hot paths; 0 where there is no such. Handles never change. */
FIRSTLOG_C_API firstlog_status firstlog_contact_id(firstlog_engine* engine, const char* organisation,
                                                   const char* contact, uint32_t* id, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_actor_id(firstlog_engine* engine, const char* organisation,
                                                 const char* actor, uint32_t* id, firstlog_error* error);
/* The key of a handle. Buffer as convention 10; empty where there is no such. */
FIRSTLOG_C_API firstlog_status firstlog_contact_key(firstlog_engine* engine, const char* organisation,
                                                    uint32_t id, char* buffer, uint64_t capacity,
                                                    uint64_t* size, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_actor_key(firstlog_engine* engine, const char* organisation,
                                                  uint32_t id, char* buffer, uint64_t capacity,
                                                  uint64_t* size, firstlog_error* error);

/* What a contact's page shows: state, assignee, why, since when, claim, next step. Error: NOT_FOUND. */
FIRSTLOG_C_API firstlog_status firstlog_contact_record(firstlog_engine* engine, const char* organisation,
                                                       const char* contact, firstlog_document** document,
                                                       firstlog_error* error);
/* Every event of one contact, in order of position. Errors: NOT_FOUND, and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_contact_history(firstlog_engine* engine, const char* organisation,
                                                        const char* contact, firstlog_events** events,
                                                        firstlog_error* error);
/* Every deal of one contact: {"deals":[...]}. Errors: as history. */
FIRSTLOG_C_API firstlog_status firstlog_contact_deals(firstlog_engine* engine, const char* organisation,
                                                      const char* contact, firstlog_document** document,
                                                      firstlog_error* error);
/* Its suspected duplicates and why they are. Error: NOT_FOUND. */
FIRSTLOG_C_API firstlog_status firstlog_contact_duplicates(firstlog_engine* engine, const char* organisation,
                                                           const char* contact, firstlog_document** document,
                                                           firstlog_error* error);
/* Every suppression that acts on it: {"suppressions":[...]}. Error: NOT_FOUND. */
FIRSTLOG_C_API firstlog_status firstlog_contact_suppression(firstlog_engine* engine, const char* organisation,
                                                            const char* contact, firstlog_document** document,
                                                            firstlog_error* error);
/* Why the rules would give it to this rep and not to that one. Error: NOT_FOUND. */
FIRSTLOG_C_API firstlog_status firstlog_contact_assignment(firstlog_engine* engine, const char* organisation,
                                                           const char* contact, firstlog_document** document,
                                                           firstlog_error* error);

/* Who logged first, with every contender, time and position. `cycle` 0: the present one. Errors: NOT_FOUND,
 * and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_claim_explain(firstlog_engine* engine, const char* organisation,
                                                      const char* contact, uint32_t cycle,
                                                      firstlog_document** document, firstlog_error* error);

/* Roles, team, lead and absence of an actor. `day`: "2026-01-31", or NULL for today. Errors: NOT_FOUND,
 * MALFORMED (the day). */
FIRSTLOG_C_API firstlog_status firstlog_actor_record(firstlog_engine* engine, const char* organisation,
                                                     const char* actor, const char* day,
                                                     firstlog_document** document, firstlog_error* error);
/* What a rep leaves or, where he has left, left. For viewers with the manager's view. Errors: NOT_FOUND,
 * INVALID_ARGUMENT (not the viewer's to see), and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_actor_departure(firstlog_engine* engine, const char* organisation,
                                                        const char* viewer, const char* rep,
                                                        firstlog_document** document, firstlog_error* error);

/* The personal bytes behind a commitment (firstlog_event::digest), given to `sink` in one piece, and their
 * erasure for good. `actor` must hold a role that may: any but auditor to see, manager or admin to erase.
 * Errors: NOT_FOUND (never there, or erased), INVALID_ARGUMENT, and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_personal_read(firstlog_engine* engine, const char* organisation,
                                                      const char* actor, const uint8_t digest[32],
                                                      firstlog_sink sink, void* self, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_personal_erase(firstlog_engine* engine, const char* organisation,
                                                       const char* actor, const uint8_t digest[32],
                                                       firstlog_error* error);

/* ---- performance ------------------------------------------------------------------------------------ */

struct ArrowSchema;
struct ArrowArray;

/* Who stands where. `viewer` decides what is shown: managers, finance, auditors and team leads get the
 * manager's view, reps theirs. `period`: "2026-01", or NULL for the one under way. Errors: NOT_FOUND (no such
 * viewer), MALFORMED (the period).
 *
 * _record is JSON (schema/leaderboard.schema.json), _html a page that needs nothing else, _page the same JSON
 * with at most `count_max` rows from `place` (from 1) on, with the whole board's ranks. _rank: that of the
 * rep, 0 where he is not on the board; everybody may see it.
 *
 * _export writes the rows as columns: rank, rep, verified_closes, closes_numerator, closes_denominator,
 * revenue, currency, dials, warm, closes_to_first, zone, own, commission, connects, pending; zone and
 * commission null where a rep's view does not show them. The caller gives two empty structures and calls
 * their release callbacks when done (Arrow C data interface). */
FIRSTLOG_C_API firstlog_status firstlog_leaderboard_record(firstlog_engine* engine, const char* organisation,
                                                           const char* viewer, const char* period,
                                                           firstlog_document** document,
                                                           firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_leaderboard_html(firstlog_engine* engine, const char* organisation,
                                                         const char* viewer, const char* period,
                                                         firstlog_document** document, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_leaderboard_page(firstlog_engine* engine, const char* organisation,
                                                         const char* viewer, const char* period,
                                                         uint64_t place, uint64_t count_max,
                                                         firstlog_document** document, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_leaderboard_rank(firstlog_engine* engine, const char* organisation,
                                                         const char* rep, const char* period, uint32_t* rank,
                                                         firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_leaderboard_export(firstlog_engine* engine, const char* organisation,
                                                           const char* viewer, const char* period,
                                                           struct ArrowSchema* schema,
                                                           struct ArrowArray* array, firstlog_error* error);

/* What a rep earned in a period, line by line: live all period, frozen at its end. A rep may see his own
 * only. Errors: NOT_FOUND, INVALID_ARGUMENT (not the viewer's to see), MALFORMED (the period).
 *
 * _record is JSON (schema/statement.schema.json), _csv a table with a row for each line, _html a page that
 * needs nothing else; firstlog_statement_file proves itself.
 *
 * _export writes the lines: position, closed_position, refers_to, approved_at, closed_at, rated_at, contact,
 * deal, approver, period, invoiced, commission, currency, closes_numerator, closes_denominator,
 * rate_numerator, rate_denominator, tier, rounding, kind, reason, self_approved, prior_period, entered_at,
 * by_plans, plan, component, from. Rate, tier and rounding are the short plan's: of what is paid by_plans ask
 * firstlog_pay_explain. */
FIRSTLOG_C_API firstlog_status firstlog_statement_record(firstlog_engine* engine, const char* organisation,
                                                         const char* viewer, const char* rep,
                                                         const char* period, firstlog_document** document,
                                                         firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_statement_csv(firstlog_engine* engine, const char* organisation,
                                                      const char* viewer, const char* rep, const char* period,
                                                      firstlog_document** document, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_statement_html(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, const char* rep,
                                                       const char* period, firstlog_document** document,
                                                       firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_statement_export(firstlog_engine* engine, const char* organisation,
                                                         const char* viewer, const char* rep,
                                                         const char* period, struct ArrowSchema* schema,
                                                         struct ArrowArray* array, firstlog_error* error);

/* Closes that wait for a decision: {"closes":[...]}; a rep sees those that would pay him. Error: NOT_FOUND.
 *
 * _export writes contact, deal, closer, rep, claimed, currency, closed_at, position, hold_until, age
 * (microseconds), hold_is_past. */
FIRSTLOG_C_API firstlog_status firstlog_pending_record(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, firstlog_document** document,
                                                       firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_pending_export(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, struct ArrowSchema* schema,
                                                       struct ArrowArray* array, firstlog_error* error);

/* Why a rep is paid what he is paid for a deal in all: {"total":...,"components":[...],"text":"..."} with
 * what each component of his plans read, each step that it computed and the parts that sum to it; `text` is
 * for the rep to read. _component is of a component's line, for its span that begins on the day `from` (days
 * since 1970-01-01). A rep may ask of his own only. Errors: NOT_FOUND, INVALID_ARGUMENT (not the viewer's to
 * see). */
FIRSTLOG_C_API firstlog_status firstlog_pay_explain(firstlog_engine* engine, const char* organisation,
                                                    const char* viewer, const char* rep, uint32_t deal,
                                                    firstlog_document** document, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_pay_explain_component(
    firstlog_engine* engine, const char* organisation, const char* viewer, const char* rep, const char* plan,
    const char* component, int32_t from, firstlog_document** document, firstlog_error* error);
/* Verified closes and spans that plans could not pay: {"exceptions":[...]}; a rep sees his own. Error:
 * NOT_FOUND. */
FIRSTLOG_C_API firstlog_status firstlog_pay_exceptions(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, firstlog_document** document,
                                                       firstlog_error* error);

/* What the pay run of a period ("2026-01", which must be given) pays: JSON (schema/payroll.schema.json), or a
 * table. What was owed at an instant by what had been entered by then (microseconds; 0: now), as a table. For
 * viewers with the manager's view. Errors: NOT_FOUND, INVALID_ARGUMENT (not the viewer's to see), MALFORMED.
 */
FIRSTLOG_C_API firstlog_status firstlog_payroll_record(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, const char* period,
                                                       firstlog_document** document, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_payroll_csv(firstlog_engine* engine, const char* organisation,
                                                    const char* viewer, const char* period,
                                                    firstlog_document** document, firstlog_error* error);
FIRSTLOG_C_API firstlog_status firstlog_liability_csv(firstlog_engine* engine, const char* organisation,
                                                      const char* viewer, int64_t at,
                                                      firstlog_document** document, firstlog_error* error);

/* What a rep owes in a period, day by day and why, and where he stands against it; all figures exact. A rep
 * may see his own only. Errors: NOT_FOUND, INVALID_ARGUMENT (not the viewer's to see), MALFORMED (the
 * period). */
FIRSTLOG_C_API firstlog_status firstlog_quota_record(firstlog_engine* engine, const char* organisation,
                                                     const char* viewer, const char* rep, const char* period,
                                                     firstlog_document** document, firstlog_error* error);
/* Reviews that months running under quota have raised, the oldest first: {"reviews":[...]}; a rep sees his
 * own. Error: NOT_FOUND. */
FIRSTLOG_C_API firstlog_status firstlog_quota_reviews(firstlog_engine* engine, const char* organisation,
                                                      const char* viewer, firstlog_document** document,
                                                      firstlog_error* error);

/* ---- events and the feed ---------------------------------------------------------------------------- */

/* What happened, as it stands in the journal. Views are valid until the list that it came from is
 * destroyed. Members that a kind does not use are zero. */
typedef struct firstlog_event {
  uint32_t struct_size;
  uint16_t kind;  /* FIRSTLOG_EVENT_... */
  uint16_t flags; /* a set of FIRSTLOG_EVENT_FLAG_... */
  uint64_t position;
  int64_t recorded_at; /* the system's timestamp */
  uint64_t previous;   /* the contact's event before this one; 0 for the first */
  uint32_t command;    /* place of its command among its commit's, from 0 */
  uint32_t actor;      /* who caused it; 0: time alone */
  uint32_t contact;
  uint32_t rep; /* whom it concerns */
  uint32_t deal;
  uint32_t cycle; /* of the contact, from 1 */
  uint8_t state_from;
  uint8_t state_to; /* 0: the status is untouched */
  uint16_t rule;    /* FIRSTLOG_RULE_... */
  uint16_t refused; /* FIRSTLOG_COMMAND_... */
  uint8_t touch;
  uint8_t disposition;
  int64_t due;
  int64_t occurred_at;
  firstlog_money amount;
  uint64_t refers_to;
  firstlog_month period;
  uint16_t roles;
  uint8_t scope;
  uint8_t reserved;
  uint32_t talk_seconds;
  char sort_key[8];
  uint64_t claim;
  int64_t effective_at;
  uint32_t owner;
  uint32_t other;
  uint32_t cover;
  uint32_t importer;
  firstlog_money tax;
  int32_t signed_on;
  int32_t invoiced_on;
  int32_t paid_on;
  int32_t from;
  int32_t until;
  uint32_t reserved2;
  uint64_t row;
  firstlog_place place;
  uint64_t share;
  firstlog_text key;
  firstlog_text reason;
  firstlog_text niche;
  firstlog_text document;
  firstlog_text document_number;
  firstlog_text team;
  firstlog_text batch;
  const firstlog_deal_line* lines;
  uint64_t line_count;
  const firstlog_credit_share* credits; /* reps by handle */
  uint64_t credit_count;
  const firstlog_match_key* match_keys;
  uint64_t match_key_count;
  const firstlog_opening_balance* balances;
  uint64_t balance_count;
  uint8_t digest[32]; /* of a policy's document; of personal data, its commitment */
} firstlog_event;

/* How many; 0 where `events` is none. */
FIRSTLOG_C_API uint64_t firstlog_events_count(const firstlog_events* events);
/* One of them, from 0. Error: OUT_OF_RANGE. */
FIRSTLOG_C_API firstlog_status firstlog_events_get(const firstlog_events* events, uint64_t index,
                                                   firstlog_event* event, firstlog_error* error);
/* All of them as JSON Lines, as in an exported journal. */
FIRSTLOG_C_API firstlog_status firstlog_events_json(const firstlog_events* events,
                                                    firstlog_document** document, firstlog_error* error);
/* As columns: position, recorded_at, kind, flags, previous, actor, contact, rep, deal, cycle, state_from,
 * state_to, rule, due, occurred_at, amount, currency, refers_to, reason. */
FIRSTLOG_C_API firstlog_status firstlog_events_export(const firstlog_events* events,
                                                      struct ArrowSchema* schema, struct ArrowArray* array,
                                                      firstlog_error* error);
FIRSTLOG_C_API void firstlog_events_destroy(firstlog_events* events);

/* The organisation's events in order of position, resumed where `consumer` (1 to 128 bytes) last
 * acknowledged: none is skipped, none comes again once acknowledged. Errors: CORRUPT (the consumer's stored
 * position is not one of this journal), and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_feed_create(firstlog_engine* engine, const char* organisation,
                                                    const char* consumer, firstlog_feed** feed,
                                                    firstlog_error* error);
/* The next events, at most `count_max`; waits up to `wait_max_microseconds` for the first. An empty list:
 * nothing new. What was polled and not acknowledged comes again after a restart. */
FIRSTLOG_C_API firstlog_status firstlog_feed_poll(firstlog_feed* feed, uint64_t count_max,
                                                  int64_t wait_max_microseconds, firstlog_events** events,
                                                  firstlog_error* error);
/* Everything up to and with `position` was dealt with; durable when it answers. Errors: INVALID_ARGUMENT
 * (beyond what was polled, or before what was acknowledged), and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_feed_acknowledge(firstlog_feed* feed, uint64_t position,
                                                         firstlog_error* error);
/* The last acknowledged position. */
FIRSTLOG_C_API firstlog_status firstlog_feed_acknowledged(const firstlog_feed* feed, uint64_t* position,
                                                          firstlog_error* error);

/* Takes one event. 0: dealt with, go on; anything else: stop, this event was not dealt with. It may call the
 * engine, but not the feed that calls it (REENTRANT). */
typedef int32_t (*firstlog_feed_callback)(void* self, const firstlog_event* event);
/* Polls and calls `callback` for every event, acknowledging after at most `count_max` of them, until nothing
 * new has come for `wait_max_microseconds` (OK) or the callback stops it (CANCELLED: what came before the
 * event that stopped it is acknowledged). `taken`, which may be NULL, is set to the number of events dealt
 * with in every case. */
FIRSTLOG_C_API firstlog_status firstlog_feed_run(firstlog_feed* feed, uint64_t count_max,
                                                 int64_t wait_max_microseconds,
                                                 firstlog_feed_callback callback, void* self, uint64_t* taken,
                                                 firstlog_error* error);
FIRSTLOG_C_API void firstlog_feed_destroy(firstlog_feed* feed);

/* ---- the host's own transaction --------------------------------------------------------------------- */

/* Commands inside a SQLite transaction of the host's: its update and the journal's events become true
 * together or not at all. `sqlite_connection` is the host's sqlite3*, on the file that the engine was opened
 * on, inside a transaction begun with BEGIN IMMEDIATE; it must outlive the transaction handle and is used
 * only during calls. `sqlite_sourceid` is what the host's own sqlite3_sourceid() returned, the pointer
 * itself: it shows whether the host's SQLite is the copy that this library is linked to; two copies on one
 * file lose each other's locks. NULL: not checked. Errors: UNSUPPORTED (another copy of SQLite), NOT_FOUND
 * (no firstlog tables), and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_transaction_create(firstlog_engine* engine, const char* organisation,
                                                           void* sqlite_connection,
                                                           const char* sqlite_sourceid,
                                                           firstlog_transaction** transaction,
                                                           firstlog_error* error);
/* As firstlog_engine_submit. Outcomes are provisional until the host commits; the engine and its feed see
 * them once it has and somebody submits or refreshes. Errors also: HOST_TRANSACTION_STALE (the host's
 * transaction cannot write, or ended). */
FIRSTLOG_C_API firstlog_status firstlog_transaction_submit(firstlog_transaction* transaction,
                                                           const firstlog_command* commands, uint64_t count,
                                                           firstlog_outcome* outcomes, firstlog_error* error);
FIRSTLOG_C_API void firstlog_transaction_destroy(firstlog_transaction* transaction);

/* ---- trust ------------------------------------------------------------------------------------------ */

/* What was kept outside the store: the more of it, the less can have been changed unnoticed. */
typedef struct firstlog_evidence {
  uint32_t struct_size;
  uint32_t reserved;
  firstlog_text receipts;     /* lines of firstlog_outcome_receipt */
  firstlog_text checkpoints;  /* lines of firstlog_checkpoint_sign */
  uint8_t checkpoint_key[32]; /* the public key of whoever signed them */
} firstlog_evidence;

typedef struct firstlog_verification {
  uint32_t struct_size;
  uint8_t ok;     /* 1: the journal is what was written, as far as can be told */
  uint8_t damage; /* FIRSTLOG_DAMAGE_... */
  uint16_t reserved;
  uint64_t commits; /* that hold, counted up to the first damage */
  uint64_t events;
  uint64_t first_bad;     /* position; 0 where ok */
  uint64_t vouched_until; /* everything up to here is vouched for from outside; 0: nothing is */
  firstlog_head head;     /* of what holds */
  char reason[200];       /* empty where ok */
  char not_excluded[200]; /* what cannot be told; never empty */
} firstlog_verification;

/* Reads the whole journal from the store and checks every hash, link, position and time, and the evidence,
 * which may be NULL. Damage is an answer; an error is a store that cannot be read, or evidence that cannot
 * (MALFORMED, naming the line; CORRUPT: a checkpoint that the key's holder did not sign). */
FIRSTLOG_C_API firstlog_status firstlog_journal_verify(firstlog_engine* engine, const char* organisation,
                                                       const firstlog_evidence* evidence,
                                                       firstlog_verification* verification,
                                                       firstlog_error* error);
/* Every commit as a line of JSON with its own bytes, in order; hashes are checked on the way. Errors:
 * CORRUPT, CANCELLED (the sink stopped it), and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_journal_export(firstlog_engine* engine, const char* organisation,
                                                       firstlog_sink sink, void* self, firstlog_error* error);
/* Appends what firstlog_journal_export wrote to the store at `uri`, where the organisation must be empty or
 * hold a beginning of the same journal. Everything is checked before the first commit is written. `head`,
 * which may be NULL, is the store's head afterwards. Errors: MALFORMED and CORRUPT (naming line and path),
 * CONFLICT (another journal is there), and those of the store. No engine of this process may have the
 * organisation open meanwhile. */
FIRSTLOG_C_API firstlog_status firstlog_journal_import(const char* uri, const char* organisation,
                                                       firstlog_text lines, firstlog_head* head,
                                                       firstlog_error* error);
/* Signs the present head with an Ed25519 seed of the host's: one line of text, to be kept outside the store.
 * Buffer as convention 10. Errors: NOT_FOUND (nothing committed), and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_checkpoint_sign(firstlog_engine* engine, const char* organisation,
                                                        const uint8_t seed[32], char* buffer,
                                                        uint64_t capacity, uint64_t* size,
                                                        firstlog_error* error);
/* The public half of a seed. */
FIRSTLOG_C_API firstlog_status firstlog_checkpoint_key(const uint8_t seed[32], uint8_t key[32],
                                                       firstlog_error* error);
/* The verdict on a contact's claim as a file that proves itself. `evidence` may be NULL; `cycle` 0: the
 * present one. Errors: NOT_FOUND, CORRUPT, those of the evidence and of the store. */
FIRSTLOG_C_API firstlog_status firstlog_claim_export(firstlog_engine* engine, const char* organisation,
                                                     const char* contact, uint32_t cycle,
                                                     const firstlog_evidence* evidence,
                                                     firstlog_document** document, firstlog_error* error);
/* Checks such a file, without engine or store. The document says whether it is ok, and what it proves; where
 * it is not, the place and the reason. Any bytes may be offered. */
FIRSTLOG_C_API firstlog_status firstlog_claim_verify(firstlog_text file, firstlog_document** document,
                                                     firstlog_error* error);

/* The proof that the event at `position` stands in its commit, without the commit's other events: bytes,
 * given to `sink` in one piece, whose format is docs/journal-format.md. Errors: NOT_FOUND (beyond the head),
 * and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_proof_export(firstlog_engine* engine, const char* organisation,
                                                     uint64_t position, firstlog_sink sink, void* self,
                                                     firstlog_error* error);
/* Checks such a proof, without engine or store, against the receipt of a command of that commit
 * (firstlog_outcome_receipt): `events` is a list of the one event that is proved. Any bytes may be offered.
 * Errors: CORRUPT (naming what does not fit), UNSUPPORTED (a later format), MALFORMED (the receipt). */
FIRSTLOG_C_API firstlog_status firstlog_proof_verify(firstlog_bytes proof, const char* receipt,
                                                     firstlog_events** events, firstlog_error* error);

/* A rep's statement as a file that proves itself (docs/statement-file.md). `seed` is an Ed25519 seed of the
 * host's, which signs it together with the journal's head; NULL: unsigned. Looks for registrations from the
 * journal's beginning. Errors: those of firstlog_statement_record, CORRUPT, those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_statement_file(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, const char* rep,
                                                       const char* period, const uint8_t seed[32],
                                                       firstlog_document** document, firstlog_error* error);
/* Checks such a file, without engine or store; with `issuer` (a public key; NULL: anybody's, or none) also
 * that its holder signed it. The document says whether it is ok and what it proves; where it is not, the
 * place and the reason. Any bytes may be offered. */
FIRSTLOG_C_API firstlog_status firstlog_statement_verify(firstlog_text file, const uint8_t issuer[32],
                                                         firstlog_document** document, firstlog_error* error);

/* ---- policies --------------------------------------------------------------------------------------- */

/* Checks a policy document without adopting it: OK, or MALFORMED with path, reason and remedy. The document,
 * which may be NULL and is set in both cases, says
 * {"fault":{...},"overlaps":[...],"gaps":[...],"plans":[...]}: contacts that two rules would both take,
 * contacts that the rules leave to nobody, and what the plan checker found. */
FIRSTLOG_C_API firstlog_status firstlog_policy_check(const char* policy, firstlog_document** document,
                                                     firstlog_error* error);
/* Submits a command of the kind FIRSTLOG_COMMAND_ADOPT_POLICY and tells of its document what
 * firstlog_policy_check would, whatever the outcome. `document` may be NULL. Errors: INVALID_ARGUMENT
 * (another kind), and those of firstlog_engine_submit. */
FIRSTLOG_C_API firstlog_status firstlog_policy_adopt(firstlog_engine* engine, const char* organisation,
                                                     const firstlog_command* command,
                                                     firstlog_outcome* outcome, firstlog_document** document,
                                                     firstlog_error* error);
/* The policy's canonical text, over which its hash is computed; with `whole` not 0, one with every setting
 * and its default, for people. Errors: MALFORMED, UNSUPPORTED (a later version of the document). */
FIRSTLOG_C_API firstlog_status firstlog_policy_canonical(const char* policy, int32_t whole,
                                                         firstlog_document** document, firstlog_error* error);
/* What the policy's plan would have paid had it been in force from `effective` (microseconds) on, beside what
 * was paid: {"periods":[...],"lines":[...],...}. Nothing is adopted. For viewers with the manager's view.
 * Errors: NOT_FOUND, INVALID_ARGUMENT, OVERFLOW, MALFORMED. */
FIRSTLOG_C_API firstlog_status firstlog_policy_preview(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, const char* policy,
                                                       int64_t effective, firstlog_document** document,
                                                       firstlog_error* error);

/* ---- commission plans ------------------------------------------------------------------------------- */

/* Reads a plan expression document (schema/expression.schema.json). Errors: MALFORMED with path, reason and
 * remedy; UNSUPPORTED. */
FIRSTLOG_C_API firstlog_status firstlog_plan_create(const char* expression, firstlog_plan** plan,
                                                    firstlog_error* error);
FIRSTLOG_C_API void firstlog_plan_destroy(firstlog_plan* plan);
/* Its canonical text. */
FIRSTLOG_C_API firstlog_status firstlog_plan_text(const firstlog_plan* plan, firstlog_document** document,
                                                  firstlog_error* error);
/* What is broken or unwise in it, each with a counter-example in numbers that the evaluator confirmed:
 * {"version":1,"refused":false,"findings":[...]}. */
FIRSTLOG_C_API firstlog_status firstlog_plan_check(const firstlog_plan* plan, firstlog_document** document,
                                                   firstlog_error* error);
/* Evaluates it: `input` is {"numbers":{"amount":["1800.00","250"]},"texts":{}}; the document has every value
 * by name, {"values":{"commission":["270.00"]}}, and with `explain` not 0 {"traces":[...]}: parts that sum to
 * each value. Numbers are text and exact. Errors: MALFORMED (the input), INVALID_ARGUMENT (naming the step),
 * OVERFLOW. */
FIRSTLOG_C_API firstlog_status firstlog_plan_evaluate(const firstlog_plan* plan, const char* input,
                                                      int32_t explain, firstlog_document** document,
                                                      firstlog_error* error);

/* What the columns of a bulk evaluation mean. Reps are 0 .. reps - 1; periods are those between the rising
 * `period_starts`, whose last one is the day after the last period. */
typedef struct firstlog_bulk_frame {
  uint32_t struct_size;
  uint32_t reps;
  const int32_t* period_starts; /* days since 1970-01-01, or any count that rises with time */
  uint64_t period_start_count;  /* periods plus one */
  char currency[4];
  uint32_t reserved;
  const char* pays; /* the plan's value that is a close's commission; NULL: that of its last step */
} firstlog_bulk_frame;

/* The closes, one row each, in any order. All columns have `row_count` elements. */
typedef struct firstlog_bulk_columns {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t row_count;
  const uint32_t* rep;
  const int32_t* day;
  const int64_t* amount; /* in minor units */
  const int64_t* units;  /* NULL: there are none */
  const int64_t* margin; /* in minor units; NULL: there are none */
} firstlog_bulk_columns;

/* Of one rep in one period, in minor units. */
typedef struct firstlog_bulk_total {
  int64_t commission;
  int64_t revenue;
  uint64_t closes;
} firstlog_bulk_total;

/* A plan over a frame; the plan may be destroyed afterwards. Errors: INVALID_ARGUMENT, OUT_OF_RANGE. */
FIRSTLOG_C_API firstlog_status firstlog_bulk_create(const firstlog_plan* plan,
                                                    const firstlog_bulk_frame* frame, firstlog_bulk** bulk,
                                                    firstlog_error* error);
/* Writes the commission of each row to `commission` (row_count elements; NULL: not wanted) and the totals to
 * `totals` (reps times periods elements, that of a rep and period at rep * periods + period; those without
 * closes are left as they were). Exact to the minor unit. Errors: INVALID_ARGUMENT (a column that the plan
 * reads and that is missing; a commission that is no whole number of minor units), OUT_OF_RANGE (a rep or day
 * outside the frame, with its row), OVERFLOW. */
FIRSTLOG_C_API firstlog_status firstlog_bulk_evaluate(const firstlog_bulk* bulk,
                                                      const firstlog_bulk_columns* columns,
                                                      int64_t* commission, firstlog_bulk_total* totals,
                                                      uint64_t total_count, firstlog_error* error);
FIRSTLOG_C_API void firstlog_bulk_destroy(firstlog_bulk* bulk);

/* ---- import of history ------------------------------------------------------------------------------ */

/* A table's text. */
typedef struct firstlog_import_table {
  firstlog_text name; /* as the mapping calls it */
  firstlog_text csv;
} firstlog_import_table;

typedef struct firstlog_import_options {
  uint32_t struct_size;
  uint8_t dry_run;   /* 1: tried on a copy of the journal in memory; nothing is written */
  uint8_t keep_open; /* 1: does not send end_import behind the last row */
  /* 1: moves the engine's manual clock on, never back, to the time of what is brought in */
  uint8_t replay;
  uint8_t reserved;
  const char* batch;    /* names the import, once and for ever; 1 to 64 bytes */
  const char* importer; /* key of an actor with the role importer */
} firstlog_import_options;

/* Brings tables in by a mapping document (docs/import.md). The document is the report: counts, findings row
 * by row, and the reconciliation with the journal. Where an import of that name is under way, goes on behind
 * what it holds. Errors: MALFORMED (the mapping, with its path; a column that a table lacks),
 * INVALID_ARGUMENT, CLOCK_SUSPECT, and those of the store; then what was committed stands, and running it
 * again goes on. */
FIRSTLOG_C_API firstlog_status firstlog_import_run(firstlog_engine* engine, const char* organisation,
                                                   const char* mapping, const firstlog_import_table* tables,
                                                   uint64_t table_count,
                                                   const firstlog_import_options* options,
                                                   firstlog_document** document, firstlog_error* error);

/* What the journal holds of an import, at any time: the member "reconciliation" of firstlog_import_run's
 * report, whose sides from tables are empty. Errors: NOT_FOUND, and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_import_reconcile(firstlog_engine* engine, const char* organisation,
                                                         const char* batch, firstlog_document** document,
                                                         firstlog_error* error);

/* Everything that keeps an import from being undone, in order of position: {"obstacles":[...]}; empty where
 * nothing does. `count_max`: how many are told, 0: a million. Errors: NOT_FOUND, and those of the store. */
FIRSTLOG_C_API firstlog_status firstlog_import_obstacles(firstlog_engine* engine, const char* organisation,
                                                         const char* batch, uint64_t count_max,
                                                         firstlog_document** document, firstlog_error* error);

/* ---- Arrow C data interface ------------------------------------------------------------------------- */

/* The two structures of the Arrow C data interface, under the guard that its specification names, so that
 * they may stand in several headers of one program. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* FIRSTLOG_H */
