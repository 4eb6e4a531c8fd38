/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * A storage adapter in C: the journal, its snapshots and the erasable vault in a database of the host's own.
 * It is the contract of the C++ adapter (firstlog/store/store.hpp), slot by slot. A store knows nothing of
 * rules; it keeps bytes in order and lets one writer at a time append. Whoever writes one runs
 * firstlog_conformance_run, which tries every promise made below; docs/store-adapter.md is a guide.
 *
 * What holds for every slot, besides the conventions of firstlog.h:
 *
 *  1. Slots answer a firstlog_status. Where it is not OK they may fill `error` (place, reason, remedy,
 *     native_code; struct_size is set); the status that they return counts. Statuses that a slot's comment
 *     does not name are passed on as INTERNAL where the engine has no meaning for them.
 *  2. Slots must not call the engine (it would answer REENTRANT) and should not throw. What a slot written in
 *     C++ throws is caught and taken as INTERNAL; of append, as COMMIT_UNKNOWN: the engine then looks whether
 *     the commit is there.
 *  3. Texts and bytes passed in are valid only during the call. What a slot gives to a sink belongs to the
 *     store and must be valid during that call of the sink; it may stand at any address. No memory changes
 *     its owner. A sink does not call the session that calls it.
 *  4. A store is used by any number of threads at once, a session by one at a time. In a forked child the
 *     parent's stores and sessions must answer CLOSED to whatever would wait or write, and their destroy must
 *     leave the parent's alone.
 *  5. MUST: the slot is never NULL. MAY: the slot can be NULL, which counts as UNSUPPORTED. MUST-IF: must be
 *     there where the capability says so.
 *  6. The library copies the structures below, with a store's name, when it is given them; `self` stays the
 *     adapter's and is given back by `destroy`, exactly once, last. A structure that a slot fills comes zero
 *     but for its struct_size.
 *  7. What a store answers is checked before it is believed: rows out of order, positions that leave gaps, a
 *     head that is not the journal's last commit, bytes that do not fit their hash are answered CORRUPT, and
 *     the organisation is closed to further calls until firstlog_organisation_close.
 *  8. Organisations are 1 to 128 bytes, any bytes, not ended by a zero byte; anything else is
 *     INVALID_ARGUMENT. Contents have up to 512 MiB. Waits are 0 (look once) and up, also INT64_MAX.
 */
#ifndef FIRSTLOG_STORE_H
#define FIRSTLOG_STORE_H

#include "firstlog.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this contract, for firstlog_store::abi_version and firstlog_session::abi_version. */
#define FIRSTLOG_STORE_ABI_VERSION 1

/* What a store can do: firstlog_store::capabilities, a set. */
/* append answers only once the bytes survive a power cut */
#define FIRSTLOG_STORE_DURABLE UINT64_C(1)
#define FIRSTLOG_STORE_SHARED_BY_PROCESSES UINT64_C(2)
/* wait_for_news sleeps until another writer commits */
#define FIRSTLOG_STORE_WAITS_FOR_NEWS UINT64_C(4)
/* sessions can be made inside the host's transaction */
#define FIRSTLOG_STORE_HOST_TRANSACTIONS UINT64_C(8)

/* One finished commit. `record` is the whole truth; the other members repeat what a store needs to keep order
 * without reading it, and readers check them against it. */
typedef struct firstlog_commit_row {
  uint64_t first_position;
  firstlog_head head;    /* the journal's head once this commit stands, with its commit_id */
  firstlog_bytes record; /* 1 byte to 512 MiB */
} firstlog_commit_row;

/* One write to the erasable vault, made durable together with the commit. The same key may be written again:
 * the newer content replaces the older one. */
typedef struct firstlog_vault_put {
  firstlog_bytes key; /* 1 to 64 bytes */
  firstlog_bytes content;
} firstlog_vault_put;

/* Takes rows one by one, in order. 0: go on; anything else stops the delivery, and read then answers OK. */
typedef int32_t (*firstlog_row_sink)(void* sink_self, const firstlog_commit_row* row);

