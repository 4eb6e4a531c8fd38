// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands, outcomes, queries, the feed and trust through C: the same answers as through C++.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "capi.hpp"
#include "convert.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/engine/engine.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace capi_test;
using Json = nlohmann::ordered_json;

struct StandingClock {
  std::int64_t now = 1'767'600'000'000'000;  // 2026-01-05T08:00:00Z
  firstlog_clock slots{sizeof(firstlog_clock), 0, this,
                       [](void* self) { return static_cast<StandingClock*>(self)->now; }};
};

TEST(CEngine, OutcomesAreThoseOfCpp) {
  StandingClock clock;
  firstlog_engine_options options{};
  options.struct_size = sizeof options;
  options.clock = &clock.slots;
  const Engine engine = open("memory:", &options);
  std::vector<firstlog_command> commands = team();
  for (const firstlog_command& one : sale()) commands.push_back(one);
  std::vector<firstlog_outcome> outcomes;
  FIRSTLOG_OK(submit(engine.get(), commands, outcomes, &error));

  firstlog::ManualClock same(firstlog::Instant::from_microseconds(clock.now));
  firstlog::Engine cpp = *firstlog::Engine::open("memory:", {.clock = &same});
  firstlog_c::CommandReader reader;
  ASSERT_TRUE(reader.begin(commands.data(), commands.size(), 64));
  const auto converted = reader.next();
  std::vector<firstlog::Outcome> expected(commands.size());
  ASSERT_TRUE(cpp.submit("acme", converted, expected));
  for (std::size_t i = 0; i < commands.size(); ++i) {
    firstlog_outcome one = firstlog_c::to_c(expected[i]);
    std::memcpy(one.commit_hash, outcomes[i].commit_hash, sizeof one.commit_hash);  // salted by a random id
    EXPECT_EQ(std::memcmp(&one, &outcomes[i], sizeof one), 0) << i << firstlog_rule_name(outcomes[i].rule);
    std::uint64_t size = 0;
    ASSERT_EQ(firstlog_outcome_describe(&outcomes[i], nullptr, 0, &size), FIRSTLOG_STATUS_OK);
    std::string text(size + 1, ' ');
    ASSERT_EQ(firstlog_outcome_describe(&outcomes[i], text.data(), text.size(), nullptr), FIRSTLOG_STATUS_OK);
    text.pop_back();
    EXPECT_EQ(text, describe(expected[i]));
  }
  EXPECT_EQ(outcomes[6].verdict, FIRSTLOG_VERDICT_CONTESTED);
  EXPECT_EQ(outcomes[6].rule, FIRSTLOG_RULE_FIRST_LOG_WINS) << firstlog_rule_name(outcomes[6].rule);
  EXPECT_EQ(outcomes[6].winner, outcomes[5].actor);
  EXPECT_EQ(outcomes[6].winning_position, outcomes[5].position);
}

// A structure whose every member says something gives every field that the core knows: a field added there
// fails here until it is in the C structure and in its conversion.
TEST(CEngine, EveryFieldOfTheCoreHasItsMember) {
  firstlog_command c = command(FIRSTLOG_COMMAND_ADVANCE, "a", "c");
  firstlog_text text = firstlog_text_of("t");
  firstlog_deal_line line{text, 1, gbp(1), gbp(1), gbp(1)};
  firstlog_credit_share credit{firstlog_key("r"), {1, 1}};
  firstlog_match_key match{1, {1}};
  firstlog_opening_balance balance{1, {}, gbp(1), 0};
  firstlog_reference rep = firstlog_key("r");
  c.rep = c.other = c.cover = c.importer = rep;
  c.amount = c.tax = gbp(1);
  c.due = c.occurred_at = 1;
  c.key = c.reason = c.niche = c.document = c.document_number = c.team = c.batch = text;
  c.personal = {"p", 1};
  c.sort_key[0] = 'A';
  c.place.country[0] = 'A';
  c.place.country[1] = 'T';
  c.period = {2026, 1};
  c.roles = 1;
  c.active = c.inbound = c.confirm = c.with_claim = c.scope = c.touch = c.disposition = 1;
  c.talk_seconds = c.deal = 1;
  c.refers_to = c.row = 1;
  c.signed_on = c.invoiced_on = c.paid_on = c.from = c.until = 1;
  c.lines = &line;
  c.credits = &credit;
  c.match_keys = &match;
  c.balances = &balance;
  c.reps = &rep;
  c.line_count = c.credit_count = c.match_key_count = c.balance_count = c.rep_count = 1;
  firstlog_c::CommandReader reader;
  ASSERT_TRUE(reader.begin(&c, 1, 1));
  const firstlog::Command whole = reader.next()[0];
  for (int i = 0; i < firstlog::field_count; ++i) {
    const auto field = static_cast<firstlog::Field>(i);
    if (name_of(field).empty()) continue;
    EXPECT_TRUE(whole.given.has(field)) << "no member of firstlog_command gives " << name_of(field);
  }

  const firstlog_command nothing = command(FIRSTLOG_COMMAND_ADVANCE, "a");
  ASSERT_TRUE(reader.begin(&nothing, 1, 1));
  EXPECT_TRUE(reader.next()[0].given.empty());
  EXPECT_TRUE(reader.begin(&nothing, 1, 1));
}

