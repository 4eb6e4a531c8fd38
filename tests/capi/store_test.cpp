// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Stores behind the C vtable: they keep the contract of the C++ ones, and whatever a slot does wrong becomes
// a status; nothing that was acknowledged is lost by it.
#include <gtest/gtest.h>

#include <stdexcept>

#include "firstlog/store/conformance.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "support/sqlite_place.hpp"
#include "vtable_store.hpp"

namespace {

using namespace capi_test;

// ---- conformance ----------------------------------------------------------------------------------

struct SqlitePlace {
  firstlog_test::Folder folder;
  std::vector<std::unique_ptr<VtableStore>> opened;
};

firstlog_status open_place(void* self, firstlog_store* store, firstlog_error*) {
  auto& place = *static_cast<SqlitePlace*>(self);
  auto made = firstlog::open_sqlite_store(place.folder.file("team.db"));
  if (!made) return static_cast<firstlog_status>(made.status());
  place.opened.push_back(std::make_unique<VtableStore>(std::move(*made)));
  *store = place.opened.back()->slots();
  // Closed with its store, as a host's would be.
  store->destroy = [](void* of) { *static_cast<VtableStore*>(of) = VtableStore(nullptr); };
  return FIRSTLOG_STATUS_OK;
}

firstlog_status make_sqlite_place(void*, firstlog_conformance_place* place, firstlog_error*) {
  place->keeps = 1;
  place->self = new SqlitePlace();
  place->open = open_place;
  place->destroy = [](void* self) { delete static_cast<SqlitePlace*>(self); };
  return FIRSTLOG_STATUS_OK;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const firstlog::ConformanceCase& one : firstlog::conformance_cases()) names.emplace_back(one.name);
  return names;
}

class CConformance : public testing::TestWithParam<std::string> {};

// The same cases as in C++, through the C library and its vtable, over SQLite.
TEST_P(CConformance, SqliteBehindTheVtable) {
  firstlog_conformance_target target{};
  target.struct_size = sizeof target;
  target.make_place = make_sqlite_place;
  struct Seen {
    std::string failures;
    std::string skipped;
    int reports = 0;
  } seen;
  const auto report = [](void* self, firstlog_text, firstlog_text, firstlog_text failures,
                         firstlog_text skipped) {
    auto& to = *static_cast<Seen*>(self);
    to.failures.assign(failures.data, failures.size);
    to.skipped.assign(skipped.data, skipped.size);
    ++to.reports;
  };
  std::uint64_t failed = 0;
  FIRSTLOG_OK(firstlog_conformance_run(&target, GetParam().c_str(), report, &seen, &failed, &error));
  EXPECT_EQ(seen.reports, 1);
  EXPECT_EQ(seen.failures, "");
  EXPECT_EQ(failed, 0U);
  if (!seen.skipped.empty()) GTEST_SKIP() << seen.skipped;
}
INSTANTIATE_TEST_SUITE_P(Store, CConformance, testing::ValuesIn(case_names()),
                         [](const auto& one) { return one.param; });

// A store that loses a row is found out by the suite.
TEST(CConformanceSuite, FindsABrokenStore) {
  struct Broken {
    VtableStore store{*firstlog::open_memory_store()};
  };
  firstlog_conformance_target target{};
  target.struct_size = sizeof target;
  target.make_place = [](void*, firstlog_conformance_place* place, firstlog_error*) {
    auto* broken = new Broken();
    broken->store.trouble.slot = "read";
    broken->store.trouble.nothing = true;
    place->self = broken;
    place->open = [](void* self, firstlog_store* store, firstlog_error*) -> firstlog_status {
      *store = static_cast<Broken*>(self)->store.slots();
      return FIRSTLOG_STATUS_OK;
    };
    place->destroy = [](void* self) { delete static_cast<Broken*>(self); };
    return firstlog_status{FIRSTLOG_STATUS_OK};
  };
  std::uint64_t failed = 0;
  const auto ignore = [](void*, firstlog_text, firstlog_text, firstlog_text, firstlog_text) {};
  FIRSTLOG_OK(
      firstlog_conformance_run(&target, "read_from_inside_a_commit", ignore, nullptr, &failed, &error));
  EXPECT_EQ(failed, 1U);
  EXPECT_EQ(firstlog_conformance_run(&target, "no such case", ignore, nullptr, nullptr, nullptr),
            FIRSTLOG_STATUS_NOT_FOUND);
}

