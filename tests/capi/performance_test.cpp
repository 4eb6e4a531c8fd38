// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Statements, pay, disputes, quotas and policies through C: the same documents as through C++.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "capi.hpp"
#include "convert.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/views/pay.hpp"

namespace {

using namespace capi_test;
using Json = nlohmann::ordered_json;

// The sale through C and the same commands through C++, on clocks that agree.
class CPay : public testing::Test {
 protected:
  void SetUp() override {
    firstlog_engine_options options{};
    options.struct_size = sizeof options;
    options.manual_clock_microseconds = now;
    engine_ = open("memory:", &options);
    std::vector<firstlog_command> commands = team();
    for (const firstlog_command& one : sale()) commands.push_back(one);
    firstlog_command dispute = command(FIRSTLOG_COMMAND_OPEN_DISPUTE, "ana");
    dispute.rep = firstlog_key("ana");
    dispute.refers_to = 11;
    dispute.document_number = firstlog_text_of("D-1");
    dispute.reason = firstlog_text_of("too_little");
    commands.push_back(dispute);
    give(engine_.get(), commands);
    firstlog_c::CommandReader reader;
    ASSERT_TRUE(reader.begin(commands.data(), commands.size(), 64));
    std::vector<firstlog::Outcome> outcomes(commands.size());
    ASSERT_TRUE(cpp_.submit("acme", reader.next(), outcomes));
  }
  template <class Call>
  static Json json(Call call) {
    return Json::parse(text_from(call));
  }