TEST(CEngine, ZeroIsGivenWhereTheMaskSaysSo) {
  const Engine engine = open_team();
  std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_CHANGE_ACTOR, "olga")};
  commands[0].rep = firstlog_key("ben");
  commands[0].given = FIRSTLOG_GIVEN(FIRSTLOG_FIELD_ACTIVE);
  give(engine.get(), commands);
  const Json ben = Json::parse(text_from([&](auto** to, auto* error) {
    return firstlog_actor_record(engine.get(), "acme", "ben", nullptr, to, error);
  }));
  EXPECT_EQ(ben["active"], false);
}

TEST(CEngine, DocumentsSayWhatCppSays) {
  const Engine engine = open_team();
  give(engine.get(), sale());
  const auto get = [&](auto call) {
    return Json::parse(text_from([&](auto** to, auto* error) { return call(to, error); }));
  };
  const Json contact = get([&](auto** to, auto* error) {
    return firstlog_contact_record(engine.get(), "acme", "bakery", to, error);
  });
  EXPECT_EQ(contact["state"], "verified_close");
  EXPECT_EQ(contact["claimant"], "ana");
  EXPECT_EQ(contact["assignee"], "ana");
  const Json claim = get([&](auto** to, auto* error) {
    return firstlog_claim_explain(engine.get(), "acme", "bakery", 0, to, error);
  });
  EXPECT_EQ(claim["winner"], "ana");
  ASSERT_EQ(claim["contenders"].size(), 2U);
  EXPECT_EQ(claim["contenders"][1]["rep"], "ben");
  EXPECT_EQ(claim["contenders"][1]["wins"], false);
  const Json statement = get([&](auto** to, auto* error) {
    return firstlog_statement_record(engine.get(), "acme", "ana", "ana", nullptr, to, error);
  });
  EXPECT_EQ(statement["totals"]["commission"], "270.00");
  EXPECT_EQ(statement["currency"], "GBP");
  ASSERT_EQ(statement["lines"].size(), 1U);
  EXPECT_EQ(statement["lines"][0]["contact"], "bakery");
  EXPECT_EQ(statement["lines"][0]["rate"], "0.15");
  const Json board = get([&](auto** to, auto* error) {
    return firstlog_leaderboard_record(engine.get(), "acme", "ben", nullptr, to, error);
  });
  EXPECT_EQ(board["rows"][0]["rep"], "ana");
  EXPECT_FALSE(board["rows"][0].contains("commission")) << "a rep sees nobody else's commission";
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_organisation_pipeline(engine.get(), "acme", to, error);
            })["states"][0]["state"],
            "new");
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_pending_record(engine.get(), "acme", "olga", to, error);
            })["closes"]
                .size(),
            0U);
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_contact_deals(engine.get(), "acme", "bakery", to, error);
            })["deals"][0]["status"],
            "verified");
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_actor_departure(engine.get(), "acme", "olga", "ana", to, error);
            })["owed"]["amount"],
            "270.00");
  for (auto call : {firstlog_contact_duplicates, firstlog_contact_suppression, firstlog_contact_assignment})
    EXPECT_TRUE(get([&](auto** to, auto* error) {
                  return call(engine.get(), "acme", "bakery", to, error);
                }).is_object());
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_organisation_split_ownership(engine.get(), "acme", "olga", to, error);
            })["contacts"]
                .size(),
            0U);
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_organisation_waiting_policies(engine.get(), "acme", "olga", to, error);
            })["policies"]
                .size(),
            0U);
  EXPECT_EQ(get([&](auto** to, auto* error) {
              return firstlog_organisation_imports(engine.get(), "acme", to, error);
            })["imports"]
                .size(),
            0U);
  const Json tried = get([&](auto** to, auto* error) {
    return firstlog_policy_preview(
        engine.get(), "acme", "olga",
        R"({"version":1,"plan":{"currency":"GBP","tiers":[{"from":"0","rate":"20%"}]}})", 0, to, error);
  });
  EXPECT_EQ(tried["difference"]["amount"], "90.00");
}

