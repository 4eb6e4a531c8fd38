/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * Runs the conformance suite over the store of lmdb_store.c, each case in a folder of its own, and then an
 * engine, twice: the second finds what the first one left. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lmdb_store.h"

static void remove_folder(void* self) {
  DIR* listing = opendir(self);
  const struct dirent* entry;
  char path[600];
  while (listing != NULL && (entry = readdir(listing)) != NULL) {
    snprintf(path, sizeof path, "%s/%s", (const char*)self, entry->d_name);
    unlink(path);
  }
  if (listing != NULL) closedir(listing);
  rmdir(self);
  free(self);
}

static char* make_folder(void) {
  const char* base = getenv("TMPDIR");
  char* folder = calloc(1, 200);
  if (folder == NULL) return NULL;
  snprintf(folder, 200, "%s/firstlog-lmdb-XXXXXX", base == NULL ? "/tmp" : base);
  if (mkdtemp(folder) != NULL) return folder;
  free(folder);
  return NULL;
}

static firstlog_status open_place(void* self, firstlog_store* store, firstlog_error* error) {
  return lmdb_store_open(self, store, error);
}

static firstlog_status make_place(void* self, firstlog_conformance_place* place, firstlog_error* error) {
  (void)self;
  (void)error;
  place->self = make_folder();
  place->keeps = 1;
  place->open = open_place;
  place->destroy = remove_folder;
  return place->self == NULL ? FIRSTLOG_STATUS_IO_FAILED : FIRSTLOG_STATUS_OK;
}

static void report(void* self, firstlog_text name, firstlog_text what, firstlog_text failures,
                   firstlog_text skipped) {
  (void)self;
  if (failures.size != 0)
    printf("%.*s FAILED: %.*s\n%.*s\n", (int)name.size, name.data, (int)what.size, what.data,
           (int)failures.size, failures.data);
  if (skipped.size != 0)
    printf("%.*s: left out, %.*s\n", (int)name.size, name.data, (int)skipped.size, skipped.data);
}

/* 1: every byte of the vault's pads is zero. */
static int pads_are_gone(const char* folder) {
  char path[220];
  FILE* pads;
  int byte;
  snprintf(path, sizeof path, "%s/pads", folder);
  if ((pads = fopen(path, "rb")) == NULL) return 0;
  do byte = fgetc(pads);
  while (byte == 0);
  fclose(pads);
  return byte == EOF;
}

static int32_t ignore(void* self, const void* data, uint64_t size) {
  (void)self, (void)data, (void)size;
  return 0;
}

static firstlog_status open_engine(const char* folder, firstlog_engine** engine, firstlog_error* error) {
  firstlog_store store;
  firstlog_status status = lmdb_store_open(folder, &store, error);
  if (status != FIRSTLOG_STATUS_OK) return status;
  status = firstlog_engine_create_on_store(&store, NULL, engine, error);
  if (status != FIRSTLOG_STATUS_OK) store.destroy(store.self);
  return status;
}

/* An organisation with a note on a contact. */
static firstlog_status write_note(const char* folder, firstlog_error* error) {
  firstlog_engine* engine = NULL;
  firstlog_document* outcomes = NULL;
  firstlog_status status = open_engine(folder, &engine, error);
  if (status == FIRSTLOG_STATUS_OK)
    status = firstlog_engine_submit_json(
        engine, "acme",
        "[{\"kind\":\"found_organisation\",\"actor\":\"olga\",\"key\":\"acme\","
        "\"document\":\"{\\\"version\\\":1,\\\"plan\\\":{\\\"currency\\\":\\\"GBP\\\"}}\"},"
        "{\"kind\":\"register_contact\",\"actor\":\"olga\",\"key\":\"bakery\"},"
        "{\"kind\":\"add_note\",\"actor\":\"olga\",\"contact\":\"bakery\",\"personal\":\"asks for Mr "
        "Oven\"}]",
        FIRSTLOG_WAIT_DEFAULT, &outcomes, error);
  firstlog_document_destroy(outcomes);
  firstlog_engine_destroy(engine);
  return status;
}

/* Another engine finds the note, and erases it for good. */
static firstlog_status erase_note(const char* folder, firstlog_error* error) {
  firstlog_engine* engine = NULL;
  firstlog_events* history = NULL;
  firstlog_event note;
  firstlog_status status = open_engine(folder, &engine, error);
  memset(&note, 0, sizeof note);
  note.struct_size = sizeof note;
  if (status == FIRSTLOG_STATUS_OK)
    status = firstlog_contact_history(engine, "acme", "bakery", &history, error);
  if (status == FIRSTLOG_STATUS_OK)
    status = firstlog_events_get(history, firstlog_events_count(history) - 1, &note, error);
  if (status == FIRSTLOG_STATUS_OK)
    status = firstlog_personal_read(engine, "acme", "olga", note.digest, ignore, NULL, error);
  if (status == FIRSTLOG_STATUS_OK)
    status = firstlog_personal_erase(engine, "acme", "olga", note.digest, error);
  firstlog_events_destroy(history);
  firstlog_engine_destroy(engine);
  return status;
}

int main(void) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_conformance_target target;
  uint64_t failed = 0;
  char* folder;
  int gone;
  memset(&target, 0, sizeof target);
  target.struct_size = sizeof target;
  target.make_place = make_place;
  if (firstlog_conformance_run(&target, NULL, report, NULL, &failed, &error) != FIRSTLOG_STATUS_OK) {
    puts(error.reason);
    return 1;
  }
  printf("%llu promises broken\n", (unsigned long long)failed);

  /* Whether anything is left in files is what the suite cannot see. */
  if ((folder = make_folder()) == NULL) return 1;
  if (write_note(folder, &error) != FIRSTLOG_STATUS_OK || pads_are_gone(folder) ||
      erase_note(folder, &error) != FIRSTLOG_STATUS_OK)
    printf("%s: %s\n", error.place, error.reason);
  gone = pads_are_gone(folder);
  puts(gone ? "the note is gone" : "the note is still there");
  remove_folder(folder);
  return gone && failed == 0 ? 0 : 1;
}
