// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A generated sequence of calls over the whole header: right ones, wrong ones, in any order, with texts of
// any bytes. Every call answers a status that has a name, every function that the library exports is called,
// and the journal verifies at the end. FIRSTLOG_SEED throws other dice; FIRSTLOG_CALLS makes the sequence
// longer.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <cstring>
#include <sstream>

#include "capi.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "fuzz_dice.hpp"
#include "support/sqlite_place.hpp"
#include "vtable_store.hpp"

namespace {

using namespace capi_test;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

constexpr std::uint64_t calls_in_all = 6'000;

class Caller : FuzzDice {
 public:
  explicit Caller(std::uint64_t seed) : FuzzDice(seed) {
    options_.struct_size = sizeof options_;
    options_.manual_clock_microseconds = 1'767'600'000'000'000;
    engines_.push_back(open("memory:", &options_));
    give(engines_[0].get(), team());
    on_file_ = open_team(("sqlite:" + folder_.file("team.db")).c_str(), &options_);
    sqlite3_open(folder_.file("team.db").c_str(), &host_);
  }
  ~Caller() { sqlite3_close(host_); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void call() {
    switch (below(30)) {
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
      case 24: opens(); break;
      case 25: own_stores(); break;
      case 26: transactions(); break;
      case 27: personal(); break;
      case 28: statement_files(); break;
      case 29: destroys(); break;
    }
  }

  void end() {
    // Whatever came in through misuse, the journal is whole.
    firstlog_verification verification{};
    verification.struct_size = sizeof verification;
    FIRSTLOG_OK(
        FIRSTLOG_CALLED(firstlog_journal_verify)(engines_[0].get(), "acme", nullptr, &verification, &error));
    EXPECT_EQ(verification.ok, 1) << verification.reason;
    EXPECT_GT(verification.events, 20U);
    EXPECT_GT(accepted_, 20U);
  }
  void expect_every_function_called() {
    std::istringstream list(firstlog_test::read_file(FIRSTLOG_TESTS_DIR "/capi/abi/symbols.txt"));
    std::set<std::string> exported;
    for (std::string name; std::getline(list, name);) exported.insert(name);
    const std::set<std::string> called(called_functions().begin(), called_functions().end());
    EXPECT_EQ(called, exported);
  }

 private:
  firstlog_engine* engine() {
    if (one_in(20)) return nullptr;
    if (one_in(60) && !events_.empty()) return reinterpret_cast<firstlog_engine*>(events_.back().get());
    if (one_in(8)) return on_file_.get();
    return engines_[below(engines_.size())].get();
  }
  void submit_some() {
    std::vector<firstlog_command> commands;
    for (std::uint64_t i = below(6); i > 0; --i) commands.push_back(command());
    // A size that the first one says is believed of all of them: as many bytes must be there.
    for (firstlog_command& c : commands)
      if (c.struct_size > sizeof c) c.struct_size = 0;
    std::vector<firstlog_outcome> outcomes(commands.size(), firstlog_outcome_make());
    const firstlog_status status = FIRSTLOG_CALLED(firstlog_engine_submit)(
        engine(), organisation(), commands.data(), commands.size(), outcomes.data(),
        one_in(10) ? FIRSTLOG_WAIT_DEFAULT : 0, error());
    check(status);
    if (status != FIRSTLOG_STATUS_OK) return;
    for (const firstlog_outcome& outcome : outcomes) {
      EXPECT_NE(outcome.verdict, FIRSTLOG_VERDICT_UNDECIDED);
      if (outcome.verdict == FIRSTLOG_VERDICT_ACCEPTED) ++accepted_;
      char buffer[40];
      check(FIRSTLOG_CALLED(firstlog_outcome_describe)(&outcome, buffer, below(sizeof buffer), nullptr));
      check(FIRSTLOG_CALLED(firstlog_outcome_receipt)(organisation(), &outcome, buffer, sizeof buffer,
                                                      nullptr, error()));
    }
  }
  void submit_json() {
    std::string json =
        R"([{"kind":"log_activity","actor":"ana","contact":"bakery","disposition":"connect"}])";
    if (one_in(2)) json[below(json.size())] = static_cast<char>(1 + below(255));
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_engine_submit_json)(
          engine(), organisation(), one_in(8) ? text_or_null() : json.c_str(), 0, to, error());
    });
  }
  template <class Call>
  void document(Call call) {
    firstlog_document* made = nullptr;
    check(call(one_in(30) ? nullptr : &made));
    if (made == nullptr) return;
    std::uint64_t size = 0;
    const char* of = FIRSTLOG_CALLED(firstlog_document_text)(made, &size);
    EXPECT_EQ(std::strlen(of), size);
    FIRSTLOG_CALLED(firstlog_document_destroy)(made);
  }
  void documents() {
    firstlog_engine* e = engine();
    const char* o = organisation();
    const char* s = someone();
    const char* c = one_in(5) ? text_or_null() : "bakery";
    document([&](auto** to) {
      switch (below(32)) {
        case 0: return FIRSTLOG_CALLED(firstlog_contact_record)(e, o, c, to, error());
        case 1: return FIRSTLOG_CALLED(firstlog_contact_deals)(e, o, c, to, error());
        case 2: return FIRSTLOG_CALLED(firstlog_contact_duplicates)(e, o, c, to, error());
        case 3: return FIRSTLOG_CALLED(firstlog_contact_suppression)(e, o, c, to, error());
        case 4: return FIRSTLOG_CALLED(firstlog_contact_assignment)(e, o, c, to, error());
        case 5:
          return FIRSTLOG_CALLED(firstlog_claim_explain)(e, o, c, static_cast<std::uint32_t>(below(4)), to,
                                                         error());
        case 6:
          return FIRSTLOG_CALLED(firstlog_actor_record)(e, o, s, one_in(2) ? nullptr : text(), to, error());
        case 7: return FIRSTLOG_CALLED(firstlog_actor_departure)(e, o, "olga", s, to, error());
        case 8:
          return FIRSTLOG_CALLED(firstlog_leaderboard_record)(e, o, s, one_in(2) ? nullptr : text(), to,
                                                              error());
        case 9:
          return FIRSTLOG_CALLED(firstlog_statement_record)(e, o, s, someone(), one_in(2) ? nullptr : text(),
                                                            to, error());
        case 10: return FIRSTLOG_CALLED(firstlog_pending_record)(e, o, s, to, error());
        case 11: return FIRSTLOG_CALLED(firstlog_organisation_pipeline)(e, o, to, error());
        case 12: return FIRSTLOG_CALLED(firstlog_organisation_split_ownership)(e, o, s, to, error());
        case 13: return FIRSTLOG_CALLED(firstlog_organisation_imports)(e, o, to, error());
        case 14: return FIRSTLOG_CALLED(firstlog_organisation_waiting_policies)(e, o, s, to, error());
        case 15: return FIRSTLOG_CALLED(firstlog_statement_csv)(e, o, s, someone(), nullptr, to, error());
        case 16: return FIRSTLOG_CALLED(firstlog_statement_html)(e, o, s, someone(), nullptr, to, error());
        case 17:
          return FIRSTLOG_CALLED(firstlog_statement_file)(e, o, s, someone(), nullptr, nullptr, to, error());
        case 18:
          return FIRSTLOG_CALLED(firstlog_leaderboard_page)(e, o, s, nullptr, below(4), below(4), to,
                                                            error());
        case 19: return FIRSTLOG_CALLED(firstlog_leaderboard_html)(e, o, s, nullptr, to, error());
        case 20:
          return FIRSTLOG_CALLED(firstlog_pay_explain)(e, o, s, someone(),
                                                       static_cast<std::uint32_t>(below(4)), to, error());
        case 21:
          return FIRSTLOG_CALLED(firstlog_pay_explain_component)(e, o, s, someone(), text_or_null(), "bonus",
                                                                 static_cast<std::int32_t>(below(30'000)), to,
                                                                 error());
        case 22: return FIRSTLOG_CALLED(firstlog_pay_exceptions)(e, o, s, to, error());
        case 23:
          return FIRSTLOG_CALLED(firstlog_payroll_record)(e, o, s, one_in(2) ? "2026-01" : text_or_null(), to,
                                                          error());
        case 29:
          return FIRSTLOG_CALLED(firstlog_payroll_csv)(e, o, s, one_in(2) ? "2026-01" : text_or_null(), to,
                                                       error());
        case 30:
          return FIRSTLOG_CALLED(firstlog_import_obstacles)(e, o, text_or_null(), below(4), to, error());
        case 24:
          return FIRSTLOG_CALLED(firstlog_liability_csv)(e, o, s, static_cast<std::int64_t>(below(5)), to,
                                                         error());
        case 25:
          return FIRSTLOG_CALLED(firstlog_quota_record)(e, o, s, someone(), one_in(2) ? nullptr : text(), to,
                                                        error());
        case 26: return FIRSTLOG_CALLED(firstlog_quota_reviews)(e, o, s, to, error());
        case 27: return FIRSTLOG_CALLED(firstlog_organisation_disputes)(e, o, s, to, error());
        case 28:
          return FIRSTLOG_CALLED(firstlog_organisation_period_close)(e, o, s, one_in(2) ? nullptr : text(),
                                                                     to, error());
        default: return FIRSTLOG_CALLED(firstlog_claim_export)(e, o, c, 0, nullptr, to, error());
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
    check(FIRSTLOG_CALLED(firstlog_engine_preview)(engine(), organisation(), commands.data(), commands.size(),
                                                   outcomes.data(), one_in(2) ? nullptr : &made, error()));
    if (made != nullptr) events_.emplace_back(made);
  }
  void columns() {
    ArrowSchema schema{};
    ArrowArray array{};
    firstlog_status status = 0;
    const std::uint64_t which = below(4);
    if (which == 0)
      status = FIRSTLOG_CALLED(firstlog_leaderboard_export)(engine(), organisation(), someone(), nullptr,
                                                            &schema, &array, error());
    if (which == 1)
      status = FIRSTLOG_CALLED(firstlog_statement_export)(engine(), organisation(), someone(), someone(),
                                                          nullptr, &schema, &array, error());
    if (which == 2)
      status = FIRSTLOG_CALLED(firstlog_pending_export)(engine(), organisation(), someone(), &schema, &array,
                                                        error());
    if (which == 3 && !events_.empty())
      status = FIRSTLOG_CALLED(firstlog_events_export)(events_[below(events_.size())].get(), &schema, &array,
                                                       error());
    check(status);
    if (schema.release != nullptr) {
      EXPECT_EQ(schema.n_children, array.n_children);
      schema.release(&schema);
      array.release(&array);
    }
  }
  void feeds() {
    firstlog_feed* made = nullptr;
    check(FIRSTLOG_CALLED(firstlog_feed_create)(engine(), organisation(),
                                                one_in(3) ? text_or_null() : "reader", &made, error()));
    if (made != nullptr) feeds_.emplace_back(made);
  }
  firstlog_feed* feed() { return feeds_.empty() ? nullptr : feeds_[below(feeds_.size())].get(); }
  void polls() {
    firstlog_events* made = nullptr;
    firstlog_feed* of = feed();
    check(FIRSTLOG_CALLED(firstlog_feed_poll)(of, below(20), one_in(20) ? -1 : 0, &made, error()));
    if (made != nullptr) events_.emplace_back(made);
    check(FIRSTLOG_CALLED(firstlog_feed_acknowledge)(of, below(60), error()));
    std::uint64_t position = 0;
    check(FIRSTLOG_CALLED(firstlog_feed_acknowledged)(of, &position, error()));
  }
  void events() {
    firstlog_events* made = nullptr;
    check(FIRSTLOG_CALLED(firstlog_contact_history)(engine(), organisation(), "bakery", &made, error()));
    if (made != nullptr) events_.emplace_back(made);
    if (events_.empty()) return;
    const firstlog_events* of = events_[below(events_.size())].get();
    firstlog_event event{};
    event.struct_size = one_in(6) ? static_cast<std::uint32_t>(below(sizeof event)) : sizeof event;
    check(FIRSTLOG_CALLED(firstlog_events_get)(of, below(12), &event, error()));
    document([&](auto** to) { return FIRSTLOG_CALLED(firstlog_events_json)(of, to, error()); });
  }
  void runs() {
    struct Stop {
      std::uint64_t left;
    } stop{below(10)};
    const auto take = [](void* self, const firstlog_event*) -> std::int32_t {
      return static_cast<Stop*>(self)->left-- == 0 ? 1 : 0;
    };
    std::uint64_t taken = 0;
    check(FIRSTLOG_CALLED(firstlog_feed_run)(feed(), below(5), 0, take, &stop, &taken, error()));
  }
  void trust() {
    firstlog_evidence evidence{};
    evidence.struct_size = sizeof evidence;
    if (one_in(2)) evidence.receipts = view();
    if (one_in(3)) evidence.checkpoints = view();
    firstlog_verification verification{};
    verification.struct_size = sizeof verification;
    check(FIRSTLOG_CALLED(firstlog_journal_verify)(engine(), organisation(), one_in(2) ? nullptr : &evidence,
                                                   &verification, error()));
    std::string lines;
    const auto collect = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
      static_cast<std::string*>(self)->append(static_cast<const char*>(data), size);
      return 0;
    };
    check(FIRSTLOG_CALLED(firstlog_journal_export)(engine(), organisation(), collect, &lines, error()));
    if (!lines.empty() && one_in(2)) lines[below(lines.size())] = static_cast<char>(below(256));
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_claim_verify)({lines.data(), lines.size()}, to, error());
    });
    check(FIRSTLOG_CALLED(firstlog_journal_import)(text_or_null(), organisation(),
                                                   {lines.data(), lines.size()}, nullptr, error()));
    char line[300];
    const std::uint8_t seed[32] = {9};
    std::uint8_t public_key[32];
    check(FIRSTLOG_CALLED(firstlog_checkpoint_key)(one_in(20) ? nullptr : seed, public_key, error()));
    std::uint64_t rows = 0;
    const firstlog_row_sink count = [](void* self, const firstlog_commit_row*) -> std::int32_t {
      return ++*static_cast<std::uint64_t*>(self) > 5 ? 1 : 0;
    };
    check(FIRSTLOG_CALLED(firstlog_journal_read)(engine(), organisation(), below(30),
                                                 one_in(20) ? nullptr : count, &rows, error()));
    check(FIRSTLOG_CALLED(firstlog_checkpoint_sign)(engine(), organisation(), seed, line, below(sizeof line),
                                                    nullptr, error()));
  }
  void plans() {
    firstlog_plan* made = nullptr;
    check(FIRSTLOG_CALLED(firstlog_plan_create)(text_or_null(), &made, error()));
    const Plan plan(made);
    document([&](auto** to) { return FIRSTLOG_CALLED(firstlog_plan_text)(plan.get(), to, error()); });
    document([&](auto** to) { return FIRSTLOG_CALLED(firstlog_plan_check)(plan.get(), to, error()); });
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_plan_evaluate)(
          plan.get(), one_in(2) ? R"({"numbers":{"amount":["1.005","7"]},"texts":{}})" : text(),
          static_cast<std::int32_t>(below(2)), to, error());
    });
  }
  void bulk() {
    firstlog_plan* made_plan = nullptr;
    check(FIRSTLOG_CALLED(firstlog_plan_create)(
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
    check(FIRSTLOG_CALLED(firstlog_bulk_create)(plan.get(), &frame, &made, error()));
    const Bulk over(made);
    const std::uint32_t rep[] = {0, 1, 0};
    const std::int32_t day[] = {3, static_cast<std::int32_t>(below(25)), 9};
    const std::int64_t amount[] = {100, static_cast<std::int64_t>(any()), -7};
    firstlog_bulk_columns columns{};
    columns.struct_size = sizeof columns;
    columns.row_count = below(4);
    columns.rep = rep;
    columns.day = day;
    columns.amount = one_in(8) ? nullptr : amount;
    std::int64_t commission[3];
    firstlog_bulk_total totals[9];
    check(FIRSTLOG_CALLED(firstlog_bulk_evaluate)(over.get(), &columns, one_in(3) ? nullptr : commission,
                                                  totals, below(6), error()));
  }
  void values() {
    std::int64_t instant = 0;
    std::int32_t days = 0;
    firstlog_money money{};
    firstlog_rate rate{static_cast<std::int64_t>(any()), static_cast<std::int64_t>(any())};
    char buffer[30];
    check(FIRSTLOG_CALLED(firstlog_instant_parse)(text_or_null(), &instant, error()));
    check(FIRSTLOG_CALLED(firstlog_date_parse)(text_or_null(), &days, error()));
    check(FIRSTLOG_CALLED(firstlog_money_parse)(text_or_null(), &money, error()));
    check(FIRSTLOG_CALLED(firstlog_rate_parse)(text_or_null(), one_in(2) ? nullptr : &rate, error()));
    check(FIRSTLOG_CALLED(firstlog_instant_format)(static_cast<std::int64_t>(any()), buffer,
                                                   below(sizeof buffer), nullptr));
    check(FIRSTLOG_CALLED(firstlog_date_format)(static_cast<std::int32_t>(any()), buffer, sizeof buffer,
                                                nullptr));
    std::memcpy(money.currency, text(), 1);
    check(FIRSTLOG_CALLED(firstlog_money_format)(&money, buffer, sizeof buffer, nullptr));
    check(FIRSTLOG_CALLED(firstlog_rate_format)(&rate, buffer, sizeof buffer, nullptr));
    char sort_key[8];
    check(FIRSTLOG_CALLED(firstlog_name_fold)(text_or_null(), sort_key, error()));
    firstlog_place place{};
    check(FIRSTLOG_CALLED(firstlog_place_fold)(text_or_null(), text_or_null(), text_or_null(), &place,
                                               error()));
    firstlog_match_key key{};
    check(FIRSTLOG_CALLED(firstlog_match_key_compute)(static_cast<std::uint8_t>(below(9)), text_or_null(),
                                                      {"0123456789abcdef", below(17)}, &key, error()));
    for (const char* name : {FIRSTLOG_CALLED(firstlog_verdict_name)(static_cast<std::uint8_t>(any())),
                             FIRSTLOG_CALLED(firstlog_command_name)(static_cast<std::uint16_t>(below(100))),
                             FIRSTLOG_CALLED(firstlog_field_name)(static_cast<std::uint8_t>(any())),
                             FIRSTLOG_CALLED(firstlog_rule_sentence)(static_cast<std::uint16_t>(below(200))),
                             FIRSTLOG_CALLED(firstlog_rule_remedy)(static_cast<std::uint16_t>(below(200))),
                             FIRSTLOG_CALLED(firstlog_version)()})
      EXPECT_NE(name, nullptr);
    EXPECT_EQ(FIRSTLOG_CALLED(firstlog_abi_version)(), static_cast<std::uint32_t>(FIRSTLOG_ABI_VERSION));
    firstlog_error failed = FIRSTLOG_ERROR_INIT;
    if (one_in(4)) std::memset(failed.reason, static_cast<int>(1 + below(255)), sizeof failed.reason);
    if (one_in(8)) failed.struct_size = static_cast<std::uint32_t>(below(900));
    check(FIRSTLOG_CALLED(firstlog_error_describe)(one_in(20) ? nullptr : &failed, buffer,
                                                   below(sizeof buffer), nullptr));
    FIRSTLOG_CALLED(firstlog_rule_name)(static_cast<std::uint16_t>(any()));
    FIRSTLOG_CALLED(firstlog_event_name)(static_cast<std::uint16_t>(any()));
    FIRSTLOG_CALLED(firstlog_command_kind)(text_or_null());
  }
  void policies() {
    document([&](auto** to) { return FIRSTLOG_CALLED(firstlog_policy_check)(text_or_null(), to, error()); });
    firstlog_command adopt = firstlog_command_make(
        static_cast<std::uint16_t>(one_in(8) ? FIRSTLOG_COMMAND_ADVANCE : FIRSTLOG_COMMAND_ADOPT_POLICY));
    adopt.actor = firstlog_key(someone());
    adopt.document = one_in(2) ? firstlog_text_of(policy) : view();
    firstlog_outcome outcome = firstlog_outcome_make();
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_policy_adopt)(engine(), organisation(), one_in(20) ? nullptr : &adopt,
                                                    one_in(20) ? nullptr : &outcome, to, error());
    });
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_policy_canonical)(text_or_null(), static_cast<std::int32_t>(below(2)),
                                                        to, error());
    });
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_policy_preview)(engine(), organisation(), someone(), text_or_null(),
                                                      static_cast<std::int64_t>(any()), to, error());
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
    check(FIRSTLOG_CALLED(firstlog_organisation_refresh)(engine(), organisation(), error()));
    check(FIRSTLOG_CALLED(firstlog_organisation_snapshot)(engine(), organisation(), error()));
    check(FIRSTLOG_CALLED(firstlog_organisation_close)(engine(), organisation(), error()));
    firstlog_head head{};
    check(FIRSTLOG_CALLED(firstlog_organisation_head)(engine(), organisation(), &head, error()));
    std::uint32_t id = 0;
    check(FIRSTLOG_CALLED(firstlog_contact_id)(engine(), organisation(), text_or_null(), &id, error()));
    check(FIRSTLOG_CALLED(firstlog_actor_id)(engine(), organisation(), text_or_null(), &id, error()));
    std::uint32_t rank = 0;
    check(FIRSTLOG_CALLED(firstlog_leaderboard_rank)(engine(), organisation(), someone(),
                                                     one_in(2) ? nullptr : text(),
                                                     one_in(20) ? nullptr : &rank, error()));
    char key[20];
    check(FIRSTLOG_CALLED(firstlog_actor_key)(engine(), organisation(), static_cast<std::uint32_t>(below(9)),
                                              key, below(20), nullptr, error()));
    check(FIRSTLOG_CALLED(firstlog_contact_key)(
        engine(), organisation(), static_cast<std::uint32_t>(below(9)), key, below(20), nullptr, error()));
  }
  void clock() {
    now_ += static_cast<std::int64_t>(below(3'600'000'000));
    check(FIRSTLOG_CALLED(firstlog_engine_clock_set)(engines_[0].get(), now_, error()));
  }
  void imports() {
    firstlog_import_table table{view(), view()};
    firstlog_import_options how{};
    how.struct_size = sizeof how;
    how.dry_run = static_cast<std::uint8_t>(below(2));
    how.batch = text_or_null();
    how.importer = someone();
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_import_run)(engine(), organisation(), text_or_null(), &table, below(2),
                                                  &how, to, error());
    });
  }

  // A store of the host's, as it should be or not.
  firstlog_store own_store() {
    auto made = firstlog::open_memory_store();
    stores_.push_back(std::make_unique<VtableStore>(std::move(*made)));
    firstlog_store slots = stores_.back()->slots();
    if (one_in(6)) slots.struct_size = static_cast<std::uint32_t>(below(80));
    if (one_in(6)) slots.abi_version = static_cast<std::uint32_t>(below(4));
    if (one_in(6)) slots.open_session = nullptr;
    if (one_in(6)) slots.name = view();
    if (one_in(4))
      stores_.back()->trouble = {.slot = "append", .status = FIRSTLOG_STATUS_IO_FAILED, .skip = true};
    return slots;
  }
  void own_stores() {
    firstlog_store slots = own_store();
    firstlog_engine* made = nullptr;
    check(FIRSTLOG_CALLED(firstlog_engine_create_on_store)(one_in(20) ? nullptr : &slots,
                                                           one_in(2) ? nullptr : &options_, &made, error()));
    if (made != nullptr) {
      const Engine engine(made);
      firstlog_outcome outcomes[6];
      outcomes[0] = firstlog_outcome_make();
      const std::vector<firstlog_command> commands = team();
      check(FIRSTLOG_CALLED(firstlog_engine_submit)(made, "acme", commands.data(), commands.size(), outcomes,
                                                    0, error()));
    }
    std::string lines;
    const auto collect = [](void* self, const void* data, std::uint64_t size) -> std::int32_t {
      static_cast<std::string*>(self)->append(static_cast<const char*>(data), size);
      return 0;
    };
    check(FIRSTLOG_CALLED(firstlog_journal_export)(on_file_.get(), "acme", collect, &lines, error()));
    slots = own_store();
    firstlog_head head{};
    check(FIRSTLOG_CALLED(firstlog_journal_import_to_store)(
        &slots, organisation(), {lines.data(), lines.size()}, one_in(2) ? nullptr : &head, error()));
    // The suite itself runs elsewhere; here it is asked for what is not there.
    firstlog_conformance_target target{};
    target.struct_size = one_in(2) ? sizeof target : static_cast<std::uint32_t>(below(sizeof target));
    if (one_in(2))
      target.make_place = [](void*, firstlog_conformance_place*, firstlog_error*) -> firstlog_status {
        return FIRSTLOG_STATUS_IO_FAILED;
      };
    const firstlog_conformance_report report = [](void*, firstlog_text, firstlog_text, firstlog_text,
                                                  firstlog_text) {};
    std::uint64_t failed = 0;
    check(FIRSTLOG_CALLED(firstlog_conformance_run)(one_in(8) ? nullptr : &target, "no such case",
                                                    one_in(8) ? nullptr : report, nullptr, &failed, error()));
    if (stores_.size() > 8) stores_.erase(stores_.begin(), stores_.end() - 2);
  }
  void opens() {
    firstlog_engine_options options = options_;
    const firstlog_clock clock{sizeof(firstlog_clock), 0, nullptr, nullptr};
    if (one_in(6)) options.struct_size = static_cast<std::uint32_t>(below(200));
    if (one_in(6)) options.clock = &clock;
    if (one_in(6)) options.wait_max_microseconds = static_cast<std::int64_t>(any());
    if (one_in(6)) options.commands_per_commit_max = static_cast<std::uint32_t>(below(3));
    if (one_in(6)) options.snapshot_every_events = below(9);
    firstlog_engine* made = nullptr;
    check(FIRSTLOG_CALLED(firstlog_engine_create)(one_in(2) ? "memory:" : text_or_null(),
                                                  one_in(4) ? nullptr : &options,
                                                  one_in(20) ? nullptr : &made, error()));
    FIRSTLOG_CALLED(firstlog_engine_destroy)(made);
  }
  // The host's connection, in a transaction that may write or not.
  void transactions() {
    const bool begun =
        sqlite3_exec(host_, one_in(4) ? "BEGIN" : "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK;
    firstlog_transaction* made = nullptr;
    if (one_in(2)) {
      check(FIRSTLOG_CALLED(firstlog_transaction_create)(
          one_in(8) ? engine() : on_file_.get(), organisation(), one_in(12) ? nullptr : host_,
          one_in(4) ? text_or_null() : sqlite3_sourceid(), &made, error()));
    } else {
      firstlog_session session = VtableStore::wrap(std::move(*firstlog::sqlite_host_session(host_)), nullptr);
      void* const self = session.self;
      void (*const destroy)(void*) = session.destroy;
      if (one_in(6)) session.struct_size = static_cast<std::uint32_t>(below(120));
      if (one_in(6)) session.append = nullptr;
      check(FIRSTLOG_CALLED(firstlog_transaction_create_on_session)(on_file_.get(), organisation(), &session,
                                                                    &made, error()));
      if (made == nullptr) destroy(self);
    }
    std::vector<firstlog_command> commands(below(4), command());
    for (firstlog_command& c : commands)
      if (c.struct_size > sizeof c) c.struct_size = 0;
    std::vector<firstlog_outcome> outcomes(commands.size(), firstlog_outcome_make());
    check(FIRSTLOG_CALLED(firstlog_transaction_submit)(made, commands.data(), commands.size(),
                                                       outcomes.data(), error()));
    FIRSTLOG_CALLED(firstlog_transaction_destroy)(made);
    if (begun) sqlite3_exec(host_, one_in(2) ? "COMMIT" : "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void personal() {
    firstlog_events* made = nullptr;
    check(FIRSTLOG_CALLED(firstlog_contact_history)(engine(), "acme", one_in(2) ? "mill" : "bakery", &made,
                                                    error()));
    const Events history(made);
    std::uint8_t digest[32] = {1};
    for (std::uint64_t i = FIRSTLOG_CALLED(firstlog_events_count)(made); i > 0 && digest[0] == 1; --i) {
      firstlog_event event{};
      event.struct_size = sizeof event;
      check(FIRSTLOG_CALLED(firstlog_events_get)(made, i - 1, &event, error()));
      if (event.kind == FIRSTLOG_EVENT_NOTE_ADDED) std::memcpy(digest, event.digest, sizeof digest);
    }
    std::uint64_t bytes = 0;
    const firstlog_sink count = [](void* self, const void*, std::uint64_t size) -> std::int32_t {
      *static_cast<std::uint64_t*>(self) += size;
      return 0;
    };
    check(FIRSTLOG_CALLED(firstlog_personal_read)(engine(), organisation(), someone(), digest,
                                                  one_in(20) ? nullptr : count, &bytes, error()));
    check(FIRSTLOG_CALLED(firstlog_personal_erase)(engine(), organisation(), someone(),
                                                   one_in(20) ? nullptr : digest, error()));
  }
  void statement_files() {
    firstlog_document* made = nullptr;
    const std::uint8_t seed[32] = {7};
    check(FIRSTLOG_CALLED(firstlog_statement_file)(engine(), "acme", "olga", "ana", nullptr,
                                                   one_in(2) ? nullptr : seed, &made, error()));
    const Document document_of_file(made);
    std::string file = made == nullptr ? std::string("{}") : firstlog_document_text(made, nullptr);
    if (one_in(2)) file[below(file.size())] = static_cast<char>(below(256));
    document([&](auto** to) {
      return FIRSTLOG_CALLED(firstlog_statement_verify)({file.data(), file.size()},
                                                        one_in(2) ? nullptr : seed, to, error());
    });
  }
  // By hand, and of none.
  void destroys() {
    firstlog_document* none = nullptr;
    FIRSTLOG_CALLED(firstlog_document_destroy)(none);
    FIRSTLOG_CALLED(firstlog_feed_destroy)(feeds_.empty() ? nullptr : feeds_.back().release());
    if (!feeds_.empty()) feeds_.pop_back();
    FIRSTLOG_CALLED(firstlog_events_destroy)(events_.empty() ? nullptr : events_.back().release());
    if (!events_.empty()) events_.pop_back();
    firstlog_plan* plan = nullptr;
    check(FIRSTLOG_CALLED(firstlog_plan_create)(text_or_null(), &plan, error()));
    FIRSTLOG_CALLED(firstlog_plan_destroy)(plan);
    FIRSTLOG_CALLED(firstlog_bulk_destroy)(nullptr);
  }

  firstlog_engine_options options_{};
  std::int64_t now_ = 1'767'600'000'000'000;
  std::uint64_t accepted_ = 0;
  firstlog_test::Folder folder_{true};
  sqlite3* host_ = nullptr;  // the host's connection to the file
  std::vector<std::unique_ptr<VtableStore>> stores_;
  Engine on_file_;
  std::vector<Engine> engines_;
  std::vector<Feed> feeds_;
  std::vector<Events> events_;
};

TEST(CFuzz, AnySequenceOfCallsIsAnswered) {
  const std::uint64_t seed = from_environment("FIRSTLOG_SEED", 20'261'122);
  SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed));
  Caller caller(seed);
  const std::uint64_t calls = from_environment("FIRSTLOG_CALLS", calls_in_all);
  for (std::uint64_t i = 0; i < calls && !testing::Test::HasFailure(); ++i) caller.call();
  caller.end();
  if (calls >= calls_in_all) caller.expect_every_function_called();
}

}  // namespace