TEST(CEngine, QuestionsThatHaveNoAnswerSaySo) {
  const Engine engine = open_team();
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  auto* const none = reinterpret_cast<firstlog_document*>(8);
  firstlog_document* document = none;
  EXPECT_EQ(firstlog_contact_record(engine.get(), "acme", "nobody", &document, &error),
            FIRSTLOG_STATUS_NOT_FOUND);
  EXPECT_EQ(document, nullptr);
  EXPECT_STRNE(error.reason, "");
  EXPECT_EQ(firstlog_statement_record(engine.get(), "acme", "ana", "ben", nullptr, &document, &error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  EXPECT_EQ(firstlog_statement_record(engine.get(), "acme", "ana", "ana", "2026-13", &document, &error),
            FIRSTLOG_STATUS_OUT_OF_RANGE);
  EXPECT_STREQ(error.place, "period");
  EXPECT_EQ(firstlog_contact_record(engine.get(), "nowhere", "bakery", &document, &error),
            FIRSTLOG_STATUS_NOT_FOUND);
  firstlog_engine* other = nullptr;
  EXPECT_EQ(firstlog_engine_create("oracle:x", nullptr, &other, &error), FIRSTLOG_STATUS_INVALID_ARGUMENT);
  std::uint64_t size = 0;
  ASSERT_EQ(firstlog_error_describe(&error, nullptr, 0, &size), FIRSTLOG_STATUS_OK);
  EXPECT_GT(size, 10U);
}

TEST(CEngine, JsonCommandsAreTheSameCommands) {
  const Engine engine = open();
  const std::string founded = text_from([&](auto** to, auto* error) {
    return firstlog_engine_submit_json(
        engine.get(), "acme",
        R"([{"kind":"found_organisation","actor":"olga","key":"acme","document":"{\"version\":1,\"plan\":{\"currency\":\"GBP\"},\"interest_needs_connect\":\"off\"}"},
            {"kind":"register_actor","actor":"olga","key":"ana","roles":["rep"]},
            {"kind":"register_contact","actor":"olga","key":"bakery","name":"Bäckerei","country":"AT","postcode":"1010","rep":"ana","personal":"the shop at the corner"},
            {"kind":"log_interest","actor":"ana","contact":"bakery","idempotency":{"producer":"app","sequence":1}},
            {"kind":"log_close","actor":"ana","contact":"bakery","amount":{"amount":"100.00","currency":"GBP"},"lines":[{"product":"flour","quantity":2,"net":"100.00 GBP"}]},
            {"kind":"approve","actor":"olga","contact":"bakery","amount":"100.00 GBP","credits":[{"rep":"ana","share":"1"}]}])",
        FIRSTLOG_WAIT_DEFAULT, to, error);
  });
  const Json outcomes = Json::parse(founded);
  ASSERT_EQ(outcomes.size(), 6U);
  for (const Json& outcome : outcomes) EXPECT_EQ(outcome["verdict"], "accepted") << outcome.dump();
  EXPECT_EQ(outcomes[3]["rule"], "claim_established");
  EXPECT_EQ(outcomes[3]["winner"], "ana");
  EXPECT_EQ(outcomes[3]["receipt"].get<std::string>().substr(0, 18), "firstlog-receipt 1");

  const struct {
    const char* commands;
    const char* place;
  } faults[] = {
      {R"([{"kind":"log_interest","actor":"ana","contact":"bakery"},{"kind":"log_close","actor":"ana","contact":"bakery","amount":100}])",
       "commands[1].amount"},
      {R"({"kind":"log_interst","actor":"ana"})", "commands.kind"},
      {R"({"actor":"ana"})", "commands"},
      {R"({"kind":"log_interest","actor":"ana","contct":"bakery"})", "commands.contct"},
      {R"({"kind":"schedule_callback","actor":"ana","contact":"bakery","due":"tomorrow"})", "commands.due"},
      {R"({"kind":"register_actor","actor":"olga","key":"eve","roles":["rep","boss"]})", "commands.roles[1]"},
      {R"({"kind":"log_activity","actor":"ana","contact":"bakery","match_keys":[{"kind":"phone","hash":"12"}]})",
       "commands.match_keys[0].hash"},
      {"[", "commands, line 1, column 2"},
  };
  firstlog_head before{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &before, &error));
  for (const auto& fault : faults) {
    firstlog_error error = FIRSTLOG_ERROR_INIT;
    firstlog_document* document = nullptr;
    EXPECT_EQ(firstlog_engine_submit_json(engine.get(), "acme", fault.commands, 0, &document, &error),
              FIRSTLOG_STATUS_MALFORMED);
    EXPECT_STREQ(error.place, fault.place);
    EXPECT_EQ(document, nullptr);
  }
  firstlog_head after{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &after, &error));
  EXPECT_EQ(before.last_position, after.last_position) << "nothing of a malformed batch is submitted";
}

