/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * How the contract of firstlog_store.h is kept by LMDB:
 *
 *   the write right  LMDB has one writer for the whole file and waits for it without end. So the right is a
 *                    lock of the system on one byte of a file beside it, a byte for each organisation: the
 *                    kernel gives it back when its holder is killed. A transaction of LMDB lasts for append.
 *   commits          under (organisation, last position), so that the row that holds a position is the first
 *                    one at or behind it
 *   erasing          pages of LMDB are copied when they are written, and old ones are not overwritten: the
 *                    vault's content is kept as vault_pads.h says; LMDB's one writer is who calls pad_new
 *   fork             an environment of LMDB dies with a fork; a child that opens the folder gets its own
 */
#include "lmdb_store.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "vault_pads.h"

/* Of addresses; the file grows as it is needed. */
static const size_t map_bytes = (size_t)16 << 30;

enum {
  pause_nanoseconds = 500000,       /* between two looks at a lock that somebody holds */
  key_bytes_max = 2 + 128 + 200,    /* kind, length, organisation, name */
  head_bytes = 8 + 8 + 8 + 32 + 16, /* as write_head writes it */
  row_bytes = 8 + head_bytes,       /* before a commit's record */
};

/* What one process has open of one folder. LMDB allows it once, stores share it. */
typedef struct environment {
  struct environment* next;
  char folder[201];
  char name[206]; /* "lmdb:" and the folder */
  int stores;
  pid_t process;
  MDB_env* env;
  MDB_dbi table;
  int pads; /* a descriptor */
} environment;

typedef struct session {
  environment* of;
  int locks; /* a descriptor of its own: a lock belongs to it, not to the process */
  int holds;
  firstlog_text organisation; /* whose right is held; `data` points to `key` */
  char key[128];
} session;

static pthread_mutex_t environments_mutex = PTHREAD_MUTEX_INITIALIZER;
static environment* environments;

/* ---- answers ---------------------------------------------------------------------------------------- */

static firstlog_status say_lmdb(firstlog_error* error, int code) {
  error->native_code = code;
  switch (code) {
    case MDB_MAP_FULL:
    case ENOSPC: return say(error, FIRSTLOG_STATUS_STORE_FULL, "the folder or its map is full");
    case MDB_NOTFOUND: return say(error, FIRSTLOG_STATUS_NOT_FOUND, "nothing of that name");
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID: return say(error, FIRSTLOG_STATUS_CORRUPT, mdb_strerror(code));
    case EACCES:
    case EROFS: return say(error, FIRSTLOG_STATUS_READ_ONLY, mdb_strerror(code));
    case ENOMEM: return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, mdb_strerror(code));
    default: return say(error, FIRSTLOG_STATUS_IO_FAILED, mdb_strerror(code));
  }
}

/* ---- bytes ------------------------------------------------------------------------------------------ */

static void write_head(unsigned char* to, const firstlog_head* head) {
  to = put_number(to, head->commit_number);
  to = put_number(to, head->last_position);
  to = put_number(to, (uint64_t)head->last_time);
  memcpy(to, head->hash, 32);
  memcpy(to + 32, head->commit_id, 16);
}

static firstlog_head read_head(const unsigned char* from) {
  firstlog_head head;
  head.commit_number = get_number(from);
  head.last_position = get_number(from + 8);
  head.last_time = (int64_t)get_number(from + 16);
  memcpy(head.hash, from + 24, 32);
  memcpy(head.commit_id, from + 56, 16);
  return head;
}

/* The key of what is called `name` of that kind: 'c' commits, 'h' the head, 'k' chunks, 'v' the vault. */
typedef struct table_key {
  unsigned char bytes[key_bytes_max];
  MDB_val value;
} table_key;