/* One connection. Between acquire and append or release it holds the organisation's write right. */
typedef struct firstlog_session {
  uint32_t struct_size;
  uint32_t abi_version; /* FIRSTLOG_STORE_ABI_VERSION */
  void* self;

  /* MUST. Takes the organisation's write right, waiting up to `wait_max_microseconds` for another writer, and
   * sets `head` to the head as of then: until append or release nobody else can move it. An organisation that
   * was never written has an all-zero head. At most one organisation is held at a time: a second
   * acquire is INVALID_ARGUMENT, and the first right stays. After any other error none is held. A session
   * that is destroyed and a process that is killed give their right back. Errors: BUSY (the wait was too
   * short), READ_ONLY, IO_FAILED, CORRUPT, INVALID_ARGUMENT. */
  firstlog_status (*acquire)(void* self, firstlog_text organisation, int64_t wait_max_microseconds,
                             firstlog_head* head, firstlog_error* error);

  /* MUST. Appends one commit and its vault writes, all or nothing, and gives the write right back in every
   * case. row->head.commit_number must be the head's plus one and row->first_position the head's last
   * position plus one: otherwise CONFLICT, and nothing is written. Without the right: INVALID_ARGUMENT. OK:
   * the commit is durable. COMMIT_UNKNOWN: the store cannot tell; the engine then asks for the head through
   * the same session and looks for the commit id: a session that still cannot tell answers COMMIT_UNKNOWN
   * there too, and one that answers a head has made sure that no crash will change it. After any other error
   * (STORE_FULL, IO_FAILED, READ_ONLY) nothing was written. */
  firstlog_status (*append)(void* self, const firstlog_commit_row* row, const firstlog_vault_put* vault,
                            uint64_t vault_count, firstlog_error* error);

  /* MUST. Gives the write right back without writing. Does nothing where it is not held. */
  void (*release)(void* self);

  /* MUST. The head as other writers left it, without taking the write right and without waiting for it. */
  firstlog_status (*head)(void* self, firstlog_text organisation, firstlog_head* head, firstlog_error* error);

  /* MUST. Gives the commits that hold `from` (1 and up) and everything behind it to `sink`, in order, without
   * gaps. The first row may begin before `from`; nothing is given where `from` lies beyond the head. Error:
   * CORRUPT (a row that the store can tell is damaged, naming its position). */
  firstlog_status (*read)(void* self, firstlog_text organisation, uint64_t from, firstlog_row_sink sink,
                          void* sink_self, firstlog_error* error);

  /* MUST. Named chunks beside the journal: snapshots, feed cursors. A put replaces the older content of that
   * name, atomically and durably; while the session holds a right it is INVALID_ARGUMENT. Names have 1 to 200
   * bytes. get gives the whole content in one piece. An absent name is NOT_FOUND on get, OK on erase. */
  firstlog_status (*put_chunk)(void* self, firstlog_text organisation, firstlog_text name,
                               firstlog_bytes content, firstlog_error* error);
  firstlog_status (*get_chunk)(void* self, firstlog_text organisation, firstlog_text name, firstlog_sink sink,
                               void* sink_self, firstlog_error* error);
  firstlog_status (*erase_chunk)(void* self, firstlog_text organisation, firstlog_text name,
                                 firstlog_error* error);

  /* MUST. The vault, as chunks. erase leaves no copy behind that reading the store's files would find: a
   * database that copies its pages leaves some, and needs more than its own delete (docs/store-adapter.md).
   */
  firstlog_status (*vault_get)(void* self, firstlog_text organisation, firstlog_bytes key, firstlog_sink sink,
                               void* sink_self, firstlog_error* error);
  firstlog_status (*vault_erase)(void* self, firstlog_text organisation, firstlog_bytes key,
                                 firstlog_error* error);

  /* MUST-IF FIRSTLOG_STORE_WAITS_FOR_NEWS. Answers OK as soon as the head lies beyond `known`, BUSY where the
   * wait passed first. */
  firstlog_status (*wait_for_news)(void* self, firstlog_text organisation, uint64_t known,
                                   int64_t wait_max_microseconds, firstlog_error* error);

  /* MAY. Ends the session; the write right is given back where it is held. */
  void (*destroy)(void* self);
} firstlog_session;

typedef struct firstlog_store {
  uint32_t struct_size;
  uint32_t abi_version; /* FIRSTLOG_STORE_ABI_VERSION */
  void* self;
  uint64_t capabilities; /* a set of FIRSTLOG_STORE_... */
  firstlog_text name;    /* what errors call the store, and nothing secret: "oracle:team" */

  /* MUST. Fills `session` (struct_size, abi_version, self and slots). It is destroyed before the store. */
  firstlog_status (*open_session)(void* self, firstlog_session* session, firstlog_error* error);

  /* MAY. Ends the store. */
  void (*destroy)(void* self);
} firstlog_store;