TEST(CEngine, PreviewWritesNothing) {
  const Engine engine = open_team();
  firstlog_head before{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &before, &error));
  const std::vector<firstlog_command> commands = sale();
  std::vector<firstlog_outcome> outcomes(commands.size(), firstlog_outcome_make());
  firstlog_events* made = nullptr;
  FIRSTLOG_OK(firstlog_engine_preview(engine.get(), "acme", commands.data(), commands.size(), outcomes.data(),
                                      &made, &error));
  const Events events(made);
  EXPECT_GE(firstlog_events_count(events.get()), 4U);
  EXPECT_NE(outcomes[0].notices & FIRSTLOG_NOTICE_PROVISIONAL, 0);
  char buffer[200];
  EXPECT_EQ(firstlog_outcome_receipt("acme", &outcomes[0], buffer, sizeof buffer, nullptr, nullptr),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  firstlog_head after{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &after, &error));
  EXPECT_EQ(before.last_position, after.last_position);
}

TEST(CFeed, PollsInOrderAndComesAgainUntilAcknowledged) {
  const Engine engine = open_team();
  give(engine.get(), sale());
  firstlog_head head{};
  FIRSTLOG_OK(firstlog_organisation_head(engine.get(), "acme", &head, &error));
  std::uint64_t seen = 0;
  {
    firstlog_feed* made = nullptr;
    FIRSTLOG_OK(firstlog_feed_create(engine.get(), "acme", "warehouse", &made, &error));
    const Feed feed(made);
    while (true) {
      firstlog_events* polled = nullptr;
      FIRSTLOG_OK(firstlog_feed_poll(feed.get(), 3, 0, &polled, &error));
      const Events events(polled);
      if (firstlog_events_count(events.get()) == 0) break;
      for (std::uint64_t i = 0; i < firstlog_events_count(events.get()); ++i) {
        firstlog_event event{};
        event.struct_size = sizeof event;
        FIRSTLOG_OK(firstlog_events_get(events.get(), i, &event, &error));
        EXPECT_EQ(event.position, ++seen);
        EXPECT_STRNE(firstlog_event_name(event.kind), "");
      }
      if (seen <= 6) {
        FIRSTLOG_OK(firstlog_feed_acknowledge(feed.get(), seen, &error));
      }
    }
    EXPECT_EQ(seen, head.last_position);
    EXPECT_EQ(firstlog_feed_acknowledge(feed.get(), seen + 1, nullptr), FIRSTLOG_STATUS_INVALID_ARGUMENT);
  }
  firstlog_feed* made = nullptr;
  FIRSTLOG_OK(firstlog_feed_create(engine.get(), "acme", "warehouse", &made, &error));
  const Feed feed(made);
  struct Taker {
    std::vector<std::uint64_t> positions;
    std::uint64_t stop_at = 0;
    firstlog_engine* engine = nullptr;
    firstlog_feed* feed = nullptr;
  } taker{{}, 9, engine.get(), feed.get()};
  const auto take = [](void* self, const firstlog_event* event) -> std::int32_t {
    auto& to = *static_cast<Taker*>(self);
    if (event->position == to.stop_at) return 1;
    to.positions.push_back(event->position);
    // The engine may be called from here, the feed may not.
    firstlog_head inside{};
    EXPECT_EQ(firstlog_organisation_head(to.engine, "acme", &inside, nullptr), FIRSTLOG_STATUS_OK);
    EXPECT_EQ(firstlog_feed_acknowledge(to.feed, 1, nullptr), FIRSTLOG_STATUS_REENTRANT);
    return 0;
  };
  std::uint64_t taken = 0;
  EXPECT_EQ(firstlog_feed_run(feed.get(), 2, 0, take, &taker, &taken, nullptr), FIRSTLOG_STATUS_CANCELLED);
  EXPECT_EQ(taken, 2U);
  EXPECT_EQ(taker.positions, (std::vector<std::uint64_t>{7, 8}));
  taker.stop_at = 0;
  FIRSTLOG_OK(firstlog_feed_run(feed.get(), 2, 0, take, &taker, &taken, &error));
  ASSERT_EQ(taker.positions.size(), head.last_position - 6);
  EXPECT_EQ(taker.positions[2], 9U) << "what stopped the callback comes again";
}