static MDB_val* key_of(table_key* key, char kind, firstlog_text organisation, const void* name,
                       uint64_t size) {
  key->bytes[0] = (unsigned char)kind;
  key->bytes[1] = (unsigned char)organisation.size;
  memcpy(key->bytes + 2, organisation.data, organisation.size);
  if (size != 0) memcpy(key->bytes + 2 + organisation.size, name, size);
  key->value.mv_size = 2 + organisation.size + size;
  key->value.mv_data = key->bytes;
  return &key->value;
}

static MDB_val* key_of_position(table_key* key, firstlog_text organisation, uint64_t position) {
  unsigned char number[8];
  put_number(number, position);
  return key_of(key, 'c', organisation, number, sizeof number);
}

/* ---- the write right -------------------------------------------------------------------------------- */

/* Two organisations may share a byte: then they wait for each other, and nothing is wrong. */
static off_t byte_of(firstlog_text organisation) {
  uint64_t hash = UINT64_C(14695981039346656037);
  for (uint64_t i = 0; i < organisation.size; ++i)
    hash = (hash ^ (unsigned char)organisation.data[i]) * UINT64_C(1099511628211);
  return (off_t)(hash >> 2);
}

static int lock_byte(session* s, short type) {
  struct flock lock;
  memset(&lock, 0, sizeof lock);
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte_of(s->organisation);
  lock.l_len = 1;
  return fcntl(s->locks, F_OFD_SETLK, &lock);
}

static int64_t now_microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int is_parents(const session* s) {
  return s->of->process != getpid();
}

static int fits(firstlog_text organisation) {
  return organisation.size >= 1 && organisation.size <= 128;
}

static firstlog_status head(void* self, firstlog_text organisation, firstlog_head* head,
                            firstlog_error* error);

static void release(void* self) {
  session* s = self;
  if (is_parents(s) || !s->holds) return;
  lock_byte(s, F_UNLCK);
  s->holds = 0;
}

static firstlog_status acquire(void* self, firstlog_text organisation, int64_t wait, firstlog_head* at,
                               firstlog_error* error) {
  session* s = self;
  const int64_t begun = now_microseconds();
  firstlog_status status;
  if (is_parents(s)) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!fits(organisation)) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key");
  if (s->holds) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "this session holds a right");
  memcpy(s->key, organisation.data, organisation.size);
  s->organisation.data = s->key;
  s->organisation.size = organisation.size;
  while (lock_byte(s, F_WRLCK) != 0) {
    const struct timespec pause = {0, pause_nanoseconds};
    if (errno != EAGAIN && errno != EACCES && errno != EINTR)
      return say(error, FIRSTLOG_STATUS_IO_FAILED, "the file of locks cannot be locked");
    if (now_microseconds() - begun >= wait)
      return say(error, FIRSTLOG_STATUS_BUSY, "another writer holds the right");
    nanosleep(&pause, NULL);
  }
  s->holds = 1;
  status = head(self, organisation, at, error);
  if (status != FIRSTLOG_STATUS_OK) release(self);
  return status;
}

/* ---- commits ---------------------------------------------------------------------------------------- */

static firstlog_status head_in(MDB_txn* transaction, MDB_dbi table, firstlog_text organisation,
                               firstlog_head* to, firstlog_error* error) {
  table_key key;
  MDB_val found;
  const int code = mdb_get(transaction, table, key_of(&key, 'h', organisation, NULL, 0), &found);
  memset(to, 0, sizeof *to);
  if (code == MDB_NOTFOUND) return FIRSTLOG_STATUS_OK;
  if (code != 0) return say_lmdb(error, code);
  if (found.mv_size != head_bytes) return say(error, FIRSTLOG_STATUS_CORRUPT, "not a head");
  *to = read_head(found.mv_data);
  return FIRSTLOG_STATUS_OK;
}

static firstlog_status head(void* self, firstlog_text organisation, firstlog_head* to,
                            firstlog_error* error) {
  session* s = self;
  MDB_txn* transaction;
  firstlog_status status;
  int code;
  if (is_parents(s)) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!fits(organisation)) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key");
  if ((code = mdb_txn_begin(s->of->env, NULL, MDB_RDONLY, &transaction)) != 0) return say_lmdb(error, code);
  status = head_in(transaction, s->of->table, organisation, to, error);
  mdb_txn_abort(transaction);
  return status;
}

