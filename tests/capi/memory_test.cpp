// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Memory runs out at every allocation of a call, once, and from there on: the call answers OUT_OF_MEMORY, the
// process lives on, and what was used meanwhile still works. Documents are read and written here, zones
// opened and policies adopted; tests/capi/misuse_test.cpp has the way of a sale.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "capi.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace capi_test;

// Everything that a policy has a reader for, and a zone that is not built in.
constexpr const char* rich_policy = R"({
  "version": 1, "name": "two", "zone": "Europe/Vienna", "working_week": ["monday", "tuesday", "friday"],
  "holidays": ["2026-12-25"], "interest_needs_connect": "off",
  "assignment": [{"niche": "bakeries", "rep": "ana"}, {"from": "A", "to": "M", "rep": "ben"}],
  "plan": {"currency": "GBP"},
  "quota": {"closes": 12, "rows": [{"rep": "ana", "target": "5"}]},
  "plans": [{"name": "sales", "from": "2020-01-01", "components": [
    {"name": "commission", "span": "month", "steps": [
      {"name": "line", "table": {"measure": "amount", "accumulate": "running", "table": {
        "mode": "marginal", "boundary": "upper", "tiers": [
          {"from": "0", "to": "10000", "rate": "0.05"}, {"from": "10000", "rate": "0.08"}]}}}]}]}]})";

constexpr const char* expression = R"({"version": 1, "name": "sales", "unit": "GBP", "inputs": ["amount"],
  "steps": [
  {"name": "line", "table": {"measure": "amount", "table": {"mode": "marginal", "boundary": "upper", "tiers": [
    {"from": "0", "to": "1000", "rate": "0.05"}, {"from": "1000", "rate": "0.08"}]}}},
  {"name": "pay", "round": {"of": "line", "to": {"mode": "half_even", "places": 2}}}]})";

constexpr const char* mapping = R"({"zone": "Europe/Vienna", "currency": "GBP", "tables": [{
  "name": "crm", "occurred_at": {"column": "at", "format": "%d.%m.%Y %H:%M"}, "commands": [
    {"command": "register_contact", "once": "{lead}", "actor": "ida", "key": "{lead}"},
    {"command": "log_interest", "actor": "ana", "contact": "{lead}"}]}]})";
constexpr const char* table = "at,lead\n01.02.2021 09:00,forge\n02.02.2021 10:00,\"the \"\"mill\"\"\"\n";

// `prepare` makes what one run of `call` needs; `call` takes it and an error, and answers a status.
template <class Prepare, class Call>
void run_out(Prepare prepare, Call call) {
  {
    auto prepared = prepare();
    FailedCall error;
    ASSERT_EQ(call(prepared, error), FIRSTLOG_STATUS_OK) << told(error.error);
  }
  std::int64_t failures = 0;
  for (std::int64_t k = 0;; ++k) {
    auto prepared = prepare();
    FailedCall error;
    allocations_left = k;
    const firstlog_status status = call(prepared, error);
    const bool reached = allocations_left.load() == 0;
    allocations_left = -1;
    if (!reached) {
      EXPECT_EQ(status, FIRSTLOG_STATUS_OK) << told(error.error);
      break;
    }
    ++failures;
    ASSERT_TRUE(status == FIRSTLOG_STATUS_OUT_OF_MEMORY || status == FIRSTLOG_STATUS_OK)
        << "allocation " << k << ": " << told(error.error);
  }
  EXPECT_GT(failures, 5);
}

// A call that gives a document and needs nothing made before it.
template <class Call>
void run_out_of_document(Call call) {
  run_out([] { return 0; },
          [&](int, firstlog_error* error) {
            firstlog_document* document = nullptr;
            const firstlog_status status = call(&document, error);
            firstlog_document_destroy(document);
            return status;
          });
}

struct Place {
  firstlog_test::Folder folder{true};
  std::string uri = "sqlite:" + folder.file("journal.db");
};

Engine open_sold_team() {
  Engine engine = open_team();
  give(engine.get(), sale());
  return engine;
}

// The same under a policy whose plans pay.
void found_paid_team(firstlog_engine* engine) {
  std::vector<firstlog_command> commands = team();
  commands[0].document = firstlog_text_of(rich_policy);
  give(engine, commands);
  give(engine, sale());
}

