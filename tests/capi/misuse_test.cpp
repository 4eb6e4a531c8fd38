// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a caller does wrong is answered by a status, changes nothing and crashes nothing.
#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <thread>

#include "allocations.hpp"
#include "capi.hpp"
#include "convert.hpp"
#include "firstlog/store/memory.hpp"
#include "support/sqlite_place.hpp"
#include "vtable_store.hpp"

namespace {

using namespace capi_test;

constexpr firstlog_status misused = FIRSTLOG_STATUS_INVALID_ARGUMENT;

TEST(CMisuse, DestroyingNothingDoesNothing) {
  firstlog_engine_destroy(nullptr);
  firstlog_feed_destroy(nullptr);
  firstlog_events_destroy(nullptr);
  firstlog_document_destroy(nullptr);
  firstlog_transaction_destroy(nullptr);
  firstlog_plan_destroy(nullptr);
  firstlog_bulk_destroy(nullptr);
  EXPECT_EQ(firstlog_document_text(nullptr, nullptr), nullptr);
  EXPECT_EQ(firstlog_events_count(nullptr), 0U);
}

TEST(CMisuse, NullsAreNamed) {
  const Engine engine = open_team();
  firstlog_engine* e = engine.get();
  FailedCall error;
  firstlog_document* document = nullptr;
  firstlog_events* events = nullptr;
  firstlog_feed* feed = nullptr;
  firstlog_outcome outcome = firstlog_outcome_make();
  firstlog_command one = command(FIRSTLOG_COMMAND_ADVANCE, "olga");
  EXPECT_EQ(firstlog_engine_create("memory:", nullptr, nullptr, error), misused);
  EXPECT_STREQ(error.error.place, "engine");
  EXPECT_EQ(firstlog_engine_create(nullptr, nullptr, &e, error), misused);
  e = engine.get();
  EXPECT_EQ(firstlog_engine_submit(nullptr, "acme", &one, 1, &outcome, 0, error), misused);
  EXPECT_EQ(firstlog_engine_submit(e, nullptr, &one, 1, &outcome, 0, error), misused);
  EXPECT_STREQ(error.error.place, "organisation");
  EXPECT_EQ(firstlog_engine_submit(e, "acme", nullptr, 1, &outcome, 0, error), misused);
  EXPECT_EQ(firstlog_engine_submit(e, "acme", &one, 1, nullptr, 0, error), misused);
  EXPECT_EQ(firstlog_engine_submit(e, "acme", nullptr, 0, nullptr, 0, error), FIRSTLOG_STATUS_OK);
  EXPECT_EQ(firstlog_engine_submit(e, "acme", &one, 1, &outcome, -5, error), misused);
  EXPECT_EQ(firstlog_engine_submit_json(e, "acme", nullptr, 0, &document, error), misused);
  EXPECT_EQ(firstlog_engine_submit_json(e, "acme", "[]", 0, nullptr, error), misused);
  EXPECT_EQ(firstlog_contact_record(e, "acme", nullptr, &document, error), misused);
  EXPECT_STREQ(error.error.place, "contact");
  EXPECT_EQ(firstlog_contact_record(e, "acme", "bakery", nullptr, error), misused);
  EXPECT_EQ(firstlog_contact_history(e, "acme", nullptr, &events, error), misused);
  EXPECT_EQ(firstlog_statement_record(e, "acme", "ana", nullptr, nullptr, &document, error), misused);
  EXPECT_EQ(firstlog_leaderboard_export(e, "acme", "ana", nullptr, nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_leaderboard_page(e, "acme", "ana", nullptr, 0, 1, &document, error), misused);
  EXPECT_STREQ(error.error.place, "place");
  EXPECT_EQ(firstlog_leaderboard_rank(e, "acme", "ana", nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_payroll_record(e, "acme", "olga", nullptr, &document, error), misused);
  EXPECT_STREQ(error.error.place, "period");
  EXPECT_EQ(firstlog_pay_explain(e, "acme", "ana", nullptr, 1, &document, error), misused);
  EXPECT_EQ(firstlog_statement_verify({nullptr, 3}, nullptr, &document, error), misused);
  EXPECT_EQ(firstlog_import_obstacles(e, "acme", nullptr, 0, &document, error), misused);
  EXPECT_EQ(firstlog_policy_adopt(e, "acme", &one, &outcome, &document, error), misused);
  EXPECT_STREQ(error.error.place, "command");
  EXPECT_EQ(firstlog_feed_create(e, "acme", nullptr, &feed, error), misused);
  EXPECT_EQ(firstlog_feed_poll(nullptr, 1, 0, &events, error), misused);
  EXPECT_EQ(firstlog_transaction_create(e, "acme", nullptr, nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_policy_check(nullptr, &document, error), misused);
  EXPECT_EQ(firstlog_plan_create(nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_journal_export(e, "acme", nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_journal_verify(e, "acme", nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_personal_read(e, "acme", "olga", nullptr, nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_conformance_run(nullptr, nullptr, nullptr, nullptr, nullptr, error), misused);
  EXPECT_EQ(firstlog_engine_clock_set(e, 1, error), misused) << "it has no manual clock";
}

TEST(CMisuse, HandlesOfAnotherKindAreTold) {
  const Engine engine = open_team();
  firstlog_feed* made = nullptr;
  FIRSTLOG_OK(firstlog_feed_create(engine.get(), "acme", "reader", &made, &error));
  const Feed feed(made);
  FailedCall error;
  firstlog_head head{};
  EXPECT_EQ(firstlog_organisation_head(reinterpret_cast<firstlog_engine*>(feed.get()), "acme", &head, error),
            misused);
  firstlog_events* events = nullptr;
  EXPECT_EQ(firstlog_feed_poll(reinterpret_cast<firstlog_feed*>(engine.get()), 1, 0, &events, error),
            misused);
  EXPECT_EQ(firstlog_events_count(reinterpret_cast<firstlog_events*>(engine.get())), 0U);
  firstlog_feed_destroy(reinterpret_cast<firstlog_feed*>(engine.get()));
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &head, &error));
}

TEST(CMisuse, AnEngineThatWasDestroyedIsClosedWhileAFeedHoldsIt) {
  Engine engine = open_team();
  firstlog_feed* made = nullptr;
  FIRSTLOG_OK(firstlog_feed_create(engine.get(), "acme", "reader", &made, &error));
  const Feed feed(made);
  firstlog_engine* dead = engine.release();
  firstlog_engine_destroy(dead);
  FailedCall error;
  firstlog_head head{};
  EXPECT_EQ(firstlog_organisation_head(dead, "acme", &head, error), FIRSTLOG_STATUS_CLOSED);
  firstlog_engine_destroy(dead);  // once more does nothing while it is held
  firstlog_events* events = nullptr;
  FIRSTLOG_OK(firstlog_feed_poll(feed.get(), 1, 0, &events, &error));
  EXPECT_EQ(firstlog_events_count(events), 1U);
  firstlog_events_destroy(events);
}

TEST(CMisuse, SizesOfStructuresAreChecked) {
  const Engine engine = open_team();
  firstlog_command one = command(FIRSTLOG_COMMAND_ADVANCE, "olga");
  firstlog_outcome outcome = firstlog_outcome_make();
  FailedCall error;
  const auto submit_one = [&] {
    return firstlog_engine_submit(engine.get(), "acme", &one, 1, &outcome, 0, error);
  };
  one.struct_size = 0;
  EXPECT_EQ(submit_one(), misused);
  EXPECT_STREQ(error.error.place, "commands[0]");
  one.struct_size = firstlog_c::command_size_first - 8;
  EXPECT_EQ(submit_one(), misused);
  one.struct_size = firstlog_c::command_size_first;  // an older program's: what came later is absent
  EXPECT_EQ(submit_one(), FIRSTLOG_STATUS_OK);
  one.struct_size = sizeof one;
  outcome.struct_size = 4;
  EXPECT_EQ(submit_one(), misused);
  outcome.struct_size = sizeof outcome;
  EXPECT_EQ(submit_one(), FIRSTLOG_STATUS_OK);

  // A newer program's structure: what this library does not know must be zero.
  struct Newer {
    firstlog_command command;
    std::uint64_t added;
  } newer[2] = {{one, 0}, {one, 0}};
  firstlog_outcome outcomes[2] = {firstlog_outcome_make(), firstlog_outcome_make()};
  newer[0].command.struct_size = newer[1].command.struct_size = sizeof(Newer);
  EXPECT_EQ(firstlog_engine_submit(engine.get(), "acme", &newer[0].command, 2, outcomes, 0, error),
            FIRSTLOG_STATUS_OK);
  EXPECT_EQ(outcomes[1].verdict, FIRSTLOG_VERDICT_ACCEPTED);
  newer[0].added = 1;
  EXPECT_EQ(firstlog_engine_submit(engine.get(), "acme", &newer[0].command, 2, outcomes, 0, error),
            FIRSTLOG_STATUS_UNSUPPORTED);
  newer[0].added = 0;
  newer[1].added = 1;
  EXPECT_EQ(firstlog_engine_submit(engine.get(), "acme", &newer[0].command, 2, outcomes, 0, error),
            FIRSTLOG_STATUS_UNSUPPORTED)
      << "what the second one says more is not passed over either";
  firstlog_error unset{};
  EXPECT_EQ(firstlog_engine_submit(engine.get(), "acme", &one, 1, &outcome, 0, &unset), misused);
  firstlog_engine_options options{};
  firstlog_engine* other = nullptr;
  EXPECT_EQ(firstlog_engine_create("memory:", &options, &other, error), misused);
}

TEST(CMisuse, MembersThatTheCoreCouldNotHoldAreNamed) {
  const Engine engine = open_team();
  firstlog_head before{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &before, &error));
  const struct {
    const char* place;
    void (*spoil)(firstlog_command&);
  } faults[] = {
      {"commands[1].kind", [](firstlog_command& c) { c.kind = 999; }},
      {"commands[1].kind", [](firstlog_command& c) { c.kind = 0; }},
      {"commands[1].touch", [](firstlog_command& c) { c.touch = 200; }},
      {"commands[1].disposition", [](firstlog_command& c) { c.disposition = 200; }},
      {"commands[1].scope", [](firstlog_command& c) { c.scope = 9; }},
      {"commands[1].roles", [](firstlog_command& c) { c.roles = 0x8000; }},
      {"commands[1].given", [](firstlog_command& c) { c.given = UINT64_C(1) << 63; }},
      {"commands[1].amount", [](firstlog_command& c) { c.amount.minor_units = 5; }},
      {"commands[1].amount", [](firstlog_command& c) { std::memcpy(c.amount.currency, "XXX", 4); }},
      {"commands[1].amount", [](firstlog_command& c) { std::memcpy(c.amount.currency, "GBPS", 4); }},
      {"commands[1].period", [](firstlog_command& c) { c.period = {2026, 13}; }},
      {"commands[1].until", [](firstlog_command& c) { c.until = INT32_MAX; }},
      {"commands[1].contact", [](firstlog_command& c) { c.contact.key = {nullptr, 5}; }},
      {"commands[1].reason", [](firstlog_command& c) { c.reason = {"x", UINT64_MAX - 1}; }},
      {"commands[1].personal", [](firstlog_command& c) { c.personal = {nullptr, 5}; }},
      {"commands[1].lines", [](firstlog_command& c) { c.line_count = 2; }},
      {"commands[1].reps", [](firstlog_command& c) { c.rep_count = 1; }},
      {"commands[1].credits",
       [](firstlog_command& c) {
         static const firstlog_credit_share share{firstlog_key("ana"), {1, 0}};
         c.credits = &share;
         c.credit_count = 1;
       }},
      {"commands[1].match_keys",
       [](firstlog_command& c) {
         static const firstlog_match_key key{77, {0}};
         c.match_keys = &key;
         c.match_key_count = 1;
       }},
  };
  for (const auto& fault : faults) {
    std::vector<firstlog_command> commands(3, command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery"));
    fault.spoil(commands[1]);
    std::vector<firstlog_outcome> outcomes;
    FailedCall error;
    EXPECT_EQ(submit(engine.get(), commands, outcomes, error), misused) << fault.place;
    EXPECT_STREQ(error.error.place, fault.place);
    EXPECT_STRNE(error.error.remedy, "");
  }
  firstlog_head after{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &after, &error));
  EXPECT_EQ(before.last_position, after.last_position) << "nothing of such a batch is submitted";
}

TEST(CMisuse, TextThatIsNotUtf8IsAnswered) {
  const Engine engine = open_team();
  std::vector<firstlog_outcome> outcomes;
  std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_REGISTER_CONTACT, "olga")};
  commands[0].key = firstlog_text_of("caf\xE9");
  FIRSTLOG_OK(submit(engine.get(), commands, outcomes, &error));
  EXPECT_EQ(outcomes[0].verdict, FIRSTLOG_VERDICT_MALFORMED);
  EXPECT_EQ(outcomes[0].field, FIRSTLOG_FIELD_KEY);
  FailedCall error;
  firstlog_document* document = nullptr;
  EXPECT_EQ(firstlog_contact_record(engine.get(), "ac\xFFme", "bakery", &document, error), misused);
  EXPECT_EQ(firstlog_contact_record(engine.get(), "acme", "\xFF", &document, error),
            FIRSTLOG_STATUS_NOT_FOUND);
  EXPECT_EQ(firstlog_engine_submit_json(engine.get(), "acme", "{\"kind\":\"\xFF\"}", 0, &document, error),
            FIRSTLOG_STATUS_MALFORMED);
  EXPECT_EQ(firstlog_policy_check("{\"\xFF\":1}", &document, error), FIRSTLOG_STATUS_MALFORMED);
  firstlog_document_destroy(document);  // the report
  EXPECT_EQ(firstlog_plan_create("\xFF", nullptr, error), misused);
}

TEST(CMisuse, CallbacksMayNotCallBackAndMayThrow) {
  struct World {
    firstlog_engine* engine = nullptr;
    int reentrant = 0;
    bool throws = false;
    bool armed = false;
    std::int64_t now = 1'767'600'000'000'000;

    void meet() {
      if (!armed) return;
      firstlog_head head{};
      if (firstlog_organisation_head(engine, "acme", &head, nullptr) == FIRSTLOG_STATUS_REENTRANT)
        ++reentrant;
      if (throws) throw std::runtime_error("a callback threw");
    }
  } world;
  firstlog_clock clock{sizeof clock, 0, &world, [](void* self) -> std::int64_t {
                         static_cast<World*>(self)->meet();
                         return ++static_cast<World*>(self)->now;
                       }};
  firstlog_random random{sizeof random, 0, &world,
                         [](void* self, void* bytes, std::uint64_t size) -> firstlog_status {
                           static_cast<World*>(self)->meet();
                           std::memset(bytes, 7, size);
                           return FIRSTLOG_STATUS_OK;
                         }};
  firstlog_log log{sizeof log, 0, &world, [](void* self, std::int32_t, firstlog_text, firstlog_text) {
                     static_cast<World*>(self)->meet();
                   }};
  firstlog_engine_options options{};
  options.struct_size = sizeof options;
  options.clock = &clock;
  options.random = &random;
  options.log = &log;
  const Engine engine = open_team("memory:", &options);
  world.engine = engine.get();
  world.armed = true;
  std::vector<firstlog_outcome> outcomes;
  std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_ADD_NOTE, "ana", "bakery")};
  commands[0].personal = {"note", 4};
  FIRSTLOG_OK(submit(engine.get(), commands, outcomes, &error));
  EXPECT_GE(world.reentrant, 2) << "clock and random source";
  world.throws = true;
  FailedCall error;
  EXPECT_NE(submit(engine.get(), commands, outcomes, error), FIRSTLOG_STATUS_OK);
  EXPECT_EQ(outcomes[0].verdict, FIRSTLOG_VERDICT_UNDECIDED);
  const auto thrower = [](void*, const void*, std::uint64_t) -> std::int32_t { throw 1; };
  EXPECT_EQ(firstlog_journal_export(engine.get(), "acme", thrower, nullptr, error), FIRSTLOG_STATUS_INTERNAL);
  const auto row_thrower = [](void*, const firstlog_commit_row*) -> std::int32_t { throw 1; };
  EXPECT_EQ(firstlog_journal_read(engine.get(), "acme", 1, row_thrower, nullptr, error),
            FIRSTLOG_STATUS_INTERNAL);
  firstlog_feed* made = nullptr;
  FIRSTLOG_OK(firstlog_feed_create(engine.get(), "acme", "reader", &made, &error));
  const Feed feed(made);
  std::uint64_t taken = 0;
  const auto event_thrower = [](void*, const firstlog_event*) -> std::int32_t { throw 1; };
  EXPECT_EQ(firstlog_feed_run(feed.get(), 10, 0, event_thrower, nullptr, &taken, error),
            FIRSTLOG_STATUS_INTERNAL);
  EXPECT_EQ(taken, 0U);
  world.throws = world.armed = false;
  FIRSTLOG_OK(submit(engine.get(), commands, outcomes, &error));
  EXPECT_EQ(outcomes[0].verdict, FIRSTLOG_VERDICT_ACCEPTED);
}

TEST(CMisuse, OtherThreadsAreNotTakenForTheOneInTheCallback) {
  VtableStore store(std::move(*firstlog::open_memory_store()));
  const firstlog_store slots = store.slots();
  firstlog_engine* made = nullptr;
  FIRSTLOG_OK(firstlog_engine_create_on_store(&slots, nullptr, &made, &error));
  const Engine engine(made);
  give(engine.get(), team());
  firstlog_status seen = FIRSTLOG_STATUS_INTERNAL;
  store.trouble = {.slot = "append", .act = [&] {
                     std::thread([&] {
                       firstlog_head head{};
                       seen = firstlog_organisation_head(engine.get(), "acme", &head, nullptr);
                     }).join();
                   }};
  give(engine.get(), {command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery")});
  EXPECT_EQ(seen, FIRSTLOG_STATUS_OK);
}

// Every allocation of a sale, its statement and its leaderboard fails once: each call answers a status, and
// afterwards all is well.
TEST(CMemory, RunsOutAtAnyAllocation) {
  const std::vector<firstlog_command> commands = sale();
  std::vector<firstlog_outcome> outcomes(commands.size());
  const firstlog_command advance = command(FIRSTLOG_COMMAND_ADVANCE, "olga");
  int failures = 0;
  for (std::int64_t k = 0; k < 4'000; ++k) {
    const Engine engine = open_team();
    FailedCall error;
    outcomes[0] = firstlog_outcome_make();
    firstlog_document* document = nullptr;
    ArrowSchema schema{};
    ArrowArray array{};
    allocations_left = k;
    firstlog_status status = firstlog_engine_submit(engine.get(), "acme", commands.data(), commands.size(),
                                                    outcomes.data(), 0, error);
    if (status == FIRSTLOG_STATUS_OK)
      status = firstlog_statement_csv(engine.get(), "acme", "ana", "ana", nullptr, &document, error);
    firstlog_document_destroy(document);
    document = nullptr;
    if (status == FIRSTLOG_STATUS_OK)
      status = firstlog_pay_explain(engine.get(), "acme", "ana", "ana", 1, &document, error);
    firstlog_document_destroy(document);
    if (status == FIRSTLOG_STATUS_OK)
      status = firstlog_leaderboard_export(engine.get(), "acme", "ana", nullptr, &schema, &array, error);
    const bool reached = allocations_left.load() == 0;
    allocations_left = -1;
    if (schema.release != nullptr) schema.release(&schema);
    if (array.release != nullptr) array.release(&array);
    if (!reached) break;
    ++failures;
    ASSERT_TRUE(status == FIRSTLOG_STATUS_OUT_OF_MEMORY || status == FIRSTLOG_STATUS_OK)
        << firstlog_status_name(status) << " at allocation " << k << ": " << error.error.reason;
    firstlog_outcome again = firstlog_outcome_make();
    ASSERT_EQ(firstlog_engine_submit(engine.get(), "acme", &advance, 1, &again, 0, error), FIRSTLOG_STATUS_OK)
        << "after allocation " << k << ": " << error.error.reason;
  }
  EXPECT_GT(failures, 100);
}

TEST(CMemory, BatchesAllocateNothingForEachCommand) {
  const Engine engine = open_team();
  const auto count = [&](std::size_t commands_in_batch) {
    const std::vector<firstlog_command> commands(commands_in_batch,
                                                 command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery"));
    std::vector<firstlog_outcome> outcomes(commands_in_batch, firstlog_outcome_make());
    for (int warm = 0; warm < 8; ++warm)
      firstlog_engine_submit(engine.get(), "acme", commands.data(), commands.size(), outcomes.data(), 0,
                             nullptr);
    const std::int64_t before = allocations.load();
    EXPECT_EQ(firstlog_engine_submit(engine.get(), "acme", commands.data(), commands.size(), outcomes.data(),
                                     0, nullptr),
              FIRSTLOG_STATUS_OK);
    return allocations.load() - before;
  };
  const std::int64_t few = count(256);
  const std::int64_t many = count(2'048);
  // The journal's own buffers grow now and then; a single allocation for each command would be 1,792 more.
  EXPECT_LT(many - few, 64) << few << " allocations for 256 commands, " << many << " for 2048";
}

}  // namespace
