/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
 *
 * Two reps, one contact, one sale, in a SQLite file; then two processes race for one claim. The same story is
 * told in several languages beside this file, and all of them print the same lines.
 *
 *   story FILE         tells it
 *   story FILE race    is the second process of the race: ends with 0 where its claim was the first, else 1
 */
#include <firstlog.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* 2026-01-05T09:00:00Z: a clock that stands, so that every run tells the same. */
#define FIRSTLOG_STORY_BEGIN INT64_C(1767603600000000)

static void must(firstlog_status status, const firstlog_error* error) {
  if (status == FIRSTLOG_STATUS_OK) return;
  fprintf(stderr, "%s at %s: %s; %s\n", firstlog_status_name(status), error->place, error->reason,
          error->remedy);
  exit(2);
}

static firstlog_engine* open_file(const char* path) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_engine* engine = NULL;
  char uri[4096];
  firstlog_engine_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.manual_clock_microseconds = FIRSTLOG_STORY_BEGIN;
  snprintf(uri, sizeof uri, "sqlite:%s", path);
  must(firstlog_engine_create(uri, &options, &engine, &error), &error);
  return engine;
}

static firstlog_command command(uint16_t kind, const char* actor, const char* contact) {
  firstlog_command made = firstlog_command_make(kind);
  made.actor = firstlog_key(actor);
  made.contact = firstlog_key(contact);
  return made;
}

/* The organisation, its people and one contact, whose assignee may be NULL. */
static uint64_t team(firstlog_command* commands, const char* organisation, const char* contact,
                     const char* rep) {
  commands[0] = command(FIRSTLOG_COMMAND_FOUND_ORGANISATION, "olga", NULL);
  commands[0].key = firstlog_text_of(organisation);
  commands[0].document = firstlog_text_of("{\"version\":1,\"plan\":{\"currency\":\"GBP\"}}");
  commands[1] = command(FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga", NULL);
  commands[1].key = firstlog_text_of("ana");
  commands[1].roles = 1 << FIRSTLOG_ROLE_REP;
  commands[2] = command(FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga", NULL);
  commands[2].key = firstlog_text_of("ben");
  commands[2].roles = 1 << FIRSTLOG_ROLE_REP;
  commands[3] = command(FIRSTLOG_COMMAND_REGISTER_CONTACT, "olga", NULL);
  commands[3].key = firstlog_text_of(contact);
  commands[3].rep = firstlog_key(rep);
  return 4;
}

static uint64_t sale(firstlog_command* commands) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  commands[0] = command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery");
  commands[0].disposition = FIRSTLOG_DISPOSITION_CONNECT;
  commands[1] = command(FIRSTLOG_COMMAND_LOG_INTEREST, "ana", "bakery");
  commands[2] = command(FIRSTLOG_COMMAND_LOG_INTEREST, "ben", "bakery");
  commands[3] = command(FIRSTLOG_COMMAND_LOG_CLOSE, "ana", "bakery");
  must(firstlog_money_parse("1800.00 GBP", &commands[3].amount, &error), &error);
  commands[4] = command(FIRSTLOG_COMMAND_APPROVE, "olga", "bakery");
  commands[4].amount = commands[3].amount;
  return 5;
}

/* Prints what was answered where `organisation` is the one that the story is about. */
static void submit(firstlog_engine* engine, const char* organisation, const firstlog_command* commands,
                   uint64_t count, firstlog_outcome* outcomes) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  outcomes[0] = firstlog_outcome_make();
  must(firstlog_engine_submit(engine, organisation, commands, count, outcomes, FIRSTLOG_WAIT_DEFAULT, &error),
       &error);
}

static int race(firstlog_engine* engine, const char* rep) {
  firstlog_outcome outcome;
  const firstlog_command interest = command(FIRSTLOG_COMMAND_LOG_INTEREST, rep, "mill");
  submit(engine, "race", &interest, 1, &outcome);
  return outcome.verdict == FIRSTLOG_VERDICT_ACCEPTED ? 0 : 1;
}

static void print_document(firstlog_document* document) {
  puts(firstlog_document_text(document, NULL));
  firstlog_document_destroy(document);
}

int main(int argc, char** argv) {
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  firstlog_document* document = NULL;
  firstlog_command commands[9];
  firstlog_outcome outcomes[9];
  firstlog_engine* engine;
  uint64_t count;
  pid_t other;
  int mine;
  int theirs = 0;
  if (argc < 2) return 2;
  engine = open_file(argv[1]);
  if (argc > 2) {
    mine = race(engine, "ben");
    firstlog_engine_destroy(engine);
    return mine;
  }

  count = team(commands, "acme", "bakery", "ana");
  count += sale(commands + count);
  submit(engine, "acme", commands, count, outcomes);
  for (uint64_t i = 0; i < count; ++i) {
    char line[400];
    firstlog_outcome_describe(&outcomes[i], line, sizeof line, NULL);
    printf("%s: %s\n", firstlog_command_name(commands[i].kind), line);
  }

  submit(engine, "race", commands, team(commands, "race", "mill", NULL), outcomes);
  other = fork();
  if (other == 0) {
    execl("/proc/self/exe", argv[0], argv[1], "race", (char*)NULL);
    _exit(2);
  }
  mine = race(engine, "ana");
  waitpid(other, &theirs, 0);
  if (!WIFEXITED(theirs) || WEXITSTATUS(theirs) > 1) return 2;
  printf("race: %s\n", mine + WEXITSTATUS(theirs) == 1 ? "one claim, one contest" : "NOT EXCLUSIVE");

  must(firstlog_statement_record(engine, "acme", "ana", "ana", NULL, &document, &error), &error);
  print_document(document);
  must(firstlog_leaderboard_record(engine, "acme", "olga", NULL, &document, &error), &error);
  print_document(document);
  firstlog_engine_destroy(engine);
  return 0;
}