// ---- what slots do wrong --------------------------------------------------------------------------

class CStore : public testing::Test {
 protected:
  CStore() : store_(std::move(*firstlog::open_memory_store())) {
    const firstlog_store slots = store_.slots();
    firstlog_engine* engine = nullptr;
    firstlog_error error = FIRSTLOG_ERROR_INIT;
    EXPECT_EQ(firstlog_engine_create_on_store(&slots, nullptr, &engine, &error), FIRSTLOG_STATUS_OK)
        << told(error);
    engine_.reset(engine);
    give(engine_.get(), team());
  }

  // One command while the trouble lasts, and one afterwards, which must go well.
  firstlog_status meet(Trouble trouble, bool closes = false) {
    store_.trouble = std::move(trouble);
    std::vector<firstlog_outcome> outcomes;
    const std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery")};
    const firstlog_status status = submit(engine_.get(), commands, outcomes, error_);
    if (status != FIRSTLOG_STATUS_OK) {
      EXPECT_EQ(outcomes[0].verdict, FIRSTLOG_VERDICT_UNDECIDED);
    }
    store_.trouble = {};
    if (closes) {
      EXPECT_EQ(firstlog_organisation_close(engine_.get(), "acme", nullptr), FIRSTLOG_STATUS_OK);
    }
    give(engine_.get(), commands);
    firstlog_verification verification{};
    verification.struct_size = sizeof verification;
    EXPECT_EQ(firstlog_journal_verify(engine_.get(), "acme", nullptr, &verification, nullptr),
              FIRSTLOG_STATUS_OK);
    EXPECT_EQ(verification.ok, 1) << verification.reason;
    return status;
  }

  VtableStore store_;
  Engine engine_;
  FailedCall error_;
};

TEST_F(CStore, IsDestroyedWithTheLastThingMadeFromIt) {
  firstlog_feed* made = nullptr;
  FIRSTLOG_OK(firstlog_feed_create(engine_.get(), "acme", "warehouse", &made, &error));
  Feed feed(made);
  engine_.reset();
  EXPECT_EQ(store_.destroyed, 0);
  firstlog_events* polled = nullptr;
  FIRSTLOG_OK(firstlog_feed_poll(feed.get(), 100, 0, &polled, &error));
  EXPECT_GE(firstlog_events_count(polled), 5U);
  firstlog_events_destroy(polled);
  feed.reset();
  EXPECT_EQ(store_.destroyed, 1);
  EXPECT_EQ(store_.sessions, 0);
}