TEST(CTrust, JournalsVerifyLeaveAndComeBack) {
  const firstlog_test::Folder folder(true);
  const std::string uri = "sqlite:" + folder.file("team.db");
  const Engine engine = open_team(uri.c_str());
  std::vector<firstlog_outcome> outcomes;
  ASSERT_EQ(submit(engine.get(), sale(), outcomes), FIRSTLOG_STATUS_OK);
  char receipt[400];
  FIRSTLOG_OK(firstlog_outcome_receipt("acme", &outcomes[0], receipt, sizeof receipt, nullptr, &error));
  std::uint8_t seed[32] = {1, 2, 3};
  char checkpoint[400];
  FIRSTLOG_OK(
      firstlog_checkpoint_sign(engine.get(), "acme", seed, checkpoint, sizeof checkpoint, nullptr, &error));
  firstlog_evidence evidence{};
  evidence.struct_size = sizeof evidence;
  evidence.receipts = firstlog_text_of(receipt);
  evidence.checkpoints = firstlog_text_of(checkpoint);
  FIRSTLOG_OK(firstlog_checkpoint_key(seed, evidence.checkpoint_key, &error));
  firstlog_verification verification{};
  verification.struct_size = sizeof verification;
  FIRSTLOG_OK(firstlog_journal_verify(engine.get(), "acme", &evidence, &verification, &error));
  EXPECT_EQ(verification.ok, 1);
  EXPECT_EQ(verification.vouched_until, verification.head.last_position);
  evidence.checkpoint_key[0] ^= 1;
  EXPECT_EQ(firstlog_journal_verify(engine.get(), "acme", &evidence, &verification, nullptr),
            FIRSTLOG_STATUS_CORRUPT);
  evidence.checkpoint_key[0] ^= 1;
  evidence.receipts = firstlog_text_of("\nfirstlog-receipt nonsense");
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  EXPECT_EQ(firstlog_journal_verify(engine.get(), "acme", &evidence, &verification, &error),
            FIRSTLOG_STATUS_MALFORMED);
  EXPECT_EQ(std::string(error.place).substr(0, 16), "receipts, line 2");

  std::string lines;
  const auto collect = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
    static_cast<std::string*>(self)->append(static_cast<const char*>(data), size);
    return 0;
  };
  std::string proof;
  const std::uint64_t last = verification.head.last_position;
  FIRSTLOG_OK(firstlog_outcome_receipt("acme", &outcomes[3], receipt, sizeof receipt, nullptr, &error));
  FIRSTLOG_OK(firstlog_proof_export(engine.get(), "acme", last, collect, &proof, &error));
  firstlog_events* made = nullptr;
  FIRSTLOG_OK(firstlog_proof_verify({proof.data(), proof.size()}, receipt, &made, &error));
  const Events proved(made);
  ASSERT_EQ(firstlog_events_count(proved.get()), 1U);
  firstlog_event event{};
  event.struct_size = sizeof event;
  FIRSTLOG_OK(firstlog_events_get(proved.get(), 0, &event, &error));
  EXPECT_EQ(event.position, last);
  EXPECT_EQ(event.kind, FIRSTLOG_EVENT_CLOSE_APPROVED);
  for (std::size_t i = 0; i < proof.size(); i += 7) {  // whatever is altered is noticed, or changes nothing
    std::string altered = proof;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    made = nullptr;
    if (firstlog_proof_verify({altered.data(), altered.size()}, receipt, &made, nullptr) ==
        FIRSTLOG_STATUS_OK) {
      const Events same(made);
      firstlog_event again{};
      again.struct_size = sizeof again;
      FIRSTLOG_OK(firstlog_events_get(same.get(), 0, &again, &error));
      EXPECT_EQ(again.amount.minor_units, event.amount.minor_units) << i;
      EXPECT_EQ(again.position, event.position) << i;
    } else {
      EXPECT_EQ(made, nullptr);
    }
  }
  EXPECT_EQ(firstlog_proof_verify({proof.data(), proof.size()}, "no receipt", &made, nullptr),
            FIRSTLOG_STATUS_MALFORMED);
  EXPECT_EQ(firstlog_proof_export(engine.get(), "acme", last + 1, collect, &proof, nullptr),
            FIRSTLOG_STATUS_NOT_FOUND);

  FIRSTLOG_OK(firstlog_journal_export(engine.get(), "acme", collect, &lines, &error));
  const std::string copy = "sqlite:" + folder.file("copy.db");
  firstlog_head head{};
  FIRSTLOG_OK(firstlog_journal_import(copy.c_str(), "acme", {lines.data(), lines.size()}, &head, &error));
  EXPECT_EQ(head.last_position, verification.head.last_position);
  const Engine restored = open(copy.c_str());
  EXPECT_EQ(text_from([&](auto** to, auto* e) {
              return firstlog_statement_record(restored.get(), "acme", "ana", "ana", nullptr, to, e);
            }),
            text_from([&](auto** to, auto* e) {
              return firstlog_statement_record(engine.get(), "acme", "ana", "ana", nullptr, to, e);
            }));
  const auto stop = [](void*, const void*, std::uint64_t) -> std::int32_t { return 1; };
  EXPECT_EQ(firstlog_journal_export(engine.get(), "acme", stop, nullptr, nullptr), FIRSTLOG_STATUS_CANCELLED);

  const std::string file = text_from([&](auto** to, auto* e) {
    return firstlog_claim_export(engine.get(), "acme", "bakery", 0, nullptr, to, e);
  });
  const auto check = [](const std::string& text) {
    return Json::parse(text_from(
        [&](auto** to, auto* e) { return firstlog_claim_verify({text.data(), text.size()}, to, e); }));
  };
  EXPECT_EQ(check(file)["winner"], "ana");
  std::string altered = file;
  altered[altered.find("\"ana\"") + 1] = 'e';
  EXPECT_EQ(check(altered)["ok"], false);
}

