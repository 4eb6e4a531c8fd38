/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * A store of one's own against the vtable of firstlog_store.h: commits, chunks and the vault in linked lists
 * in memory, one mutex for everything. It is as small as a store can be; a database takes the place of the
 * lists. The program runs the conformance suite over it, and then an engine.
 */
#include <errno.h>
#include <firstlog_store.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* An organisation's key. It may hold any bytes. */
typedef struct owner {
  uint64_t size;
  char key[128];
} owner;

/* One commit, one chunk, or one content of the vault: named bytes of an organisation. */
typedef struct entry {
  struct entry* next;
  owner organisation;
  char name[204];
  uint64_t name_size;
  firstlog_commit_row row; /* of a commit; its record is `bytes` */
  uint64_t size;
  unsigned char bytes[];
} entry;

typedef struct held_right {
  struct held_right* next;
  owner organisation;
} held_right;

typedef struct store {
  pthread_mutex_t mutex;
  pthread_cond_t changed; /* a right was given back, or a commit was appended */
  entry* commits;         /* the newest first */
  entry* chunks;
  entry* vault;
  held_right* held;
  pid_t process;
} store;

typedef struct session {
  store* of;
  held_right* right; /* NULL: none is held */
} session;

static firstlog_status say(firstlog_error* error, firstlog_status status, const char* reason) {
  snprintf(error->reason, sizeof error->reason, "%s", reason);
  return status;
}

static int is(const owner* one, firstlog_text text) {
  return one->size == text.size && memcmp(one->key, text.data, text.size) == 0;
}

static void copy(owner* to, firstlog_text text) {
  memcpy(to->key, text.data, text.size);
  to->size = text.size;
}

static int fits(firstlog_text organisation) {
  return organisation.size >= 1 && organisation.size <= 128;
}

static entry* make(firstlog_text organisation, const void* name, uint64_t name_size, firstlog_bytes content) {
  entry* made = calloc(1, sizeof *made + content.size);
  if (made == NULL) return NULL;
  copy(&made->organisation, organisation);
  memcpy(made->name, name, name_size);
  made->name_size = name_size;
  made->size = content.size;
  if (content.size != 0) memcpy(made->bytes, content.data, content.size);
  return made;
}

static entry** find(entry** at, firstlog_text organisation, const void* name, uint64_t size) {
  while (*at != NULL && !(is(&(*at)->organisation, organisation) && (*at)->name_size == size &&
                          memcmp((*at)->name, name, size) == 0))
    at = &(*at)->next;
  return at;
}

static void drop(entry** at) {
  entry* gone = *at;
  if (gone == NULL) return;
  *at = gone->next;
  memset(gone->bytes, 0, gone->size); /* nothing is left behind in memory */
  free(gone);
}

static firstlog_status put(entry** list, firstlog_text organisation, const void* name, uint64_t size,
                           firstlog_bytes content, firstlog_error* error) {
  entry* made = make(organisation, name, size, content);
  if (made == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  drop(find(list, organisation, name, size));
  made->next = *list;
  *list = made;
  return FIRSTLOG_STATUS_OK;
}

static firstlog_head head_of(store* of, firstlog_text organisation) {
  firstlog_head none;
  memset(&none, 0, sizeof none);
  for (entry* at = of->commits; at != NULL; at = at->next)
    if (is(&at->organisation, organisation)) return at->row.head;
  return none;
}

static struct timespec deadline(int64_t microseconds) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  if (microseconds > INT64_C(1000000000000)) microseconds = INT64_C(1000000000000);
  at.tv_sec += microseconds / 1000000;
  at.tv_nsec += microseconds % 1000000 * 1000;
  if (at.tv_nsec >= 1000000000) {
    at.tv_nsec -= 1000000000;
    ++at.tv_sec;
  }
  return at;
}

static int is_held(store* of, firstlog_text organisation) {
  for (held_right* at = of->held; at != NULL; at = at->next)
    if (is(&at->organisation, organisation)) return 1;
  return 0;
}

