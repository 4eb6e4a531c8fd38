/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * A small CRM with tables of its own in SQLite. It lends its connection to the engine, so that its own update
 * and the journal's events become true together or not at all.
 *
 *   crm FILE
 */
#include <firstlog.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void fail(const char* what, const char* why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static void run(sqlite3* crm, const char* sql) {
  char* why = NULL;
  if (sqlite3_exec(crm, sql, NULL, NULL, &why) != SQLITE_OK) fail(sql, why);
}

static int count(sqlite3* crm, const char* sql) {
  sqlite3_stmt* question = NULL;
  int answer = -1;
  if (sqlite3_prepare_v2(crm, sql, -1, &question, NULL) == SQLITE_OK && sqlite3_step(question) == SQLITE_ROW)
    answer = sqlite3_column_int(question, 0);
  sqlite3_finalize(question);
  return answer;
}

static firstlog_command command(uint16_t kind, const char* actor, const char* contact) {
  firstlog_command made = firstlog_command_make(kind);
  made.actor = firstlog_key(actor);
  made.contact = firstlog_key(contact);
  return made;
}

/* The organisation's people and one contact, by the engine alone. */
static void found(firstlog_engine* engine) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_command commands[3];
  firstlog_outcome outcomes[3];
  commands[0] = command(FIRSTLOG_COMMAND_FOUND_ORGANISATION, "olga", NULL);
  commands[0].key = firstlog_text_of("acme");
  commands[0].document =
      firstlog_text_of("{\"version\":1,\"plan\":{\"currency\":\"GBP\"},\"interest_needs_connect\":\"off\"}");
  commands[1] = command(FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga", NULL);
  commands[1].key = firstlog_text_of("ana");
  commands[1].roles = 1 << FIRSTLOG_ROLE_REP;
  commands[2] = command(FIRSTLOG_COMMAND_REGISTER_CONTACT, "olga", NULL);
  commands[2].key = firstlog_text_of("bakery");
  commands[2].rep = firstlog_key("ana");
  outcomes[0] = firstlog_outcome_make();
  if (firstlog_engine_submit(engine, "acme", commands, 3, outcomes, FIRSTLOG_WAIT_DEFAULT, &error) != 0)
    fail(error.place, error.reason);
}

/* One click of a rep's: the CRM's own row, and the claim. Only a claim that was the first keeps both. */
static void log_interest(sqlite3* crm, firstlog_engine* engine, int goes_through) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_transaction* transaction = NULL;
  firstlog_outcome outcome = firstlog_outcome_make();
  const firstlog_command interest = command(FIRSTLOG_COMMAND_LOG_INTEREST, "ana", "bakery");

  run(crm, "BEGIN IMMEDIATE"); /* the engine demands the write lock from the start */
  run(crm, "INSERT INTO crm_click(who, what) VALUES('ana', 'interested')");
  if (firstlog_transaction_create(engine, "acme", crm, sqlite3_sourceid(), &transaction, &error) != 0 ||
      firstlog_transaction_submit(transaction, &interest, 1, &outcome, &error) != 0)
    fail(error.place, error.reason);
  firstlog_transaction_destroy(transaction);
  /* Whatever happens to the CRM in between happens to both. */
  run(crm, goes_through && outcome.verdict == FIRSTLOG_VERDICT_ACCEPTED ? "COMMIT" : "ROLLBACK");
}

static void tell(sqlite3* crm, firstlog_engine* engine, const char* when) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_document* document = NULL;
  const char* claim;
  if (firstlog_organisation_refresh(engine, "acme", &error) != 0 ||
      firstlog_contact_record(engine, "acme", "bakery", &document, &error) != 0)
    fail(error.place, error.reason);
  claim = strstr(firstlog_document_text(document, NULL), "\"claimant\":\"ana\"");
  printf("%s: %d rows of the CRM's, %s\n", when, count(crm, "SELECT count(*) FROM crm_click"),
         claim != NULL ? "ana has the claim" : "nobody has the claim");
  firstlog_document_destroy(document);
}

int main(int argc, char** argv) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_engine* engine = NULL;
  sqlite3* crm = NULL;
  char uri[4096];
  if (argc < 2) return 2;
  snprintf(uri, sizeof uri, "sqlite:%s", argv[1]);
  /* The engine makes its tables; the CRM's stand beside them in the same file. */
  if (firstlog_engine_create(uri, NULL, &engine, &error) != 0) fail(error.place, error.reason);
  found(engine);
  if (sqlite3_open(argv[1], &crm) != SQLITE_OK) fail(argv[1], sqlite3_errmsg(crm));
  run(crm, "PRAGMA busy_timeout = 10000");
  run(crm, "CREATE TABLE crm_click(id INTEGER PRIMARY KEY, who TEXT, what TEXT)");

  tell(crm, engine, "before");
  log_interest(crm, engine, 0);
  tell(crm, engine, "rolled back");
  log_interest(crm, engine, 1);
  tell(crm, engine, "committed");
  sqlite3_close(crm);
  firstlog_engine_destroy(engine);
  return 0;
}