TEST(CMemory, RunsOutReadingAPolicy) {
  for (const char* document :
       {policy, rich_policy, R"({"version": 1, "plan": {"currency": "GBP"}, "zoned": 1})",
        R"({"version": 1, "version": 1})", "{\"version\": 1,\n \"name\": }"}) {
    SCOPED_TRACE(document);
    firstlog_document* made = nullptr;
    FailedCall first;
    const firstlog_status expected = firstlog_policy_canonical(document, 0, &made, first);
    firstlog_document_destroy(made);
    for (const std::int32_t whole : {0, 1})
      run_out_of_document([&](firstlog_document** to, firstlog_error* error) {
        const firstlog_status status = firstlog_policy_canonical(document, whole, to, error);
        return status == expected && expected != FIRSTLOG_STATUS_OK ? FIRSTLOG_STATUS_OK : status;
      });
  }
}

TEST(CMemory, RunsOutCheckingAPolicy) {
  run_out_of_document([](firstlog_document** to, firstlog_error* error) {
    return firstlog_policy_check(rich_policy, to, error);
  });
}

TEST(CMemory, RunsOutReadingAPlan) {
  run_out([] { return 0; },
          [](int, firstlog_error* error) {
            firstlog_plan* made = nullptr;
            firstlog_document* document = nullptr;
            firstlog_status status = firstlog_plan_create(expression, &made, error);
            const Plan plan(made);
            if (status == FIRSTLOG_STATUS_OK) status = firstlog_plan_text(plan.get(), &document, error);
            firstlog_document_destroy(document);
            document = nullptr;
            if (status == FIRSTLOG_STATUS_OK)
              status = firstlog_plan_evaluate(plan.get(), R"({"numbers": {"amount": ["1800.00"]}})", 1,
                                              &document, error);
            firstlog_document_destroy(document);
            return status;
          });
}

// Whatever the failure, the engine decides afterwards.
void adopt_at_every_allocation(const firstlog_command& adopted) {
  run_out([] { return open_sold_team(); },
          [&](const Engine& engine, firstlog_error* error) {
            firstlog_outcome outcome = firstlog_outcome_make();
            firstlog_document* document = nullptr;
            const firstlog_status status =
                firstlog_policy_adopt(engine.get(), "acme", &adopted, &outcome, &document, error);
            firstlog_document_destroy(document);
            const std::int64_t left = allocations_left.exchange(-1);
            give(engine.get(), {command(FIRSTLOG_COMMAND_LOG_ACTIVITY, "ben", "mill")});
            allocations_left = left;
            return status;
          });
}

TEST(CMemory, RunsOutAdoptingAPolicyAndOpeningItsZone) {
  firstlog_command adopted = command(FIRSTLOG_COMMAND_ADOPT_POLICY, "olga");
  adopted.document = firstlog_text_of(rich_policy);
  adopt_at_every_allocation(adopted);
}

TEST(CMemory, RunsOutFoundingAnOrganisation) {
  firstlog_command founded = command(FIRSTLOG_COMMAND_FOUND_ORGANISATION, "olga");
  founded.key = firstlog_text_of("acme");
  founded.document = firstlog_text_of(rich_policy);
  run_out([] { return open(); },
          [&](const Engine& engine, firstlog_error* error) {
            firstlog_outcome outcome = firstlog_outcome_make();
            return firstlog_engine_submit(engine.get(), "acme", &founded, 1, &outcome, 0, error);
          });
}

TEST(CMemory, RunsOutWritingDocuments) {
  const Engine owner = open_sold_team();
  firstlog_engine* engine = owner.get();
  const std::string period = [&] {
    const std::string statement = text_from([&](auto** to, auto* error) {
      return firstlog_statement_record(engine, "acme", "ana", "ana", nullptr, to, error);
    });
    return statement.substr(statement.find("\"period\":\"") + 10, 7);
  }();
  using Made = firstlog_status (*)(firstlog_engine*, const char*, firstlog_document**, firstlog_error*);
  const std::pair<const char*, Made> documents[] = {
      {"statement",
       [](auto* e, const char*, auto** to, auto* error) {
         return firstlog_statement_record(e, "acme", "ana", "ana", nullptr, to, error);
       }},
      {"statement as a page",
       [](auto* e, const char*, auto** to, auto* error) {
         return firstlog_statement_html(e, "acme", "ana", "ana", nullptr, to, error);
       }},
      {"statement as a file",
       [](auto* e, const char*, auto** to, auto* error) {
         return firstlog_statement_file(e, "acme", "ana", "ana", nullptr, nullptr, to, error);
       }},
      {"leaderboard",
       [](auto* e, const char*, auto** to, auto* error) {
         return firstlog_leaderboard_record(e, "acme", "olga", nullptr, to, error);
       }},
      {"leaderboard as a page",
       [](auto* e, const char*, auto** to, auto* error) {
         return firstlog_leaderboard_html(e, "acme", "olga", nullptr, to, error);
       }},
      {"payroll", [](auto* e, const char* p, auto** to,
                     auto* error) { return firstlog_payroll_record(e, "acme", "olga", p, to, error); }},
      {"payroll as a table",
       [](auto* e, const char* p, auto** to, auto* error) {
         return firstlog_payroll_csv(e, "acme", "olga", p, to, error);
       }},
      {"liability", [](auto* e, const char*, auto** to,
                       auto* error) { return firstlog_liability_csv(e, "acme", "olga", 0, to, error); }},
      {"claim",
       [](auto* e, const char*, auto** to, auto* error) {
         return firstlog_claim_export(e, "acme", "bakery", 0, nullptr, to, error);
       }},
  };
  for (const auto& [name, made] : documents) {
    SCOPED_TRACE(name);
    run_out_of_document(
        [&, call = made](auto** to, auto* error) { return call(engine, period.c_str(), to, error); });
  }
}