/* What a content was before it was replaced, as far as its pad goes. */
typedef struct replaced_pad {
  int there;
  unsigned char stored[pad_bytes];
} replaced_pad;

static firstlog_status put_vault(session* s, MDB_txn* transaction, const firstlog_vault_put* put,
                                 replaced_pad* replaced, firstlog_error* error) {
  table_key key;
  MDB_val older;
  MDB_val newer;
  firstlog_status status;
  int code;
  MDB_val* name = key_of(&key, 'v', s->organisation, put->key.data, put->key.size);
  code = mdb_get(transaction, s->of->table, name, &older);
  if (code == 0) {
    if (older.mv_size < pad_bytes) return say(error, FIRSTLOG_STATUS_CORRUPT, "a content is cut short");
    replaced->there = 1;
    memcpy(replaced->stored, older.mv_data, pad_bytes);
  } else if (code != MDB_NOTFOUND) {
    return say_lmdb(error, code);
  }
  newer.mv_size = pad_bytes + put->content.size;
  if ((newer.mv_data = malloc(newer.mv_size)) == NULL)
    return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  status = pad_new(s->of->pads, put->content.data, put->content.size, newer.mv_data, error);
  if (status == FIRSTLOG_STATUS_OK && (code = mdb_put(transaction, s->of->table, name, &newer, 0)) != 0)
    status = say_lmdb(error, code);
  free(newer.mv_data);
  return status;
}

static firstlog_status put_row(session* s, MDB_txn* transaction, const firstlog_commit_row* row,
                               firstlog_error* error) {
  table_key key;
  unsigned char newer[head_bytes];
  MDB_val value = {row_bytes + row->record.size, NULL};
  int code =
      mdb_put(transaction, s->of->table, key_of_position(&key, s->organisation, row->head.last_position),
              &value, MDB_RESERVE | MDB_NOOVERWRITE);
  if (code == 0) {
    unsigned char* to = put_number(value.mv_data, row->first_position);
    write_head(to, &row->head);
    memcpy(to + head_bytes, row->record.data, row->record.size);
    write_head(newer, &row->head);
    value.mv_size = sizeof newer;
    value.mv_data = newer;
    code = mdb_put(transaction, s->of->table, key_of(&key, 'h', s->organisation, NULL, 0), &value, 0);
  }
  return code == 0 ? FIRSTLOG_STATUS_OK : say_lmdb(error, code);
}

static firstlog_status append_held(session* s, const firstlog_commit_row* row,
                                   const firstlog_vault_put* vault, uint64_t vault_count,
                                   replaced_pad* replaced, firstlog_error* error) {
  MDB_txn* transaction;
  firstlog_head last;
  firstlog_status status;
  int code;
  for (uint64_t i = 0; i < vault_count; ++i)
    if (vault[i].key.size < 1 || vault[i].key.size > 64)
      return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key of the vault");
  if (row->record.size == 0 || row->head.last_position < row->first_position)
    return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a commit");
  if ((code = mdb_txn_begin(s->of->env, NULL, 0, &transaction)) != 0) return say_lmdb(error, code);
  status = head_in(transaction, s->of->table, s->organisation, &last, error);
  if (status == FIRSTLOG_STATUS_OK &&
      (row->head.commit_number != last.commit_number + 1 || row->first_position != last.last_position + 1))
    status = say(error, FIRSTLOG_STATUS_CONFLICT, "not the commit behind the head");
  for (uint64_t i = 0; i < vault_count && status == FIRSTLOG_STATUS_OK; ++i)
    status = put_vault(s, transaction, &vault[i], &replaced[i], error);
  if (status == FIRSTLOG_STATUS_OK) status = put_row(s, transaction, row, error);
  if (status != FIRSTLOG_STATUS_OK) {
    mdb_txn_abort(transaction);
    return status;
  }
  /* LMDB answers an error before it writes the page that makes a transaction true, or because of it: then
   * only reading tells, which the engine does by `head`. */
  code = mdb_txn_commit(transaction);
  if (code == EIO) return say(error, FIRSTLOG_STATUS_COMMIT_UNKNOWN, mdb_strerror(code));
  return code == 0 ? FIRSTLOG_STATUS_OK : say_lmdb(error, code);
}