TEST(CPersonal, IsReadAndErased) {
  const Engine engine = open_team();
  std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_ADD_NOTE, "ana", "bakery")};
  commands[0].personal = {"asked for a call after Easter", 29};
  give(engine.get(), commands);
  firstlog_events* made = nullptr;
  FIRSTLOG_OK(firstlog_contact_history(engine.get(), "acme", "bakery", &made, &error));
  const Events events(made);
  firstlog_event note{};
  note.struct_size = sizeof note;
  FIRSTLOG_OK(firstlog_events_get(events.get(), firstlog_events_count(events.get()) - 1, &note, &error));
  ASSERT_EQ(note.kind, FIRSTLOG_EVENT_NOTE_ADDED);
  std::string text;
  const auto collect = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
    static_cast<std::string*>(self)->append(static_cast<const char*>(data), size);
    return 0;
  };
  FIRSTLOG_OK(firstlog_personal_read(engine.get(), "acme", "olga", note.digest, collect, &text, &error));
  EXPECT_EQ(text, "asked for a call after Easter");
  EXPECT_EQ(firstlog_personal_erase(engine.get(), "acme", "ana", note.digest, nullptr),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  FIRSTLOG_OK(firstlog_personal_erase(engine.get(), "acme", "olga", note.digest, &error));
  EXPECT_EQ(firstlog_personal_read(engine.get(), "acme", "olga", note.digest, collect, &text, nullptr),
            FIRSTLOG_STATUS_NOT_FOUND);
}

}  // namespace