TEST(CMemory, RunsOutAnsweringQuestions) {
  const Engine owner = open();
  found_paid_team(owner.get());
  using Asked = firstlog_status (*)(firstlog_engine*, firstlog_document**, firstlog_error*);
  const std::pair<const char*, Asked> questions[] = {
      {"contact", [](auto* e, auto** to,
                     auto* error) { return firstlog_contact_record(e, "acme", "bakery", to, error); }},
      {"deals", [](auto* e, auto** to,
                   auto* error) { return firstlog_contact_deals(e, "acme", "bakery", to, error); }},
      {"duplicates", [](auto* e, auto** to,
                        auto* error) { return firstlog_contact_duplicates(e, "acme", "bakery", to, error); }},
      {"assignment", [](auto* e, auto** to,
                        auto* error) { return firstlog_contact_assignment(e, "acme", "bakery", to, error); }},
      {"claim", [](auto* e, auto** to,
                   auto* error) { return firstlog_claim_explain(e, "acme", "bakery", 0, to, error); }},
      {"actor", [](auto* e, auto** to,
                   auto* error) { return firstlog_actor_record(e, "acme", "ana", nullptr, to, error); }},
      {"departure",
       [](auto* e, auto** to, auto* error) {
         return firstlog_actor_departure(e, "acme", "olga", "ana", to, error);
       }},
      {"pipeline",
       [](auto* e, auto** to, auto* error) { return firstlog_organisation_pipeline(e, "acme", to, error); }},
      {"pay", [](auto* e, auto** to,
                 auto* error) { return firstlog_pay_explain(e, "acme", "ana", "ana", 1, to, error); }},
      {"quota",
       [](auto* e, auto** to, auto* error) {
         return firstlog_quota_record(e, "acme", "ana", "ana", nullptr, to, error);
       }},
      {"page of the leaderboard",
       [](auto* e, auto** to, auto* error) {
         return firstlog_leaderboard_page(e, "acme", "olga", nullptr, 0, 10, to, error);
       }},
      {"another policy",
       [](auto* e, auto** to, auto* error) {
         return firstlog_policy_preview(e, "acme", "olga", policy, 1, to, error);
       }},
      {"history",
       [](auto* e, auto** to, auto* error) {
         firstlog_events* made = nullptr;
         const firstlog_status status = firstlog_contact_history(e, "acme", "bakery", &made, error);
         const Events events(made);
         return status == FIRSTLOG_STATUS_OK ? firstlog_events_json(events.get(), to, error) : status;
       }},
  };
  for (const auto& [name, asked] : questions) {
    SCOPED_TRACE(name);
    run_out_of_document([&, call = asked](auto** to, auto* error) { return call(owner.get(), to, error); });
  }
}

// From a journal alone, and from a snapshot; then the snapshot itself.
TEST(CMemory, RunsOutOpeningAJournal) {
  for (const bool with_snapshot : {false, true}) {
    SCOPED_TRACE(with_snapshot);
    const Place place;
    const Engine writer = open(place.uri.c_str());
    found_paid_team(writer.get());
    if (with_snapshot) {
      run_out([] { return 0; },
              [&](int, firstlog_error* error) {
                return firstlog_organisation_snapshot(writer.get(), "acme", error);
              });
    }
    run_out([] { return 0; },
            [&](int, firstlog_error* error) {
              firstlog_engine* made = nullptr;
              firstlog_status status = firstlog_engine_create(place.uri.c_str(), nullptr, &made, error);
              const Engine engine(made);
              firstlog_head head{};
              if (status == FIRSTLOG_STATUS_OK)
                status = firstlog_organisation_head(engine.get(), "acme", &head, error);
              return status;
            });
  }
}