static void give_back(session* s) {
  held_right** at = &s->of->held;
  if (s->right == NULL) return;
  while (*at != s->right) at = &(*at)->next;
  *at = s->right->next;
  free(s->right);
  s->right = NULL;
  pthread_cond_broadcast(&s->of->changed);
}

static firstlog_status acquire(void* self, firstlog_text organisation, int64_t wait, firstlog_head* head,
                               firstlog_error* error) {
  session* s = self;
  store* of = s->of;
  const struct timespec until = deadline(wait);
  firstlog_status status = FIRSTLOG_STATUS_OK;
  if (of->process != getpid()) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!fits(organisation)) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key");
  if (s->right != NULL) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "this session holds a right");
  pthread_mutex_lock(&of->mutex);
  while (status == FIRSTLOG_STATUS_OK && is_held(of, organisation))
    if (wait <= 0 || pthread_cond_timedwait(&of->changed, &of->mutex, &until) == ETIMEDOUT)
      if (is_held(of, organisation))
        status = say(error, FIRSTLOG_STATUS_BUSY, "another writer holds the right");
  if (status == FIRSTLOG_STATUS_OK && (s->right = calloc(1, sizeof *s->right)) == NULL)
    status = say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  if (status == FIRSTLOG_STATUS_OK) {
    copy(&s->right->organisation, organisation);
    s->right->next = of->held;
    of->held = s->right;
    *head = head_of(of, organisation);
  }
  pthread_mutex_unlock(&of->mutex);
  return status;
}

static firstlog_status append(void* self, const firstlog_commit_row* row, const firstlog_vault_put* vault,
                              uint64_t vault_count, firstlog_error* error) {
  session* s = self;
  firstlog_status status = FIRSTLOG_STATUS_OK;
  if (s->of->process != getpid()) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (s->right == NULL) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "no right is held");
  pthread_mutex_lock(&s->of->mutex);
  {
    const firstlog_text organisation = {s->right->organisation.key, s->right->organisation.size};
    const firstlog_head head = head_of(s->of, organisation);
    entry* made = NULL;
    for (uint64_t i = 0; i < vault_count; ++i)
      if (vault[i].key.size < 1 || vault[i].key.size > 64)
        status = say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key of the vault");
    if (status == FIRSTLOG_STATUS_OK &&
        (row->record.size == 0 || row->head.last_position < row->first_position))
      status = say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a commit");
    else if (status == FIRSTLOG_STATUS_OK && (row->head.commit_number != head.commit_number + 1 ||
                                              row->first_position != head.last_position + 1))
      status = say(error, FIRSTLOG_STATUS_CONFLICT, "not the commit behind the head");
    if (status == FIRSTLOG_STATUS_OK && (made = make(organisation, "", 0, row->record)) == NULL)
      status = say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
    /* All or nothing: what was put before a failure would be another key's, and harms nobody. */
    for (uint64_t i = 0; i < vault_count && status == FIRSTLOG_STATUS_OK; ++i)
      status =
          put(&s->of->vault, organisation, vault[i].key.data, vault[i].key.size, vault[i].content, error);
    if (status == FIRSTLOG_STATUS_OK) {
      made->row = *row;
      made->row.record.data = made->bytes;
      made->next = s->of->commits;
      s->of->commits = made;
    } else {
      free(made);
    }
  }
  give_back(s);
  pthread_mutex_unlock(&s->of->mutex);
  return status;
}

static void release(void* self) {
  session* s = self;
  if (s->of->process != getpid()) return;
  pthread_mutex_lock(&s->of->mutex);
  give_back(s);
  pthread_mutex_unlock(&s->of->mutex);
}

static firstlog_status head(void* self, firstlog_text organisation, firstlog_head* head,
                            firstlog_error* error) {
  session* s = self;
  if (!fits(organisation)) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key");
  pthread_mutex_lock(&s->of->mutex);
  *head = head_of(s->of, organisation);
  pthread_mutex_unlock(&s->of->mutex);
  return FIRSTLOG_STATUS_OK;
}