static firstlog_status append(void* self, const firstlog_commit_row* row, const firstlog_vault_put* vault,
                              uint64_t vault_count, firstlog_error* error) {
  session* s = self;
  firstlog_status status;
  replaced_pad* replaced;
  if (is_parents(s)) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!s->holds) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "no right is held");
  replaced = calloc(vault_count + 1, sizeof *replaced);
  status = replaced == NULL ? say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory")
                            : append_held(s, row, vault, vault_count, replaced, error);
  /* What was replaced is gone once its successor is durable. */
  for (uint64_t i = 0; i < vault_count && status == FIRSTLOG_STATUS_OK; ++i) {
    firstlog_error ignored = FIRSTLOG_ERROR_INIT;
    if (replaced[i].there) pad_erase(s->of->pads, replaced[i].stored, &ignored);
  }
  free(replaced);
  release(self);
  return status;
}

static firstlog_status read_rows(void* self, firstlog_text organisation, uint64_t from,
                                 firstlog_row_sink sink, void* sink_self, firstlog_error* error) {
  session* s = self;
  MDB_txn* transaction;
  MDB_cursor* cursor;
  table_key key;
  MDB_val at;
  MDB_val row;
  firstlog_status status = FIRSTLOG_STATUS_OK;
  const uint64_t prefix = 2 + organisation.size;
  int code;
  if (is_parents(s)) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!fits(organisation)) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key");
  if ((code = mdb_txn_begin(s->of->env, NULL, MDB_RDONLY, &transaction)) != 0) return say_lmdb(error, code);
  if ((code = mdb_cursor_open(transaction, s->of->table, &cursor)) != 0) {
    mdb_txn_abort(transaction);
    return say_lmdb(error, code);
  }
  at = *key_of_position(&key, organisation, from);
  code = mdb_cursor_get(cursor, &at, &row, MDB_SET_RANGE);
  while (code == 0 && at.mv_size == prefix + 8 && memcmp(at.mv_data, key.bytes, prefix) == 0) {
    firstlog_commit_row given;
    const unsigned char* bytes = row.mv_data;
    if (row.mv_size <= row_bytes) {
      status = say(error, FIRSTLOG_STATUS_CORRUPT, "a commit is cut short");
      break;
    }
    given.first_position = get_number(bytes);
    given.head = read_head(bytes + 8);
    given.record.data = bytes + row_bytes;
    given.record.size = row.mv_size - row_bytes;
    if (sink(sink_self, &given) != 0) break;
    code = mdb_cursor_get(cursor, &at, &row, MDB_NEXT);
  }
  mdb_cursor_close(cursor);
  mdb_txn_abort(transaction);
  return code == 0 || code == MDB_NOTFOUND ? status : say_lmdb(error, code);
}

/* ---- chunks and the vault --------------------------------------------------------------------------- */

static firstlog_status refuse(session* s, firstlog_text organisation, uint64_t size, uint64_t size_max,
                              int writes, firstlog_error* error) {
  if (is_parents(s)) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!fits(organisation) || size < 1 || size > size_max)
    return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key or name");
  if (writes && s->holds)
    return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not between acquire and append");
  return FIRSTLOG_STATUS_OK;
}

