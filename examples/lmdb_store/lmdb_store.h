/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * The journal in LMDB: a store adapter over a database that is neither SQLite nor ours. */
#ifndef FIRSTLOG_LMDB_STORE_H
#define FIRSTLOG_LMDB_STORE_H

#include <firstlog_store.h>

/* A store in `folder`, which must exist. May be called any number of times for one folder, by any number of
 * processes. `folder` is 1 to 200 bytes and names the same folder by the same text everywhere in a process:
 * LMDB must not be opened twice by one. Give the result to firstlog_engine_create_on_store.
 * Errors: INVALID_ARGUMENT (the length), IO_FAILED, OUT_OF_MEMORY. */
firstlog_status lmdb_store_open(const char* folder, firstlog_store* store, firstlog_error* error);

#endif