TEST_F(CStore, SlotsThatFailAreReportedAsTheySay) {
  for (const firstlog_status status : {FIRSTLOG_STATUS_IO_FAILED, FIRSTLOG_STATUS_STORE_FULL,
                                       FIRSTLOG_STATUS_READ_ONLY, FIRSTLOG_STATUS_CLOSED}) {
    EXPECT_EQ(meet({.slot = "acquire", .status = status, .skip = true}), status);
    EXPECT_EQ(meet({.slot = "append", .status = status, .skip = true}), status);
  }
  EXPECT_EQ(error_.error.reason[0] != 0, true);
  // No status at all: nothing was written where the right was not given; where it was, the engine looks.
  EXPECT_EQ(meet({.slot = "acquire", .status = 4'711, .skip = true}), FIRSTLOG_STATUS_INTERNAL);
  EXPECT_EQ(meet({.slot = "acquire", .status = -1, .skip = true}), FIRSTLOG_STATUS_INTERNAL);
}

TEST_F(CStore, AnAppendThatCannotTellIsLookedAfter) {
  // It was written, and the answer says nonsense: the commit is found and the outcome stands.
  EXPECT_EQ(meet({.slot = "append", .status = 4'711}), FIRSTLOG_STATUS_OK);
  EXPECT_EQ(meet({.slot = "append", .status = FIRSTLOG_STATUS_COMMIT_UNKNOWN}), FIRSTLOG_STATUS_OK);
  // It was not written.
  const firstlog_status status = meet({.slot = "append", .status = 4'711, .skip = true});
  EXPECT_TRUE(status == FIRSTLOG_STATUS_IO_FAILED || status == FIRSTLOG_STATUS_COMMIT_UNKNOWN) << status;
}

TEST_F(CStore, WhatSlotsThrowStaysInside) {
  const auto thrower = [] { throw std::runtime_error("a slot threw"); };
  for (const char* slot : {"acquire", "append", "release", "head", "read", "destroy", "open_session"}) {
    SCOPED_TRACE(slot);
    const firstlog_status status = meet({.slot = slot, .act = thrower});
    if (slot == std::string("acquire")) {
      EXPECT_EQ(status, FIRSTLOG_STATUS_INTERNAL);
    }
  }
  meet({.slot = "append", .act = [] { throw 42; }});
  store_.trouble = {.slot = "open_session", .act = thrower};
  firstlog_feed* feed = nullptr;
  EXPECT_EQ(firstlog_feed_create(engine_.get(), "acme", "thrown at", &feed, error_),
            FIRSTLOG_STATUS_INTERNAL);
  EXPECT_EQ(feed, nullptr);
  store_.trouble = {};
  FIRSTLOG_OK(firstlog_feed_create(engine_.get(), "acme", "thrown at", &feed, &error));
  const Feed owned(feed);
  for (const char* slot : {"read", "put_chunk", "wait_for_news"}) {
    SCOPED_TRACE(slot);
    store_.trouble = {.slot = slot, .act = thrower};
    firstlog_events* events = nullptr;
    firstlog_feed_poll(owned.get(), 100, 1'000, &events, error_);
    firstlog_feed_acknowledge(owned.get(), 1, error_);
    firstlog_events_destroy(events);
  }
  for (const char* slot : {"get_chunk", "vault_get", "vault_erase", "erase_chunk"}) {
    SCOPED_TRACE(slot);
    store_.trouble = {.slot = slot, .act = thrower};
    const std::uint8_t digest[32] = {1};
    const auto sink = [](void*, const void*, std::uint64_t) -> std::int32_t { return 0; };
    EXPECT_NE(firstlog_personal_read(engine_.get(), "acme", "olga", digest, sink, nullptr, error_), 0);
    const firstlog_status erased = firstlog_personal_erase(engine_.get(), "acme", "olga", digest, error_);
    EXPECT_EQ(erased, slot == std::string("vault_erase") ? FIRSTLOG_STATUS_INTERNAL : FIRSTLOG_STATUS_OK);
    firstlog_feed* again = nullptr;
    firstlog_feed_create(engine_.get(), "acme", "thrown at", &again, error_);
    firstlog_feed_destroy(again);
  }
  store_.trouble = {};
  EXPECT_EQ(meet({}), FIRSTLOG_STATUS_OK);
}

TEST_F(CStore, LiesAreFoundOut) {
  firstlog_head lie{};
  lie.commit_number = 3;  // with no position: it contradicts itself
  EXPECT_EQ(meet({.slot = "acquire", .head = &lie}), FIRSTLOG_STATUS_CORRUPT);
  firstlog_head truth{};
  FIRSTLOG_OK(firstlog_organisation_head(engine_.get(), "acme", &truth, &error));
  lie = truth;
  lie.hash[0] ^= 1;
  EXPECT_EQ(meet({.slot = "acquire", .head = &lie}, true), FIRSTLOG_STATUS_CORRUPT);
  FIRSTLOG_OK(firstlog_organisation_head(engine_.get(), "acme", &truth, &error));
  lie = truth;
  lie.commit_number += 5;  // commits that nobody can read
  lie.last_position += 9;
  EXPECT_EQ(meet({.slot = "acquire", .head = &lie}, true), FIRSTLOG_STATUS_CORRUPT);
}

TEST_F(CStore, RowsThatAreNoneAreRefused) {
  give(engine_.get(), {command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery")});  // a second row
  for (const Trouble& trouble :
       {Trouble{.slot = "read", .twice = true}, Trouble{.slot = "read", .shorten = true},
        Trouble{.slot = "read", .nothing = true}}) {
    FIRSTLOG_OK(firstlog_organisation_close(engine_.get(), "acme", &error));
    store_.trouble = trouble;
    firstlog_document* document = nullptr;
    const firstlog_status status =
        firstlog_contact_record(engine_.get(), "acme", "bakery", &document, error_);
    EXPECT_EQ(status, trouble.nothing ? FIRSTLOG_STATUS_NOT_FOUND : FIRSTLOG_STATUS_CORRUPT);
    std::vector<firstlog_outcome> outcomes;
    EXPECT_EQ(submit(engine_.get(), sale(), outcomes, error_), FIRSTLOG_STATUS_CORRUPT)
        << "nothing is written behind what cannot be read";
    store_.trouble = {};
    FIRSTLOG_OK(firstlog_organisation_close(engine_.get(), "acme", &error));
    EXPECT_NE(text_from([&](auto** to, auto* error) {
                return firstlog_contact_record(engine_.get(), "acme", "bakery", to, error);
              }),
              "");
  }
}

TEST_F(CStore, ContentIsGivenWholeAndOnce) {
  std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_ADD_NOTE, "ana", "bakery")};
  commands[0].personal = {"a note", 6};
  give(engine_.get(), commands);
  firstlog_events* made = nullptr;
  FIRSTLOG_OK(firstlog_contact_history(engine_.get(), "acme", "bakery", &made, &error));
  const Events events(made);
  firstlog_event note{};
  note.struct_size = sizeof note;
  FIRSTLOG_OK(firstlog_events_get(events.get(), firstlog_events_count(events.get()) - 1, &note, &error));
  std::string text;
  const auto sink = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
    static_cast<std::string*>(self)->assign(static_cast<const char*>(data), size);
    return 0;
  };
  for (const Trouble& trouble :
       {Trouble{.slot = "vault_get", .twice = true}, Trouble{.slot = "vault_get", .nothing = true},
        Trouble{.slot = "vault_get", .shorten = true}}) {
    store_.trouble = trouble;
    EXPECT_EQ(firstlog_personal_read(engine_.get(), "acme", "olga", note.digest, sink, &text, error_),
              FIRSTLOG_STATUS_CORRUPT);
    EXPECT_EQ(text, "");
  }
  store_.trouble = {};
  FIRSTLOG_OK(firstlog_personal_read(engine_.get(), "acme", "olga", note.digest, sink, &text, &error));
  EXPECT_EQ(text, "a note");
}

TEST_F(CStore, CallsBackIntoTheEngineAreRefused) {
  firstlog_engine* engine = engine_.get();
  int refused = 0;
  const auto call_back = [&, engine] {
    std::vector<firstlog_outcome> outcomes;
    if (submit(engine, {command(FIRSTLOG_COMMAND_ADVANCE, "olga")}, outcomes) == FIRSTLOG_STATUS_REENTRANT)
      ++refused;
    firstlog_head head{};
    if (firstlog_organisation_head(engine, "acme", &head, nullptr) == FIRSTLOG_STATUS_REENTRANT) ++refused;
    // Of another organisation just the same: it could wait for this one.
    if (firstlog_organisation_refresh(engine, "other", nullptr) == FIRSTLOG_STATUS_REENTRANT) ++refused;
  };
  for (const char* slot : {"acquire", "append"}) {
    refused = 0;
    EXPECT_EQ(meet({.slot = slot, .act = call_back}), FIRSTLOG_STATUS_OK);
    EXPECT_EQ(refused, 3) << slot;
  }
  refused = 0;
  FIRSTLOG_OK(firstlog_organisation_close(engine, "acme", &error));
  store_.trouble = {.slot = "read", .act = call_back};
  std::vector<firstlog_outcome> outcomes;
  EXPECT_EQ(submit(engine, sale(), outcomes), FIRSTLOG_STATUS_OK);
  EXPECT_GE(refused, 3);
}

TEST(CStoreContract, IncompleteStoresAreRefused) {
  VtableStore store(std::move(*firstlog::open_memory_store()));
  firstlog_engine* engine = nullptr;
  FailedCall error;
  firstlog_store slots = store.slots();
  slots.open_session = nullptr;
  EXPECT_EQ(firstlog_engine_create_on_store(&slots, nullptr, &engine, error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  slots = store.slots();
  slots.abi_version = 99;
  EXPECT_EQ(firstlog_engine_create_on_store(&slots, nullptr, &engine, error), FIRSTLOG_STATUS_UNSUPPORTED);
  slots = store.slots();
  slots.struct_size = 8;
  EXPECT_EQ(firstlog_engine_create_on_store(&slots, nullptr, &engine, error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  slots = store.slots();
  slots.name = {nullptr, 0};
  EXPECT_EQ(firstlog_engine_create_on_store(&slots, nullptr, &engine, error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(firstlog_engine_create_on_store(nullptr, nullptr, &engine, error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(store.destroyed, 0) << "what was refused is the caller's still";

  // A session without a slot that must be there.
  slots = store.slots();
  slots.open_session = [](void* self, firstlog_session* session, firstlog_error*) -> firstlog_status {
    *session = VtableStore::wrap(nullptr, nullptr);
    session->append = nullptr;
    (void)self;
    return FIRSTLOG_STATUS_OK;
  };
  ASSERT_EQ(firstlog_engine_create_on_store(&slots, nullptr, &engine, error), FIRSTLOG_STATUS_OK);
  const Engine owned(engine);
  std::vector<firstlog_outcome> outcomes;
  EXPECT_EQ(submit(engine, team(), outcomes, error), FIRSTLOG_STATUS_INVALID_ARGUMENT);
}

TEST(CStoreContract, JournalsAreCopiedIntoOne) {
  const Engine source = open_team();
  give(source.get(), sale());
  std::string lines;
  const auto collect = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
    static_cast<std::string*>(self)->append(static_cast<const char*>(data), size);
    return 0;
  };
  FIRSTLOG_OK(firstlog_journal_export(source.get(), "acme", collect, &lines, &error));
  VtableStore store(std::move(*firstlog::open_memory_store()));
  const firstlog_store slots = store.slots();
  firstlog_head head{};
  FIRSTLOG_OK(firstlog_journal_import_to_store(&slots, "acme", {lines.data(), lines.size()}, &head, &error));
  EXPECT_EQ(store.destroyed, 0);
  firstlog_engine* engine = nullptr;
  FIRSTLOG_OK(firstlog_engine_create_on_store(&slots, nullptr, &engine, &error));
  const Engine target(engine);
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_statement_record(target.get(), "acme", "ana", "ana", nullptr, to, error);
            }),
            text_from([&](auto** to, auto* error) {
              return firstlog_statement_record(source.get(), "acme", "ana", "ana", nullptr, to, error);
            }));
  std::uint64_t rows = 0;
  const auto count = [](void* self, const firstlog_commit_row* row) -> std::int32_t {
    *static_cast<std::uint64_t*>(self) = row->head.commit_number;
    return 0;
  };
  FIRSTLOG_OK(firstlog_journal_read(target.get(), "acme", 1, count, &rows, &error));
  EXPECT_EQ(rows, head.commit_number);
}

}  // namespace