/* Puts what is not NULL, else erases; of the vault also the pad. */
static firstlog_status change(session* s, MDB_val* key, MDB_val* newer, int of_vault, firstlog_error* error) {
  MDB_txn* transaction;
  MDB_val older;
  int code = mdb_txn_begin(s->of->env, NULL, 0, &transaction);
  if (code != 0) return say_lmdb(error, code);
  if (of_vault && (code = mdb_get(transaction, s->of->table, key, &older)) == 0) {
    const firstlog_status status = pad_erase(s->of->pads, older.mv_data, error);
    if (status != FIRSTLOG_STATUS_OK) {
      mdb_txn_abort(transaction);
      return status;
    }
  }
  if (code == 0)
    code = newer != NULL ? mdb_put(transaction, s->of->table, key, newer, 0)
                         : mdb_del(transaction, s->of->table, key, NULL);
  if (code == 0) {
    code = mdb_txn_commit(transaction);
  } else {
    mdb_txn_abort(transaction);
    if (code == MDB_NOTFOUND && newer == NULL) code = 0; /* nothing to erase */
  }
  return code == 0 ? FIRSTLOG_STATUS_OK : say_lmdb(error, code);
}

static firstlog_status give(session* s, MDB_val* key, int of_vault, firstlog_sink sink, void* sink_self,
                            firstlog_error* error) {
  MDB_txn* transaction;
  MDB_val found;
  firstlog_status status = FIRSTLOG_STATUS_OK;
  unsigned char* content = NULL;
  int code = mdb_txn_begin(s->of->env, NULL, MDB_RDONLY, &transaction);
  if (code != 0) return say_lmdb(error, code);
  code = mdb_get(transaction, s->of->table, key, &found);
  if (code != 0) status = say_lmdb(error, code);
  if (code == 0 && of_vault)
    status = pad_take_off(s->of->pads, found.mv_data, found.mv_size, &content, error);
  if (status == FIRSTLOG_STATUS_OK)
    of_vault ? sink(sink_self, content, found.mv_size - pad_bytes)
             : sink(sink_self, found.mv_data, found.mv_size);
  free(content);
  mdb_txn_abort(transaction);
  return status;
}