  static constexpr std::int64_t now = 1'767'600'000'000'000;  // 2026-01-05T08:00:00Z
  Engine engine_;
  firstlog::ManualClock clock_{firstlog::Instant::from_microseconds(now)};
  firstlog::Engine cpp_ = *firstlog::Engine::open("memory:", {.clock = &clock_});
};

TEST_F(CPay, DocumentsAreThoseOfFormats) {
  firstlog_engine* e = engine_.get();
  const auto statement = *cpp_.statement_document("acme", "ana", "ana");
  const auto board = *cpp_.leaderboard_document("acme", "ben");
  const auto payroll = *cpp_.payroll_document("acme", "olga", *firstlog::YearMonth::parse("2026-01"));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_statement_record(e, "acme", "ana", "ana", nullptr, to, error);
            }),
            *statement_to_json(statement));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_statement_csv(e, "acme", "ana", "ana", "2026-01", to, error);
            }),
            *statement_to_csv(statement));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_statement_html(e, "acme", "ana", "ana", nullptr, to, error);
            }),
            *statement_to_html(statement));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_leaderboard_record(e, "acme", "ben", nullptr, to, error);
            }),
            *leaderboard_to_json(board));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_leaderboard_html(e, "acme", "ben", nullptr, to, error);
            }),
            *leaderboard_to_html(board));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_payroll_record(e, "acme", "olga", "2026-01", to, error);
            }),
            *payroll_to_json(payroll));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_payroll_csv(e, "acme", "olga", "2026-01", to, error);
            }),
            *payroll_to_csv(payroll));
  EXPECT_EQ(text_from([&](auto** to, auto* error) {
              return firstlog_liability_csv(e, "acme", "olga", now + 3'600'000'000, to, error);
            }),
            *liability_to_csv(*cpp_.liability_document(
                "acme", "olga", firstlog::Instant::from_microseconds(now + 3'600'000'000))));
  firstlog_document* document = nullptr;
  EXPECT_EQ(firstlog_payroll_record(e, "acme", "ana", "2026-01", &document, nullptr),
            FIRSTLOG_STATUS_INVALID_ARGUMENT)
      << "not a rep's to see";
  EXPECT_EQ(document, nullptr);
}

TEST_F(CPay, PagesAndRanksAreTheWholeBoards) {
  const Json page = json([&](auto** to, auto* error) {
    return firstlog_leaderboard_page(engine_.get(), "acme", "olga", nullptr, 2, 5, to, error);
  });
  const Json whole = json([&](auto** to, auto* error) {
    return firstlog_leaderboard_record(engine_.get(), "acme", "olga", nullptr, to, error);
  });
  ASSERT_EQ(page["rows"].size(), 1U);
  EXPECT_EQ(page["rows"][0], whole["rows"][1]);
  std::uint32_t rank = 9;
  FIRSTLOG_OK(firstlog_leaderboard_rank(engine_.get(), "acme", "ben", nullptr, &rank, &error));
  EXPECT_EQ(rank, 2U);
  FIRSTLOG_OK(firstlog_leaderboard_rank(engine_.get(), "acme", "olga", nullptr, &rank, &error));
  EXPECT_EQ(rank, 0U) << "no rep";
  EXPECT_EQ(firstlog_leaderboard_rank(engine_.get(), "acme", "eve", nullptr, &rank, nullptr),
            FIRSTLOG_STATUS_NOT_FOUND);
}

TEST_F(CPay, PayIsExplained) {
  const Json why = json([&](auto** to, auto* error) {
    return firstlog_pay_explain(engine_.get(), "acme", "ana", "ana", 1, to, error);
  });
  const auto cpp = *cpp_.explain_pay("acme", "ana", "ana", firstlog::DealId(1));
  EXPECT_EQ(why["total"]["amount"], "270.00");
  EXPECT_EQ(why["text"], pay_explanation_to_text(cpp));
  ASSERT_EQ(why["components"].size(), cpp.components.size());
  ASSERT_GE(cpp.components.size(), 1U);
  for (std::size_t i = 0; i < cpp.components.size(); ++i) {
    const auto& component = cpp.components[i];
    EXPECT_EQ(why["components"][i]["value"], component.value.to_string());
    ASSERT_EQ(why["components"][i]["steps"].size(), component.steps.size());
    for (std::size_t s = 0; s < component.steps.size(); ++s)
      EXPECT_EQ(why["components"][i]["steps"][s]["parts"].size(), component.steps[s].parts.size());
  }
  firstlog_document* document = nullptr;
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  EXPECT_EQ(firstlog_pay_explain(engine_.get(), "acme", "ben", "ana", 1, &document, &error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT)
      << "not ben's to see";
  EXPECT_EQ(firstlog_pay_explain_component(engine_.get(), "acme", "ana", "ana", "no", "such", 20'000,
                                           &document, &error),
            firstlog_status(cpp_.explain_pay("acme", "ana", "ana", firstlog::StatementComponent{"no", "such"},
                                             *firstlog::Date::from_days(20'000))
                                .status()));
  EXPECT_EQ(firstlog_pay_explain_component(engine_.get(), "acme", "ana", "ana", "a", "b", INT32_MAX,
                                           &document, &error),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  EXPECT_STREQ(error.place, "from");
  EXPECT_EQ(json([&](auto** to, auto* e) {
              return firstlog_pay_exceptions(engine_.get(), "acme", "olga", to, e);
            })["exceptions"]
                .size(),
            0U);
}

TEST_F(CPay, DisputesAndWhatAPeriodLeavesOpen) {
  const Json disputes = json([&](auto** to, auto* error) {
    return firstlog_organisation_disputes(engine_.get(), "acme", "olga", to, error);
  })["disputes"];
  ASSERT_EQ(disputes.size(), 1U);
  EXPECT_EQ(disputes[0]["number"], "D-1");
  EXPECT_EQ(disputes[0]["rep"], "ana");
  EXPECT_EQ(disputes[0]["line"], 11);
  EXPECT_EQ(disputes[0]["status"], "open");
  EXPECT_EQ(json([&](auto** to, auto* error) {
              return firstlog_organisation_disputes(engine_.get(), "acme", "ben", to, error);
            })["disputes"]
                .size(),
            0U);
  const Json close = json([&](auto** to, auto* error) {
    return firstlog_organisation_period_close(engine_.get(), "acme", "olga", nullptr, to, error);
  });
  EXPECT_EQ(close["period"], "2026-01");
  EXPECT_EQ(close["disputes"], disputes);
  EXPECT_EQ(close["pending"].size(), 0U);
  EXPECT_EQ(close["exceptions"].size(), 0U);
}

TEST_F(CPay, QuotaIsExact) {
  const Json quota = json([&](auto** to, auto* error) {
    return firstlog_quota_record(engine_.get(), "acme", "ana", "ana", nullptr, to, error);
  });
  const auto cpp = *cpp_.quota("acme", "ana", "ana");
  EXPECT_EQ(quota["achieved"], cpp.achieved.to_string());
  EXPECT_EQ(quota["quota"]["quota"], cpp.quota.quota.to_string());
  EXPECT_EQ(quota["quota"]["expected"], cpp.quota.expected.to_string());
  EXPECT_EQ(quota["quota"]["parts"].size(), cpp.quota.parts.size());
  EXPECT_EQ(quota.contains("attainment"), cpp.attainment.has_value());
  EXPECT_EQ(quota["zone"], name_of(cpp.zone));
  EXPECT_EQ(json([&](auto** to, auto* error) {
              return firstlog_quota_reviews(engine_.get(), "acme", "olga", to, error);
            })["reviews"]
                .size(),
            0U);
}

TEST_F(CPay, StatementsProveThemselves) {
  const std::uint8_t seed[32] = {1, 2, 3};
  std::uint8_t key[32];
  FIRSTLOG_OK(firstlog_checkpoint_key(seed, key, &error));
  const std::string file = text_from([&](auto** to, auto* error) {
    return firstlog_statement_file(engine_.get(), "acme", "ana", "ana", nullptr, seed, to, error);
  });
  const auto check = [](const std::string& text, const std::uint8_t* issuer) {
    return json([&](auto** to, auto* error) {
      return firstlog_statement_verify({text.data(), text.size()}, issuer, to, error);
    });
  };
  const Json good = check(file, key);
  EXPECT_EQ(good["ok"], true) << good.dump();
  EXPECT_EQ(good["rep"], "ana");
  EXPECT_EQ(good["total"]["amount"], "270.00");
  EXPECT_EQ(good["is_signed"], true);
  EXPECT_FALSE(good["not_excluded"].get<std::string>().empty());
  key[0] ^= 1;
  EXPECT_EQ(check(file, key)["ok"], false) << "another key";
  std::string altered = file;
  altered[altered.find("270.00")] = '9';
  const Json bad = check(altered, nullptr);
  EXPECT_EQ(bad["ok"], false);
  EXPECT_TRUE(bad.contains("place") && bad.contains("reason"));
  const std::string unsigned_file = text_from([&](auto** to, auto* error) {
    return firstlog_statement_file(engine_.get(), "acme", "ana", "ana", nullptr, nullptr, to, error);
  });
  EXPECT_EQ(check(unsigned_file, nullptr)["is_signed"], false);
}

// Two rules that take the same contact: refused, and the document says which.
constexpr const char* overlapping =
    R"({"version":1,"plan":{"currency":"GBP"},"assignment":[{"country":"AT","rep":"ana"},{"country":"AT","rep":"ben"}]})";

TEST_F(CPay, AdoptionsTellWhatTheRulesLeaveOpen) {
  const auto report = *cpp_.policy_report(overlapping);
  firstlog_document* checked = nullptr;
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  EXPECT_EQ(firstlog_policy_check(overlapping, &checked, &error), FIRSTLOG_STATUS_MALFORMED);
  const Document told(checked);
  ASSERT_NE(told, nullptr) << "the report comes with the fault";
  const Json said = Json::parse(firstlog_document_text(told.get(), nullptr));
  EXPECT_EQ(said["fault"]["place"], error.place);
  ASSERT_EQ(said["overlaps"].size(), 1U);
  EXPECT_EQ(report.overlaps.size(), 1U);
  EXPECT_EQ(said["overlaps"][0]["other"], report.overlaps[0].other);
  EXPECT_EQ(said["gaps"].size(), report.gaps.size());
  EXPECT_EQ(said["plans"].size(), report.plans.size());

  firstlog_command adopt = command(FIRSTLOG_COMMAND_ADOPT_POLICY, "olga");
  adopt.document = firstlog_text_of(overlapping);
  firstlog_outcome outcome = firstlog_outcome_make();
  const Json refused = json([&](auto** to, auto* e) {
    return firstlog_policy_adopt(engine_.get(), "acme", &adopt, &outcome, to, e);
  });
  EXPECT_EQ(outcome.verdict, FIRSTLOG_VERDICT_MALFORMED);
  EXPECT_EQ(refused, said);
  adopt.document = firstlog_text_of(policy);
  const Json taken = json([&](auto** to, auto* e) {
    return firstlog_policy_adopt(engine_.get(), "acme", &adopt, &outcome, to, e);
  });
  EXPECT_EQ(outcome.verdict, FIRSTLOG_VERDICT_ACCEPTED);
  EXPECT_FALSE(taken.contains("fault"));
  adopt.talk_seconds = 5;
  FIRSTLOG_OK(firstlog_policy_adopt(engine_.get(), "acme", &adopt, &outcome, nullptr, &error));
  EXPECT_EQ(outcome.verdict, FIRSTLOG_VERDICT_MALFORMED)
      << "what the command does not know is not passed over";
}

TEST_F(CPay, ImportsTellWhatKeepsThem) {
  std::vector<firstlog_command> commands = {command(FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga")};
  commands[0].key = firstlog_text_of("loader");
  commands[0].roles = 1U << FIRSTLOG_ROLE_IMPORTER;
  give(engine_.get(), commands);
  const char* mapping =
      R"({"zone":"UTC","currency":"GBP","tables":[{"name":"contacts","occurred_at":{"column":"at","format":"%Y-%m-%d"},"commands":[{"command":"register_contact","actor":"loader","key":"{id}"}]}]})";
  const firstlog_import_table table{firstlog_text_of("contacts"),
                                    firstlog_text_of("id,at\nc1,2025-03-01\nc2,2025-03-01\n")};
  firstlog_import_options options{};
  options.struct_size = sizeof options;
  options.batch = "old-books";
  options.importer = "loader";
  firstlog_document* document = nullptr;
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  const firstlog_status run =
      firstlog_import_run(engine_.get(), "acme", mapping, &table, 1, &options, &document, &error);
  firstlog_document_destroy(document);
  ASSERT_EQ(run, FIRSTLOG_STATUS_OK) << told(error);
  const auto obstacles = [&] {
    return json([&](auto** to, auto* e) {
      return firstlog_import_obstacles(engine_.get(), "acme", "old-books", 0, to, e);
    })["obstacles"];
  };
  EXPECT_EQ(obstacles().size(), 0U);
  commands = {command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "c2")};
  give(engine_.get(), commands);
  const Json found = obstacles();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["rule"], "import_in_use");
  EXPECT_EQ(found[0]["contact"], "c2");
  EXPECT_EQ(found[0]["actor"], "ana");
  EXPECT_EQ(firstlog_import_obstacles(engine_.get(), "acme", "no such", 0, &document, nullptr),
            FIRSTLOG_STATUS_NOT_FOUND);
}

// Sorts by the last letter first, so that it cannot be taken for the built-in order.
struct Backwards {
  int asked = 0;
  firstlog_collators slots{sizeof(firstlog_collators), 0, this, find};

  static firstlog_status find(void* self, firstlog_text name, firstlog_collator* to) {
    if (std::string_view(name.data, name.size) != "backwards") return FIRSTLOG_STATUS_UNSUPPORTED;
    static constexpr const char* letters[] = {"A", "B", "C"};
    ++static_cast<Backwards*>(self)->asked;
    to->version = "backwards 1";
    to->letters = letters;
    to->letter_count = 3;
    to->key = [](void*, firstlog_text of, char* key) {
      if (std::string_view(of.data, of.size) == "throw") throw 1;
      for (std::uint64_t i = 0; i < of.size && i < 8; ++i) key[i] = of.data[of.size - 1 - i];
    };
    return FIRSTLOG_STATUS_OK;
  }
};

TEST(CCollators, NamesAreSortedByTheHosts) {
  Backwards collators;
  firstlog_engine_options options{};
  options.struct_size = sizeof options;
  options.collators = &collators.slots;
  const Engine engine = open("memory:", &options);
  std::vector<firstlog_command> commands = team();
  commands[0].document = firstlog_text_of(
      R"({"version":1,"plan":{"currency":"GBP"},"interest_needs_connect":"off","collation":"backwards"})");
  commands[3].name = firstlog_text_of("abc");
  commands[4].name = firstlog_text_of("throw");
  give(engine.get(), commands);
  EXPECT_GE(collators.asked, 1);
  const auto sort_key = [&](const char* contact) {
    firstlog_events* made = nullptr;
    EXPECT_EQ(firstlog_contact_history(engine.get(), "acme", contact, &made, nullptr), FIRSTLOG_STATUS_OK);
    const Events events(made);
    firstlog_event event{};
    event.struct_size = sizeof event;
    EXPECT_EQ(firstlog_events_get(events.get(), 0, &event, nullptr), FIRSTLOG_STATUS_OK);
    return std::string(event.sort_key, strnlen(event.sort_key, sizeof event.sort_key));
  };
  EXPECT_EQ(sort_key("bakery"), "cba");
  EXPECT_EQ(sort_key("mill"), "");

  const Engine without = open();
  std::vector<firstlog_outcome> outcomes;
  FIRSTLOG_OK(submit(without.get(), {commands[0]}, outcomes, &error));
  EXPECT_EQ(outcomes[0].verdict, FIRSTLOG_VERDICT_MALFORMED) << "no collators, no collation";
  commands[0].document = firstlog_text_of(policy);
  give(without.get(), commands);
}

}  // namespace