TEST(CMemory, RunsOutFollowingAndPreviewing) {
  const Engine engine = open_sold_team();
  std::uint64_t seen = 0;
  const auto count = [](void* self, const firstlog_event*) -> std::int32_t {
    ++*static_cast<std::uint64_t*>(self);
    return 0;
  };
  run_out([] { return 0; },
          [&](int, firstlog_error* error) {
            firstlog_feed* made = nullptr;
            firstlog_status status = firstlog_feed_create(engine.get(), "acme", "reader", &made, error);
            const Feed feed(made);
            std::uint64_t taken = 0;
            if (status == FIRSTLOG_STATUS_OK)
              status = firstlog_feed_run(feed.get(), 3, 0, count, &seen, &taken, error);
            return status;
          });
  const std::vector<firstlog_command> commands = sale();
  std::vector<firstlog_outcome> outcomes(commands.size());
  run_out([] { return 0; },
          [&](int, firstlog_error* error) {
            firstlog_events* made = nullptr;
            outcomes[0] = firstlog_outcome_make();
            const firstlog_status status = firstlog_engine_preview(
                engine.get(), "acme", commands.data(), commands.size(), outcomes.data(), &made, error);
            firstlog_events_destroy(made);
            return status;
          });
}

TEST(CMemory, RunsOutReadingFilesThatProveThemselves) {
  const Engine engine = open_sold_team();
  const std::string statement = text_from([&](auto** to, auto* error) {
    return firstlog_statement_file(engine.get(), "acme", "ana", "ana", nullptr, nullptr, to, error);
  });
  const std::string claim = text_from([&](auto** to, auto* error) {
    return firstlog_claim_export(engine.get(), "acme", "bakery", 0, nullptr, to, error);
  });
  run_out_of_document([&](auto** to, auto* error) {
    return firstlog_statement_verify({statement.data(), statement.size()}, nullptr, to, error);
  });
  run_out_of_document(
      [&](auto** to, auto* error) { return firstlog_claim_verify({claim.data(), claim.size()}, to, error); });
}

TEST(CMemory, RunsOutCarryingAJournal) {
  const Engine engine = open_sold_team();
  std::string lines;
  lines.reserve(1U << 20U);  // the sink allocates nothing
  const auto sink = [](void* self, const void* bytes, std::uint64_t size) -> std::int32_t {
    static_cast<std::string*>(self)->append(static_cast<const char*>(bytes), size);
    return 0;
  };
  run_out([] { return 0; },
          [&](int, firstlog_error* error) {
            lines.clear();
            return firstlog_journal_export(engine.get(), "acme", sink, &lines, error);
          });
  run_out([] { return std::make_unique<Place>(); },
          [&](const auto& place, firstlog_error* error) {
            firstlog_head head{};
            return firstlog_journal_import(place->uri.c_str(), "acme", {lines.data(), lines.size()}, &head,
                                           error);
          });
  run_out([] { return 0; },
          [&](int, firstlog_error* error) {
            firstlog_verification verification{};
            verification.struct_size = sizeof verification;
            return firstlog_journal_verify(engine.get(), "acme", nullptr, &verification, error);
          });
}

TEST(CMemory, RunsOutReadingCommands) {
  constexpr const char* commands = R"([{"kind": "log_activity", "actor": "ana", "contact": "bakery",
    "disposition": "connect"}, {"kind": "register_contact", "actor": "olga", "key": "forge", "name": "Forge"}])";
  run_out([] { return open_team(); },
          [&](const Engine& engine, firstlog_error* error) {
            firstlog_document* document = nullptr;
            const firstlog_status status =
                firstlog_engine_submit_json(engine.get(), "acme", commands, 0, &document, error);
            firstlog_document_destroy(document);
            return status;
          });
}

TEST(CMemory, RunsOutBringingInAHistory) {
  const auto prepare = [] {
    Engine engine = open_team();
    firstlog_command ida = command(FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga");
    ida.key = firstlog_text_of("ida");
    ida.roles = 1U << FIRSTLOG_ROLE_IMPORTER;
    give(engine.get(), {ida});
    return engine;
  };
  run_out(prepare, [](const Engine& engine, firstlog_error* error) {
    const firstlog_import_table tables[] = {{firstlog_text_of("crm"), firstlog_text_of(table)}};
    firstlog_import_options options{};
    options.struct_size = sizeof options;
    options.batch = "old";
    options.importer = "ida";
    firstlog_document* document = nullptr;
    const firstlog_status status =
        firstlog_import_run(engine.get(), "acme", mapping, tables, 1, &options, &document, error);
    firstlog_document_destroy(document);
    return status;
  });
}

}  // namespace