static firstlog_status put_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                 firstlog_bytes content, firstlog_error* error) {
  table_key key;
  MDB_val value;
  const firstlog_status status = refuse(self, organisation, name.size, 200, 1, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  value.mv_size = content.size;
  value.mv_data = (void*)(uintptr_t)content.data; /* LMDB only reads it */
  return change(self, key_of(&key, 'k', organisation, name.data, name.size), &value, 0, error);
}

static firstlog_status get_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                 firstlog_sink sink, void* sink_self, firstlog_error* error) {
  table_key key;
  const firstlog_status status = refuse(self, organisation, name.size, 200, 0, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return give(self, key_of(&key, 'k', organisation, name.data, name.size), 0, sink, sink_self, error);
}

static firstlog_status erase_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                   firstlog_error* error) {
  table_key key;
  const firstlog_status status = refuse(self, organisation, name.size, 200, 1, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return change(self, key_of(&key, 'k', organisation, name.data, name.size), NULL, 0, error);
}

static firstlog_status vault_get(void* self, firstlog_text organisation, firstlog_bytes name,
                                 firstlog_sink sink, void* sink_self, firstlog_error* error) {
  table_key key;
  const firstlog_status status = refuse(self, organisation, name.size, 64, 0, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return give(self, key_of(&key, 'v', organisation, name.data, name.size), 1, sink, sink_self, error);
}

static firstlog_status vault_erase(void* self, firstlog_text organisation, firstlog_bytes name,
                                   firstlog_error* error) {
  table_key key;
  const firstlog_status status = refuse(self, organisation, name.size, 64, 1, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return change(self, key_of(&key, 'v', organisation, name.data, name.size), NULL, 1, error);
}

/* ---- sessions and stores ---------------------------------------------------------------------------- */

static void end_session(void* self) {
  session* s = self;
  release(s);
  close(s->locks); /* in a child, too: the lock is the parent's, whose descriptor stays open */
  free(s);
}

static int open_beside(const char* folder, const char* name) {
  char path[220];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static firstlog_status open_session(void* self, firstlog_session* slots, firstlog_error* error) {
  environment* of = self;
  session* s = NULL;
  if (of->process != getpid()) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if ((s = calloc(1, sizeof *s)) == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  s->of = of;
  if ((s->locks = open_beside(of->folder, "rights")) < 0) {
    free(s);
    return say(error, FIRSTLOG_STATUS_IO_FAILED, "the file of locks cannot be opened");
  }
  memset(slots, 0, sizeof *slots);
  slots->struct_size = sizeof *slots;
  slots->abi_version = FIRSTLOG_STORE_ABI_VERSION;
  slots->self = s;
  slots->acquire = acquire;
  slots->append = append;
  slots->release = release;
  slots->head = head;
  slots->read = read_rows;
  slots->put_chunk = put_chunk;
  slots->get_chunk = get_chunk;
  slots->erase_chunk = erase_chunk;
  slots->vault_get = vault_get;
  slots->vault_erase = vault_erase;
  slots->destroy = end_session;
  return FIRSTLOG_STATUS_OK;
}

static void end_environment(environment* of) {
  environment** at = &environments;
  while (*at != of) at = &(*at)->next;
  *at = of->next;
  if (of->pads >= 0) close(of->pads);
  if (of->env != NULL) mdb_env_close(of->env);
  free(of);
}

static void end_store(void* self) {
  environment* of = self;
  if (of->process != getpid()) return;
  pthread_mutex_lock(&environments_mutex);
  if (--of->stores == 0) end_environment(of);
  pthread_mutex_unlock(&environments_mutex);
}

static int open_environment(environment* of) {
  MDB_txn* transaction;
  int code;
  if ((of->pads = open_beside(of->folder, "pads")) < 0) return errno;
  if ((code = mdb_env_create(&of->env)) != 0) return code;
  if ((code = mdb_env_set_mapsize(of->env, map_bytes)) != 0) return code;
  if ((code = mdb_env_set_maxreaders(of->env, 1000)) != 0) return code;
  if ((code = mdb_env_open(of->env, of->folder, MDB_NOTLS, 0600)) != 0) return code;
  if ((code = mdb_txn_begin(of->env, NULL, 0, &transaction)) != 0) return code;
  if ((code = mdb_dbi_open(transaction, NULL, 0, &of->table)) != 0) {
    mdb_txn_abort(transaction);
    return code;
  }
  return mdb_txn_commit(transaction);
}

firstlog_status lmdb_store_open(const char* folder, firstlog_store* slots, firstlog_error* error) {
  environment* of;
  firstlog_status status = FIRSTLOG_STATUS_OK;
  if (strlen(folder) < 1 || strlen(folder) > 200)
    return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "the folder's name is too long");
  pthread_mutex_lock(&environments_mutex);
  for (of = environments; of != NULL; of = of->next)
    if (of->process == getpid() && strcmp(of->folder, folder) == 0) break;
  if (of == NULL && (of = calloc(1, sizeof *of)) != NULL) {
    int code;
    strcpy(of->folder, folder);
    snprintf(of->name, sizeof of->name, "lmdb:%s", folder);
    of->process = getpid();
    of->pads = -1;
    of->next = environments;
    environments = of;
    if ((code = open_environment(of)) != 0) {
      status = say_lmdb(error, code);
      end_environment(of);
    }
  }
  if (of == NULL) status = say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  if (status == FIRSTLOG_STATUS_OK) {
    ++of->stores;
    memset(slots, 0, sizeof *slots);
    slots->struct_size = sizeof *slots;
    slots->abi_version = FIRSTLOG_STORE_ABI_VERSION;
    slots->self = of;
    slots->capabilities = FIRSTLOG_STORE_DURABLE | FIRSTLOG_STORE_SHARED_BY_PROCESSES;
    slots->name = firstlog_text_of(of->name);
    slots->open_session = open_session;
    slots->destroy = end_store;
  }
  pthread_mutex_unlock(&environments_mutex);
  return status;
}
