// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A generated sequence of calls over the whole header: right ones, wrong ones, in any order, with texts of
// any bytes. Every call answers a status that has a name, and the journal verifies at the end.
// FIRSTLOG_SEED throws other dice; FIRSTLOG_CALLS makes the sequence longer.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <random>

#include "capi.hpp"

namespace {

using namespace capi_test;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class Caller {
 public:
  explicit Caller(std::uint64_t seed) : dice_(seed) {
    options_.struct_size = sizeof options_;
    options_.manual_clock_microseconds = 1'767'600'000'000'000;
    engines_.push_back(open("memory:", &options_));
    give(engines_[0].get(), team());
  }

  void call() {
    switch (below(24)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
      case 5: submit_some(); break;
      case 6: submit_json(); break;
      case 7: documents(); break;
      case 8: documents(); break;
      case 9: preview(); break;
      case 10: columns(); break;
      case 11: feeds(); break;
      case 12: polls(); break;
      case 13: events(); break;
      case 14: runs(); break;
      case 15: trust(); break;
      case 16: plans(); break;
      case 17: bulk(); break;
      case 18: values(); break;
      case 19: policies(); break;
      case 20: drops(); break;
      case 21: organisations(); break;
      case 22: clock(); break;
      case 23: imports(); break;
    }
  }

  void end() {
    // Whatever came in through misuse, the journal is whole.
    firstlog_verification verification{};
    verification.struct_size = sizeof verification;
    FIRSTLOG_OK(firstlog_journal_verify(engines_[0].get(), "acme", nullptr, &verification, &error));
    EXPECT_EQ(verification.ok, 1) << verification.reason;
    EXPECT_GT(verification.events, 20U);
    EXPECT_GT(accepted_, 20U);
  }

 private:
  std::uint64_t below(std::uint64_t end) { return dice_() % end; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  // Kept for as long as commands refer to it.
  const char* text() {
    static constexpr const char* known[] = {
        "ana",
        "ben",
        "olga",
        "bakery",
        "mill",
        "acme",
        "2026-01",
        "1800.00 GBP",
        "no such",
        "",
        "GBP",
        "0.15",
        "15%",
        "{",
        "[]",
        "{\"version\":1,\"plan\":{\"currency\":\"GBP\"}}",
        "2026-01-31T09:30:00Z",
        "2026-01-31",
        "phone",
        "\xFF\xFE",
        "a\tb",
        "firstlog-receipt 1 1 1 1 x",
        "memory:",
        "sqlite:",
        R"({"version":1,"inputs":["amount"],"steps":[{"name":"c","round":{"of":"amount","to":{"mode":"down","places":2}}}]})"};
    if (!one_in(8)) return known[below(std::size(known))];
    std::string made;
    for (std::uint64_t i = below(200); i > 0; --i) made += static_cast<char>(1 + below(255));
    return texts_.emplace_back(std::make_unique<std::string>(std::move(made)))->c_str();
  }
  const char* text_or_null() { return one_in(12) ? nullptr : text(); }
  const char* organisation() { return one_in(10) ? text_or_null() : "acme"; }
  const char* someone() {
    static constexpr const char* people[] = {"ana", "ben", "olga"};
    return one_in(6) ? text_or_null() : people[below(3)];
  }
  firstlog_text view() {
    const char* of = text_or_null();
    if (of == nullptr) return {nullptr, one_in(4) ? below(9) : 0};
    return one_in(4) ? firstlog_text{of, FIRSTLOG_ZERO_TERMINATED} : firstlog_text_of(of);
  }
  firstlog_reference reference() {
    if (one_in(5)) return firstlog_handle(static_cast<std::uint32_t>(below(6)));
    return {0, 0, view()};
  }
  firstlog_engine* engine() {
    if (one_in(20)) return nullptr;
    return engines_[below(engines_.size())].get();
  }
  void check(firstlog_status status) {
    EXPECT_STRNE(firstlog_status_name(status), "") << status;
    EXPECT_NE(status, FIRSTLOG_STATUS_INTERNAL) << told(error_);
    EXPECT_NE(status, FIRSTLOG_STATUS_POISONED) << told(error_);
  }
  firstlog_error* error() {
    error_ = FIRSTLOG_ERROR_INIT;
    return one_in(5) ? nullptr : &error_;
  }

  firstlog_command command() {
    firstlog_command c = firstlog_command_make(static_cast<std::uint16_t>(below(90)));
    if (one_in(2)) {  // a command as people give them
      static constexpr std::uint16_t usual[] = {FIRSTLOG_COMMAND_LOG_INTEREST,
                                                FIRSTLOG_COMMAND_LOG_ACTIVITY,
                                                FIRSTLOG_COMMAND_LOG_CLOSE,
                                                FIRSTLOG_COMMAND_APPROVE,
                                                FIRSTLOG_COMMAND_SCHEDULE_CALLBACK,
                                                FIRSTLOG_COMMAND_REGISTER_CONTACT,
                                                FIRSTLOG_COMMAND_ASSIGN,
                                                FIRSTLOG_COMMAND_ADVANCE,
                                                FIRSTLOG_COMMAND_ADD_NOTE};
      c.kind = usual[below(std::size(usual))];
      c.actor = firstlog_key(c.kind == FIRSTLOG_COMMAND_LOG_INTEREST ? "ana" : "olga");
      if (c.kind != FIRSTLOG_COMMAND_REGISTER_CONTACT && c.kind != FIRSTLOG_COMMAND_ADVANCE)
        c.contact = firstlog_key(one_in(2) ? "bakery" : "mill");
      if (c.kind == FIRSTLOG_COMMAND_LOG_CLOSE || c.kind == FIRSTLOG_COMMAND_APPROVE) c.amount = gbp(1'000);
      if (c.kind == FIRSTLOG_COMMAND_REGISTER_CONTACT) c.key = view();
      if (c.kind == FIRSTLOG_COMMAND_ASSIGN) c.rep = firstlog_key("ben");
      if (c.kind == FIRSTLOG_COMMAND_ADD_NOTE) c.personal = {"note", 4};
      if (c.kind == FIRSTLOG_COMMAND_SCHEDULE_CALLBACK) c.due = 1'767'700'000'000'000;
      return c;
    }
    c.actor = reference();
    const auto maybe = [&] { return one_in(4); };
    if (maybe()) c.contact = reference();
    if (maybe()) c.rep = reference();
    if (maybe()) c.amount = gbp(static_cast<std::int64_t>(dice_()));
    if (maybe()) std::memcpy(c.tax.currency, text(), 1);
    if (maybe()) c.due = static_cast<std::int64_t>(dice_());
    if (maybe()) c.occurred_at = static_cast<std::int64_t>(below(1ULL << 52));
    if (maybe()) c.key = view();
    if (maybe()) c.reason = view();
    if (maybe()) c.niche = view();
    if (maybe()) c.document = view();
    if (maybe()) c.period = {static_cast<std::int32_t>(below(3'000)), static_cast<std::int32_t>(below(15))};
    if (maybe()) c.roles = static_cast<std::uint16_t>(below(1'024));
    if (maybe()) c.given = one_in(2) ? below(1ULL << 42) : dice_();
    if (maybe()) c.touch = static_cast<std::uint8_t>(below(10));
    if (maybe()) c.disposition = static_cast<std::uint8_t>(below(9));
    if (maybe()) c.scope = static_cast<std::uint8_t>(below(6));
    if (maybe()) c.deal = static_cast<std::uint32_t>(below(4));
    if (maybe()) c.refers_to = below(40);
    if (maybe()) c.other = reference();
    if (maybe()) c.cover = reference();
    if (maybe()) c.from = static_cast<std::int32_t>(below(40'000));
    if (maybe()) c.until = static_cast<std::int32_t>(dice_());
    if (maybe()) c.document_number = view();
    if (maybe()) c.idempotency = {view(), below(5), view()};
    if (one_in(12)) std::memcpy(c.sort_key, "\x80\x01zz", 4);
    if (one_in(12)) std::memcpy(c.place.country, "at", 2);
    if (one_in(8)) {
      c.lines = lines_;
      c.line_count = below(4);
    }
    if (one_in(8)) {
      c.credits = credits_;
      c.credit_count = below(3);
    }
    if (one_in(40)) c.struct_size = static_cast<std::uint32_t>(below(1'000));
    return c;
  }

  void submit_some() {
    std::vector<firstlog_command> commands;
    for (std::uint64_t i = below(6); i > 0; --i) commands.push_back(command());
    // A size that the first one says is believed of all of them: as many bytes must be there.
    for (firstlog_command& c : commands)
      if (c.struct_size > sizeof c) c.struct_size = 0;
    std::vector<firstlog_outcome> outcomes(commands.size(), firstlog_outcome_make());
    const firstlog_status status =
        firstlog_engine_submit(engine(), organisation(), commands.data(), commands.size(), outcomes.data(),
                               one_in(10) ? FIRSTLOG_WAIT_DEFAULT : 0, error());
    check(status);
    if (status != FIRSTLOG_STATUS_OK) return;
    for (const firstlog_outcome& outcome : outcomes) {
      EXPECT_NE(outcome.verdict, FIRSTLOG_VERDICT_UNDECIDED);
      if (outcome.verdict == FIRSTLOG_VERDICT_ACCEPTED) ++accepted_;
      char buffer[40];
      check(firstlog_outcome_describe(&outcome, buffer, below(sizeof buffer), nullptr));
      check(firstlog_outcome_receipt(organisation(), &outcome, buffer, sizeof buffer, nullptr, error()));
    }
  }
  void submit_json() {
    std::string json =
        R"([{"kind":"log_activity","actor":"ana","contact":"bakery","disposition":"connect"}])";
    if (one_in(2)) json[below(json.size())] = static_cast<char>(1 + below(255));
    document([&](auto** to) {
      return firstlog_engine_submit_json(engine(), organisation(), one_in(8) ? text_or_null() : json.c_str(),
                                         0, to, error());
    });
  }
  template <class Call>
  void document(Call call) {
    firstlog_document* made = nullptr;
    check(call(one_in(30) ? nullptr : &made));
    if (made == nullptr) return;
    std::uint64_t size = 0;
    const char* of = firstlog_document_text(made, &size);
    EXPECT_EQ(std::strlen(of), size);
    firstlog_document_destroy(made);
  }
  void documents() {
    firstlog_engine* e = engine();
    const char* o = organisation();
    const char* s = someone();
    const char* c = one_in(5) ? text_or_null() : "bakery";
    document([&](auto** to) {
      switch (below(30)) {
        case 0: return firstlog_contact_record(e, o, c, to, error());
        case 1: return firstlog_contact_deals(e, o, c, to, error());
        case 2: return firstlog_contact_duplicates(e, o, c, to, error());
        case 3: return firstlog_contact_suppression(e, o, c, to, error());
        case 4: return firstlog_contact_assignment(e, o, c, to, error());
        case 5: return firstlog_claim_explain(e, o, c, static_cast<std::uint32_t>(below(4)), to, error());
        case 6: return firstlog_actor_record(e, o, s, one_in(2) ? nullptr : text(), to, error());
        case 7: return firstlog_actor_departure(e, o, "olga", s, to, error());
        case 8: return firstlog_leaderboard_record(e, o, s, one_in(2) ? nullptr : text(), to, error());
        case 9:
          return firstlog_statement_record(e, o, s, someone(), one_in(2) ? nullptr : text(), to, error());
        case 10: return firstlog_pending_record(e, o, s, to, error());
        case 11: return firstlog_organisation_pipeline(e, o, to, error());
        case 12: return firstlog_organisation_split_ownership(e, o, s, to, error());
        case 13: return firstlog_organisation_imports(e, o, to, error());
        case 14: return firstlog_organisation_waiting_policies(e, o, s, to, error());
        case 15: return firstlog_statement_csv(e, o, s, someone(), nullptr, to, error());
        case 16: return firstlog_statement_html(e, o, s, someone(), nullptr, to, error());
        case 17: return firstlog_statement_file(e, o, s, someone(), nullptr, nullptr, to, error());
        case 18: return firstlog_leaderboard_page(e, o, s, nullptr, below(4), below(4), to, error());
        case 19: return firstlog_leaderboard_html(e, o, s, nullptr, to, error());
        case 20:
          return firstlog_pay_explain(e, o, s, someone(), static_cast<std::uint32_t>(below(4)), to, error());
        case 21:
          return firstlog_pay_explain_component(e, o, s, someone(), text_or_null(), "bonus",
                                                static_cast<std::int32_t>(below(30'000)), to, error());
        case 22: return firstlog_pay_exceptions(e, o, s, to, error());
        case 23: return firstlog_payroll_record(e, o, s, one_in(2) ? "2026-01" : text_or_null(), to, error());
        case 24: return firstlog_liability_csv(e, o, s, static_cast<std::int64_t>(below(5)), to, error());
        case 25: return firstlog_quota_record(e, o, s, someone(), one_in(2) ? nullptr : text(), to, error());
        case 26: return firstlog_quota_reviews(e, o, s, to, error());
        case 27: return firstlog_organisation_disputes(e, o, s, to, error());
        case 28:
          return firstlog_organisation_period_close(e, o, s, one_in(2) ? nullptr : text(), to, error());
        default: return firstlog_claim_export(e, o, c, 0, nullptr, to, error());
      }
    });
  }
  void preview() {
    std::vector<firstlog_command> commands(below(3));
    for (firstlog_command& c : commands) {
      c = command();
      if (c.struct_size > sizeof c) c.struct_size = 0;
    }
    std::vector<firstlog_outcome> outcomes(commands.size(), firstlog_outcome_make());
    firstlog_events* made = nullptr;
    check(firstlog_engine_preview(engine(), organisation(), commands.data(), commands.size(), outcomes.data(),
                                  one_in(2) ? nullptr : &made, error()));
    if (made != nullptr) events_.emplace_back(made);
  }
  void columns() {
    ArrowSchema schema{};
    ArrowArray array{};
    firstlog_status status = 0;
    const std::uint64_t which = below(4);
    if (which == 0)
      status =
          firstlog_leaderboard_export(engine(), organisation(), someone(), nullptr, &schema, &array, error());
    if (which == 1)
      status = firstlog_statement_export(engine(), organisation(), someone(), someone(), nullptr, &schema,
                                         &array, error());
    if (which == 2)
      status = firstlog_pending_export(engine(), organisation(), someone(), &schema, &array, error());
    if (which == 3 && !events_.empty())
      status = firstlog_events_export(events_[below(events_.size())].get(), &schema, &array, error());
    check(status);
    if (schema.release != nullptr) {
      EXPECT_EQ(schema.n_children, array.n_children);
      schema.release(&schema);
      array.release(&array);
    }
  }
  void feeds() {
    firstlog_feed* made = nullptr;
    check(firstlog_feed_create(engine(), organisation(), one_in(3) ? text_or_null() : "reader", &made,
                               error()));
    if (made != nullptr) feeds_.emplace_back(made);
  }
  firstlog_feed* feed() { return feeds_.empty() ? nullptr : feeds_[below(feeds_.size())].get(); }
  void polls() {
    firstlog_events* made = nullptr;
    firstlog_feed* of = feed();
    check(firstlog_feed_poll(of, below(20), one_in(20) ? -1 : 0, &made, error()));
    if (made != nullptr) events_.emplace_back(made);
    check(firstlog_feed_acknowledge(of, below(60), error()));
    std::uint64_t position = 0;
    check(firstlog_feed_acknowledged(of, &position, error()));
  }
  void events() {
    firstlog_events* made = nullptr;
    check(firstlog_contact_history(engine(), organisation(), "bakery", &made, error()));
    if (made != nullptr) events_.emplace_back(made);
    if (events_.empty()) return;
    const firstlog_events* of = events_[below(events_.size())].get();
    firstlog_event event{};
    event.struct_size = one_in(6) ? static_cast<std::uint32_t>(below(sizeof event)) : sizeof event;
    check(firstlog_events_get(of, below(12), &event, error()));
    document([&](auto** to) { return firstlog_events_json(of, to, error()); });
  }
  void runs() {
    struct Stop {
      std::uint64_t left;
    } stop{below(10)};
    const auto take = [](void* self, const firstlog_event*) -> std::int32_t {
      return static_cast<Stop*>(self)->left-- == 0 ? 1 : 0;
    };
    std::uint64_t taken = 0;
    check(firstlog_feed_run(feed(), below(5), 0, take, &stop, &taken, error()));
  }
  void trust() {
    firstlog_evidence evidence{};
    evidence.struct_size = sizeof evidence;
    if (one_in(2)) evidence.receipts = view();
    if (one_in(3)) evidence.checkpoints = view();
    firstlog_verification verification{};
    verification.struct_size = sizeof verification;
    check(firstlog_journal_verify(engine(), organisation(), one_in(2) ? nullptr : &evidence, &verification,
                                  error()));
    std::string lines;
    const auto collect = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
      static_cast<std::string*>(self)->append(static_cast<const char*>(data), size);
      return 0;
    };
    check(firstlog_journal_export(engine(), organisation(), collect, &lines, error()));
    if (!lines.empty() && one_in(2)) lines[below(lines.size())] = static_cast<char>(below(256));
    document([&](auto** to) { return firstlog_claim_verify({lines.data(), lines.size()}, to, error()); });
    check(firstlog_journal_import(text_or_null(), organisation(), {lines.data(), lines.size()}, nullptr,
                                  error()));
    char line[300];
    const std::uint8_t seed[32] = {9};
    check(
        firstlog_checkpoint_sign(engine(), organisation(), seed, line, below(sizeof line), nullptr, error()));
  }
  void plans() {
    firstlog_plan* made = nullptr;
    check(firstlog_plan_create(text_or_null(), &made, error()));
    const Plan plan(made);
    document([&](auto** to) { return firstlog_plan_text(plan.get(), to, error()); });
    document([&](auto** to) { return firstlog_plan_check(plan.get(), to, error()); });
    document([&](auto** to) {
      return firstlog_plan_evaluate(plan.get(),
                                    one_in(2) ? R"({"numbers":{"amount":["1.005","7"]},"texts":{}})" : text(),
                                    static_cast<std::int32_t>(below(2)), to, error());
    });
  }
  void bulk() {
    firstlog_plan* made_plan = nullptr;
    check(firstlog_plan_create(
        R"({"version":1,"inputs":["amount"],"steps":[{"name":"c","round":{"of":"amount","to":{"mode":"down","places":2}}}]})",
        &made_plan, error()));
    const Plan plan(made_plan);
    const std::int32_t starts[] = {0, 10, 20};
    firstlog_bulk_frame frame{};
    frame.struct_size = sizeof frame;
    frame.reps = static_cast<std::uint32_t>(below(3));
    frame.period_starts = one_in(8) ? nullptr : starts;
    frame.period_start_count = below(4);
    std::memcpy(frame.currency, one_in(6) ? "XYZ" : "GBP", 4);
    firstlog_bulk* made = nullptr;
    check(firstlog_bulk_create(plan.get(), &frame, &made, error()));
    const Bulk over(made);
    const std::uint32_t rep[] = {0, 1, 0};
    const std::int32_t day[] = {3, static_cast<std::int32_t>(below(25)), 9};
    const std::int64_t amount[] = {100, static_cast<std::int64_t>(dice_()), -7};
    firstlog_bulk_columns columns{};
    columns.struct_size = sizeof columns;
    columns.row_count = below(4);
    columns.rep = rep;
    columns.day = day;
    columns.amount = one_in(8) ? nullptr : amount;
    std::int64_t commission[3];
    firstlog_bulk_total totals[9];
    check(firstlog_bulk_evaluate(over.get(), &columns, one_in(3) ? nullptr : commission, totals, below(6),
                                 error()));
  }
  void values() {
    std::int64_t instant = 0;
    std::int32_t days = 0;
    firstlog_money money{};
    firstlog_rate rate{static_cast<std::int64_t>(dice_()), static_cast<std::int64_t>(dice_())};
    char buffer[30];
    check(firstlog_instant_parse(text_or_null(), &instant, error()));
    check(firstlog_date_parse(text_or_null(), &days, error()));
    check(firstlog_money_parse(text_or_null(), &money, error()));
    check(firstlog_rate_parse(text_or_null(), one_in(2) ? nullptr : &rate, error()));
    check(firstlog_instant_format(static_cast<std::int64_t>(dice_()), buffer, below(sizeof buffer), nullptr));
    check(firstlog_date_format(static_cast<std::int32_t>(dice_()), buffer, sizeof buffer, nullptr));
    std::memcpy(money.currency, text(), 1);
    check(firstlog_money_format(&money, buffer, sizeof buffer, nullptr));
    check(firstlog_rate_format(&rate, buffer, sizeof buffer, nullptr));
    char sort_key[8];
    check(firstlog_name_fold(text_or_null(), sort_key, error()));
    firstlog_place place{};
    check(firstlog_place_fold(text_or_null(), text_or_null(), text_or_null(), &place, error()));
    firstlog_match_key key{};
    check(firstlog_match_key_compute(static_cast<std::uint8_t>(below(9)), text_or_null(),
                                     {"0123456789abcdef", below(17)}, &key, error()));
    firstlog_rule_name(static_cast<std::uint16_t>(dice_()));
    firstlog_event_name(static_cast<std::uint16_t>(dice_()));
    firstlog_command_kind(text_or_null());
  }
  void policies() {
    document([&](auto** to) { return firstlog_policy_check(text_or_null(), to, error()); });
    document([&](auto** to) {
      return firstlog_policy_canonical(text_or_null(), static_cast<std::int32_t>(below(2)), to, error());
    });
    document([&](auto** to) {
      return firstlog_policy_preview(engine(), organisation(), someone(), text_or_null(),
                                     static_cast<std::int64_t>(dice_()), to, error());
    });
  }
  void drops() {
    if (feeds_.size() > 4) feeds_.erase(feeds_.begin() + static_cast<std::ptrdiff_t>(below(feeds_.size())));
    if (events_.size() > 4)
      events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(below(events_.size())));
    // Engines come and go, in any order with what is made from them; the first one stays.
    if (engines_.size() > 2)
      engines_.pop_back();
    else
      engines_.push_back(open_team("memory:", &options_));
  }
  void organisations() {
    check(firstlog_organisation_refresh(engine(), organisation(), error()));
    check(firstlog_organisation_snapshot(engine(), organisation(), error()));
    check(firstlog_organisation_close(engine(), organisation(), error()));
    firstlog_head head{};
    check(firstlog_organisation_head(engine(), organisation(), &head, error()));
    std::uint32_t id = 0;
    check(firstlog_contact_id(engine(), organisation(), text_or_null(), &id, error()));
    check(firstlog_actor_id(engine(), organisation(), text_or_null(), &id, error()));
    char key[20];
    check(firstlog_contact_key(engine(), organisation(), static_cast<std::uint32_t>(below(9)), key, below(20),
                               nullptr, error()));
  }
  void clock() {
    now_ += static_cast<std::int64_t>(below(3'600'000'000));
    check(firstlog_engine_clock_set(engines_[0].get(), now_, error()));
  }
  void imports() {
    firstlog_import_table table{view(), view()};
    firstlog_import_options how{};
    how.struct_size = sizeof how;
    how.dry_run = static_cast<std::uint8_t>(below(2));
    how.batch = text_or_null();
    how.importer = someone();
    document([&](auto** to) {
      return firstlog_import_run(engine(), organisation(), text_or_null(), &table, below(2), &how, to,
                                 error());
    });
  }

  std::mt19937_64 dice_;
  firstlog_engine_options options_{};
  std::int64_t now_ = 1'767'600'000'000'000;
  firstlog_error error_ = FIRSTLOG_ERROR_INIT;
  std::uint64_t accepted_ = 0;
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<Engine> engines_;
  std::vector<Feed> feeds_;
  std::vector<Events> events_;
  firstlog_deal_line lines_[4] = {{firstlog_text_of("flour"), 1, gbp(600), {}, {}},
                                  {firstlog_text_of("eggs"), 2, gbp(400), {}, {}},
                                  {firstlog_text_of("\xFF"), -3, gbp(-1), gbp(1), {}},
                                  {{nullptr, 0}, 0, {}, {}, {}}};
  firstlog_credit_share credits_[3] = {
      {firstlog_key("ana"), {1, 2}}, {firstlog_key("ben"), {1, 2}}, {firstlog_handle(9), {-1, 3}}};
};

TEST(CFuzz, AnySequenceOfCallsIsAnswered) {
  const std::uint64_t seed = from_environment("FIRSTLOG_SEED", 20'261'122);
  SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed));
  Caller caller(seed);
  for (std::uint64_t calls = from_environment("FIRSTLOG_CALLS", 6'000);
       calls > 0 && !testing::Test::HasFailure(); --calls)
    caller.call();
  caller.end();
}

}  // namespace