/* Commits are never freed while the store lives: they are given away without the mutex. */
static firstlog_status read_rows(void* self, firstlog_text organisation, uint64_t from,
                                 firstlog_row_sink sink, void* sink_self, firstlog_error* error) {
  session* s = self;
  uint64_t last = 0;
  if (!fits(organisation)) return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key");
  pthread_mutex_lock(&s->of->mutex);
  last = head_of(s->of, organisation).last_position;
  pthread_mutex_unlock(&s->of->mutex);
  if (from == 0) from = 1;
  while (from <= last) {
    entry* at;
    pthread_mutex_lock(&s->of->mutex);
    at = s->of->commits;
    while (at != NULL && !(is(&at->organisation, organisation) && at->row.first_position <= from &&
                           from <= at->row.head.last_position))
      at = at->next;
    pthread_mutex_unlock(&s->of->mutex);
    if (at == NULL) return say(error, FIRSTLOG_STATUS_CORRUPT, "a commit is missing");
    if (sink(sink_self, &at->row) != 0) return FIRSTLOG_STATUS_OK;
    from = at->row.head.last_position + 1;
  }
  return FIRSTLOG_STATUS_OK;
}

static firstlog_status get(session* s, entry** list, firstlog_text organisation, const void* name,
                           uint64_t size, firstlog_sink sink, void* sink_self, firstlog_error* error) {
  entry* at;
  unsigned char* content;
  uint64_t length;
  pthread_mutex_lock(&s->of->mutex);
  at = *find(list, organisation, name, size);
  length = at == NULL ? 0 : at->size;
  content = malloc(length + 1); /* a copy, because it may be replaced meanwhile */
  if (at != NULL && content != NULL) memcpy(content, at->bytes, length);
  pthread_mutex_unlock(&s->of->mutex);
  if (at != NULL && content != NULL) sink(sink_self, content, length);
  free(content);
  if (content == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  return at == NULL ? say(error, FIRSTLOG_STATUS_NOT_FOUND, "nothing of that name") : FIRSTLOG_STATUS_OK;
}

static firstlog_status refuse(session* s, firstlog_text organisation, uint64_t size, uint64_t size_max,
                              int writes, firstlog_error* error) {
  if (s->of->process != getpid()) return say(error, FIRSTLOG_STATUS_CLOSED, "the store is the parent's");
  if (!fits(organisation) || size < 1 || size > size_max)
    return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not a key or name");
  if (writes && s->right != NULL)
    return say(error, FIRSTLOG_STATUS_INVALID_ARGUMENT, "not between acquire and append");
  return FIRSTLOG_STATUS_OK;
}

static firstlog_status put_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                 firstlog_bytes content, firstlog_error* error) {
  session* s = self;
  firstlog_status status = refuse(s, organisation, name.size, 200, 1, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  pthread_mutex_lock(&s->of->mutex);
  status = put(&s->of->chunks, organisation, name.data, name.size, content, error);
  pthread_mutex_unlock(&s->of->mutex);
  return status;
}

static firstlog_status get_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                 firstlog_sink sink, void* sink_self, firstlog_error* error) {
  session* s = self;
  const firstlog_status status = refuse(s, organisation, name.size, 200, 0, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return get(s, &s->of->chunks, organisation, name.data, name.size, sink, sink_self, error);
}

static firstlog_status erase_from(session* s, entry** list, firstlog_text organisation, const void* name,
                                  uint64_t size) {
  pthread_mutex_lock(&s->of->mutex);
  drop(find(list, organisation, name, size));
  pthread_mutex_unlock(&s->of->mutex);
  return FIRSTLOG_STATUS_OK;
}

static firstlog_status erase_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                   firstlog_error* error) {
  session* s = self;
  const firstlog_status status = refuse(s, organisation, name.size, 200, 1, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return erase_from(s, &s->of->chunks, organisation, name.data, name.size);
}

static firstlog_status vault_get(void* self, firstlog_text organisation, firstlog_bytes key,
                                 firstlog_sink sink, void* sink_self, firstlog_error* error) {
  session* s = self;
  const firstlog_status status = refuse(s, organisation, key.size, 64, 0, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return get(s, &s->of->vault, organisation, key.data, key.size, sink, sink_self, error);
}

static firstlog_status vault_erase(void* self, firstlog_text organisation, firstlog_bytes key,
                                   firstlog_error* error) {
  session* s = self;
  const firstlog_status status = refuse(s, organisation, key.size, 64, 1, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  return erase_from(s, &s->of->vault, organisation, key.data, key.size);
}

static void end_session(void* self) {
  release(self);
  free(self);
}

static firstlog_status open_session(void* self, firstlog_session* slots, firstlog_error* error) {
  session* s = calloc(1, sizeof *s);
  if (s == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  s->of = self;
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

static void end_store(void* self) {
  store* of = self;
  while (of->commits != NULL) drop(&of->commits);
  while (of->chunks != NULL) drop(&of->chunks);
  while (of->vault != NULL) drop(&of->vault);
  pthread_cond_destroy(&of->changed);
  pthread_mutex_destroy(&of->mutex);
  free(of);
}

static firstlog_status open_store(void* self, firstlog_store* slots, firstlog_error* error) {
  store* of = calloc(1, sizeof *of);
  (void)self;
  if (of == NULL) return say(error, FIRSTLOG_STATUS_OUT_OF_MEMORY, "no memory");
  pthread_mutex_init(&of->mutex, NULL);
  pthread_cond_init(&of->changed, NULL);
  of->process = getpid();
  memset(slots, 0, sizeof *slots);
  slots->struct_size = sizeof *slots;
  slots->abi_version = FIRSTLOG_STORE_ABI_VERSION;
  slots->self = of;
  slots->name = firstlog_text_of("list:");
  slots->open_session = open_session;
  slots->destroy = end_store;
  return FIRSTLOG_STATUS_OK;
}

static firstlog_status make_place(void* self, firstlog_conformance_place* place, firstlog_error* error) {
  (void)self;
  (void)error;
  place->open = open_store;
  return FIRSTLOG_STATUS_OK;
}

static void report(void* self, firstlog_text name, firstlog_text what, firstlog_text failures,
                   firstlog_text skipped) {
  (void)self;
  (void)what;
  if (failures.size != 0)
    printf("%.*s FAILED\n%.*s\n", (int)name.size, name.data, (int)failures.size, failures.data);
  if (skipped.size != 0)
    printf("%.*s: left out, %.*s\n", (int)name.size, name.data, (int)skipped.size, skipped.data);
}

int main(void) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_conformance_target target;
  firstlog_store own;
  firstlog_engine* engine = NULL;
  firstlog_document* outcomes = NULL;
  uint64_t failed = 0;
  memset(&target, 0, sizeof target);
  target.struct_size = sizeof target;
  target.make_place = make_place;
  if (firstlog_conformance_run(&target, NULL, report, NULL, &failed, &error) != 0) {
    puts(error.reason);
    return 1;
  }
  printf("%llu promises broken\n", (unsigned long long)failed);

  if (open_store(NULL, &own, &error) != 0 ||
      firstlog_engine_create_on_store(&own, NULL, &engine, &error) != 0 ||
      firstlog_engine_submit_json(
          engine, "acme",
          "{\"kind\":\"found_organisation\",\"actor\":\"olga\",\"key\":\"acme\","
          "\"document\":\"{\\\"version\\\":1,\\\"plan\\\":{\\\"currency\\\":\\\"GBP\\\"}}\"}",
          FIRSTLOG_WAIT_DEFAULT, &outcomes, &error) != 0) {
    puts(error.reason);
    return 1;
  }
  puts(strstr(firstlog_document_text(outcomes, NULL), "\"verdict\":\"accepted\"") != NULL
           ? "acme is founded"
           : "acme is not founded");
  firstlog_document_destroy(outcomes);
  firstlog_engine_destroy(engine);
  return failed == 0 ? 0 : 1;
}