/* Opens an engine over a store of the caller's. On success the engine owns `store->self`: `destroy` is called
 * once the engine, and all that was made from it, is gone. After an error it is the caller's still. `options`
 * as firstlog_engine_create. Errors: INVALID_ARGUMENT (a slot is missing, no name), UNSUPPORTED
 * (abi_version). */
FIRSTLOG_C_API firstlog_status firstlog_engine_create_on_store(const firstlog_store* store,
                                                               const firstlog_engine_options* options,
                                                               firstlog_engine** engine,
                                                               firstlog_error* error);

/* Commands inside a transaction of the host's on the store above: `session` works inside that transaction.
 * Its append never commits, its acquire demands that the transaction holds the store's write right already
 * (HOST_TRANSACTION_STALE otherwise) and never waits, its release leaves the transaction as it is. On success
 * the transaction owns session->self. See firstlog_transaction_submit. */
FIRSTLOG_C_API firstlog_status firstlog_transaction_create_on_session(firstlog_engine* engine,
                                                                      const char* organisation,
                                                                      const firstlog_session* session,
                                                                      firstlog_transaction** transaction,
                                                                      firstlog_error* error);

/* As firstlog_journal_import, into a store of the caller's, which stays his. */
FIRSTLOG_C_API firstlog_status firstlog_journal_import_to_store(const firstlog_store* store,
                                                                const char* organisation, firstlog_text lines,
                                                                firstlog_head* head, firstlog_error* error);

/* The commits that hold `from` and everything behind it, as they are stored: to copy a journal. Errors: those
 * of the store; CANCELLED (the sink stopped it). */
FIRSTLOG_C_API firstlog_status firstlog_journal_read(firstlog_engine* engine, const char* organisation,
                                                     uint64_t from, firstlog_row_sink sink, void* sink_self,
                                                     firstlog_error* error);

/* ---- the conformance suite -------------------------------------------------------------------------- */

/* The host's side of a host transaction: one connection of the host's, with a table of its own. Every slot
 * answers 1, or 0 where it failed. */
typedef struct firstlog_conformance_host {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  int32_t (*begin)(void* self);      /* a transaction that holds the store's write right at once */
  int32_t (*begin_late)(void* self); /* one that does not */
  int32_t (*commit)(void* self);
  int32_t (*roll_back)(void* self);
  int32_t (*savepoint)(void* self); /* one at a time */
  int32_t (*roll_back_to_savepoint)(void* self);
  int32_t (*add_row)(void* self); /* to the host's own table */
  int64_t (*count_rows)(void* self);
  /* A session inside this connection's transaction; destroyed before the host. */
  firstlog_status (*open_session)(void* self, firstlog_session* session, firstlog_error* error);
  void (*destroy)(void* self);
} firstlog_conformance_host;

/* Somewhere to keep a store; nothing is there at first. */
typedef struct firstlog_conformance_place {
  uint32_t struct_size;
  uint8_t keeps; /* 1: what was written is there after every store was closed and the place opened again */
  uint8_t reserved[3];
  void* self;
  /* Opens the store kept there; called again, also from a forked process, it opens the same one. */
  firstlog_status (*open)(void* self, firstlog_store* store, firstlog_error* error);
  /* Only where the capability FIRSTLOG_STORE_HOST_TRANSACTIONS says so; else NULL. */
  firstlog_status (*open_host)(void* self, firstlog_conformance_host* host, firstlog_error* error);
  /* Removes what is there. */
  void (*destroy)(void* self);
} firstlog_conformance_place;

/* Makes places, one for each case. */
typedef struct firstlog_conformance_target {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  firstlog_status (*make_place)(void* self, firstlog_conformance_place* place, firstlog_error* error);
} firstlog_conformance_target;

/* What became of a case. `failures`: one a line, empty where the promise was kept. `skipped`: why the case
 * does not apply to this store; empty where it does. */
typedef void (*firstlog_conformance_report)(void* self, firstlog_text name, firstlog_text what,
                                            firstlog_text failures, firstlog_text skipped);

/* Runs every case of the suite, or the one called `name`, each on a place of its own, and reports each. The
 * cases start threads and fork: run them from a process that has no other threads. `failed`, which may be
 * NULL, is set to the number of cases that failed. Errors: NOT_FOUND (no such case), INVALID_ARGUMENT (a slot
 * is missing), OUT_OF_MEMORY. */
FIRSTLOG_C_API firstlog_status firstlog_conformance_run(const firstlog_conformance_target* target,
                                                        const char* name, firstlog_conformance_report report,
                                                        void* report_self, uint64_t* failed,
                                                        firstlog_error* error);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* FIRSTLOG_STORE_H */
