// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the tests of the policy document share: files, errors as text, random policies.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "firstlog/formats/policy_json.hpp"

namespace policy_test {

inline const std::string minimal = R"({"plan":{"currency":"EUR"}})";

inline std::string root() {
  return std::string(FIRSTLOG_TESTS_DIR) + "/..";
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// FIRSTLOG_UPDATE=1 rewrites what is checked in instead of comparing with it.
inline bool update() {
  const char* value = std::getenv("FIRSTLOG_UPDATE");
  return value != nullptr && std::string_view(value) == "1";
}

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::uint64_t seed() {
  const char* value = std::getenv("FIRSTLOG_SEED");
  return value == nullptr ? 20260101 : std::strtoull(value, nullptr, 10);
}

// "place | reason | remedy", or "ok".
template <class T>
std::string told(const firstlog::Result<T>& result) {
  if (result.ok()) return "ok";
  const firstlog::Error& e = result.error();
  return std::string(e.place.view()) + " | " + std::string(e.reason.view()) + " | " +
         std::string(e.remedy.view());
}

// Makes policies that pass Policy::check, every member of them random.
class RandomPolicies {
 public:
  explicit RandomPolicies(std::uint64_t seed) : random_(seed) {}

  firstlog::Policy next() {
    using namespace firstlog;
    Policy p;
    p.name = text(1, 40);
    p.zone = coin() ? "Europe/Vienna" : "America/Argentina/Buenos_Aires";
    p.working_week = WorkingWeek::none().with(static_cast<Weekday>(number(1, 7)));
    for (int day = 1; day <= 7; ++day)
      if (coin()) p.working_week = p.working_week.with(static_cast<Weekday>(day));
    std::int64_t days = number(-700'000, 20'000);
    for (std::int64_t n = number(0, 5); n > 0; --n) {
      p.holidays.push_back(*Date::from_days(days));
      days += number(0, 1000);
    }
    pipeline(p.pipeline);
    for (const CommandRow& row : command_rows)
      if (row.roles != Roles(Role::system) && number(0, 4) == 0)
        p.roles.push_back({static_cast<std::uint16_t>(row.kind),
                           Roles::from_bits(static_cast<std::uint16_t>(number(1, 0x1FF)))});
    std::shuffle(p.roles.begin(), p.roles.end(), random_);
    for (char letter = 'A'; letter < 'Y'; letter = static_cast<char>(letter + number(2, 9))) {
      AssignmentRule rule;
      if (coin()) rule.name = text(1, 20);
      rule.from = std::string(1, letter);
      rule.to = std::string(1, static_cast<char>(letter + number(0, 1)));
      rule.rep = text(1, 20);
      p.assignment.push_back(rule);
      if (coin()) {
        AssignmentRule territory;
        territory.country = coin() ? "AT" : "DE";
        if (coin()) territory.region = "BY";
        const std::string postcode = std::to_string(p.assignment.size() + 100);
        if (coin()) {
          territory.postcode_prefix = postcode;
        } else {
          territory.postcode_from = territory.postcode_to = postcode;
        }
        for (std::int64_t n = number(1, 3); n > 0; --n) {
          territory.reps.push_back({text(1, 20) + std::to_string(n), number32(1, 10'000), std::nullopt});
          // One capacity for a rep: this one stands here alone.
          if (coin()) territory.reps.push_back({"rep " + postcode + std::to_string(n), 1, number32(0, 1000)});
        }
        p.assignment.push_back(territory);
      }
      if (coin()) p.assignment.push_back({"", text(1, 10) + std::string(1, letter), "", "", text(1, 128)});
    }
    p.recycle_excludes_previous = coin();
    p.claim_by = coin() ? ClaimBy::any_rep : ClaimBy::assignee_or_pool;
    p.interest_needs_connect = static_cast<ConnectCheck>(number(0, 2));
    p.connect_hours = number32(1, 24 * 366);
    p.callback_horizon_days = number32(1, 3650);
    p.callbacks_per_rep = number32(1, 1'000'000);
    p.missed_callback_working_days = number32(0, 250);
    p.four_eyes = coin();
    added(p);
    plan(p.plan);
    p.quota.closes = number32(0, 1'000'000);
    p.quota.amber_from = rate(1);
    p.quota.green_from = *checked_add(p.quota.amber_from, rate(0));
    p.freeze_after_working_days = number32(0, 250);
    p.journal_refusals = coin();
    p.idempotency_days = number32(1, 3650);
    p.clock_behind_minutes = number32(0, 525'600);
    p.clock_ahead_days = number32(1, 36'500);
    return p;
  }

  void quota(firstlog::Quota& quota) {
    using namespace firstlog;
    quota.measure = static_cast<QuotaMeasure>(number(0, 2));
    if (coin()) quota.target = rate(0);
    if (coin()) quota.points_per_close = rate(0);
    if (coin()) quota.points_per_unit = rate(0);
    for (int i = number32(0, 4); i > 0; --i) {
      const Rate from = quota.zones.empty() ? Rate() : *checked_add(quota.zones.back().from, Rate::of(1, 3));
      const QuotaZone least = quota.zones.empty() ? QuotaZone::red : quota.zones.back().zone;
      quota.zones.push_back({text(1, 20) + std::to_string(i), from, coin() ? least : QuotaZone::green});
    }
    for (int i = number32(0, 4); i > 0; --i) quota.ramp.push_back(rate(0));
    quota.prorate = coin();
    quota.leave_prorates = coin();
    if (coin()) quota.leave_month_days = number32(1, 31);
    quota.pace = coin() ? QuotaPace::calendar_days : QuotaPace::working_days;
    if (coin()) quota.pace_from = rate(0);
    for (int i = number32(0, 4); i > 0; --i) {
      QuotaRow row;
      (coin() ? row.rep : row.team) = text(1, 10) + std::to_string(i);
      row.target = rate(0);
      const std::int64_t days = number(0, 20'000);
      if (coin()) row.from = Date::from_days(days);
      if (coin()) row.until = Date::from_days(days + number(0, 400));
      quota.rows.push_back(row);
    }
  }

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  std::int32_t number32(std::int64_t low, std::int64_t high) {
    return static_cast<std::int32_t>(number(low, high));
  }
  bool coin() { return number(0, 1) == 1; }
  std::mt19937_64& engine() { return random_; }

 private:
  // At most `most` bytes of characters that JSON escapes, or need not, or counts in several bytes.
  std::string text(std::size_t least, std::size_t most) {
    static const std::vector<std::string> parts = {"a", "Z",  "7",  "\"",   "\\", "/", " ", "ä",       "ß",
                                                   "€", "中", "😀", "\\u0", "{",  "]", ",", "\xC2\xA0"};
    std::string made;
    const auto wanted = static_cast<std::size_t>(number(static_cast<std::int64_t>(least), 12));
    while (made.size() < wanted || made.size() < least) {
      const std::string& part =
          parts[static_cast<std::size_t>(number(0, static_cast<int>(parts.size()) - 1))];
      if (made.size() + part.size() > most) {
        if (made.size() >= least) break;
        made += "x";
      } else {
        made += part;
      }
    }
    return made;
  }

  firstlog::Rate rate(std::int64_t least_numerator) {
    const std::int64_t denominator = coin() ? 1000 : number(1, 1'000'000);
    return *firstlog::Rate::from_fraction({number(least_numerator, denominator), denominator});
  }

  // One base plan after the other, and additive ones beside them.
  std::vector<firstlog::CommissionPlan> plans() {
    using namespace firstlog;
    std::vector<CommissionPlan> all;
    for (std::int64_t n = number(0, 4); n > 0; --n) {
      CommissionPlan plan;
      plan.name = "plan " + std::to_string(n);
      plan.use = coin() ? PlanUse::additive : PlanUse::base;
      plan.from = *Date::from_days(20'000 - 1000 * n);
      plan.until = *Date::from_days(20'000 - 1000 * n + number(0, 999));
      if (coin()) plan.reps = {"ann", "bob"};
      if (coin()) plan.teams = {"north"};
      if (plan.use == PlanUse::additive) {
        if (coin()) plan.products = {"hosting"};
        plan.closes = static_cast<PlanCloses>(number(0, 2));
      }
      PlanComponent line;
      line.name = "line";
      line.span = static_cast<PlanSpan>(number(0, 4));
      line.rounding = static_cast<RoundingMode>(number(0, 5));
      line.paid = coin();
      if (coin()) line.of = PlanOf::team;
      if (line.of == PlanOf::team && coin()) line.levels = number32(1, 100);
      line.prorate = static_cast<PlanProrate>(number(0, 2));
      SumStep sum;
      sum.terms.push_back({coin(), {Operand::of("amount"), Operand::number(rate(0))}, {}});
      line.steps.push_back({"rated", sum});
      BoundStep kept;
      kept.of = Operand::of("rated");
      kept.least = Operand::number({});
      line.steps.push_back({"kept", kept});
      if (coin()) line.pays = "rated";
      if (line.paid && coin())
        line.payable = {{Rate::of(7, 10), PayableOn::approval, 0, {}},
                        {Rate::of(3, 10), static_cast<PayableOn>(number(0, 3)),
                         static_cast<std::int32_t>(number(0, 60)), Date::from_days(20'000)}};
      if (line.paid && coin())
        line.clawback = {static_cast<ClawbackUnit>(number(0, 1)),
                         static_cast<ClawbackBetween>(number(0, 1)),
                         {{0, Rate::one()}, {static_cast<std::int32_t>(number(1, 90)), Rate::of(1, 3)}}};
      plan.components.push_back(line);
      PlanComponent all_of_it;
      all_of_it.name = "span";
      all_of_it.span = static_cast<PlanSpan>(number(1, 5));
      if (all_of_it.span == PlanSpan::calendar) all_of_it.calendar = "own";
      all_of_it.of = line.of;
      all_of_it.at_version = static_cast<AtVersion>(number(0, 1));
      all_of_it.negative = static_cast<NegativeRule>(number(0, 2));
      all_of_it.steps.push_back({"total", TotalStep{Operand::of("line")}});
      SumStep owed;
      owed.terms.push_back({false, {Operand::of("total")}, {}});
      owed.terms.push_back({false, {Operand::of("before")}, {}});
      all_of_it.steps.push_back({"owed", owed});
      all_of_it.carries.push_back({"before", "owed", {}});
      if (coin()) all_of_it.carries.back().opening = BalanceKind::draw_debt;
      plan.components.push_back(all_of_it);
      all.push_back(plan);
    }
    return all;
  }

  // Members that the canonical text leaves out where they hold their default: sometimes they do.
  void added(firstlog::Policy& p) {
    using namespace firstlog;
    p.assignment_gaps = static_cast<GapCheck>(number(0, 2));
    if (coin()) p.plans = plans();
    if (coin()) {
      const Currency foreign = *Currency::parse("NOK");  // no plan here is in it
      for (std::int64_t n = number(0, 3); n > 0; --n)
        p.exchange_rates.push_back(
            {foreign, *Date::from_days(20'000 + n), *Rate::from_fraction({n, 7}), "bank"});
      p.exchange_rate_days = static_cast<std::int32_t>(number(0, 366));
      p.exchange_rounding = static_cast<RoundingMode>(number(0, 5));
    }
    if (coin() || !p.plans.empty()) {
      p.calendars.push_back({"own", {*Date::from_days(number(0, 20'000))}, {number32(1, 53)}});
      if (coin()) p.calendars.back().weeks.push_back(number32(1, 53));
      if (coin()) p.calendars.push_back({text(1, 20) + "2", {*Date::from_days(3), *Date::from_days(30)}, {}});
    }
    if (coin()) p.plan_check.cliff_minor = number(0, 1'000'000);
    if (coin()) p.plan_check.moving_minor = number(0, 1'000'000);
    if (coin()) p.plan_check.splitting_minor = number(0, 1'000'000);
    if (coin()) p.plan_check.merging_minor = number(0, 1'000'000);
    if (coin()) p.plan_check.uncapped_rate = rate(0);
    if (coin()) p.plan_check.rate_max = rate(0);
    if (coin()) p.retract_minutes = number32(0, 1440);
    if (coin()) p.protection_warning_days = number32(0, 365);
    if (coin()) p.open_deal_protection_months = number32(0, 120);
    if (coin()) p.release.idle_days = number32(1, 3650);
    if (coin()) p.release.stage_days = number32(1, 3650);
    if (coin()) p.release.overdue_days = number32(1, 3650);
    if (coin()) p.release.first_contact_hours = number32(1, 8784);
    if (coin()) p.release.failed_attempts_per_week = number32(1, 1000);
    if (coin()) p.release = {};
    p.departed_claims_move = coin();
    p.week_starts = static_cast<Weekday>(number(1, 7));
    if (coin()) p.fiscal_year_starts = number32(1, 12);
    if (coin()) p.dispute_working_days = number32(0, 250);
    if (coin()) p.calling.lease_minutes = number32(5, 1440);
    if (coin()) p.calling.heartbeat_minutes = number32(1, p.calling.lease_minutes);
    if (coin()) p.calling.attempts_per_contact = number32(1, 1000);
    if (coin()) p.calling.attempts_per_day = number32(1, 100);
    if (coin()) p.calling.retry_hours = number32(0, 8784);
    if (coin()) p.calling.from = *TimeOfDay::from_microseconds(number(0, 43'199'999'999));
    if (coin()) p.calling.until = *TimeOfDay::from_microseconds(number(43'200, 86'399) * 1'000'000);
    if (coin()) p.calling.week = WorkingWeek::none().with(static_cast<Weekday>(number(1, 7)));
    if (coin()) p.floors.dials_per_session = number32(0, 10'000);
    if (coin()) p.floors.connects = rate(0);
    if (coin()) p.floors.enough_dials_per_session = number32(0, 10'000);
    if (coin()) p.floors.enough_dials = number32(0, 1'000'000);
    if (coin()) p.quota.review_after_months = number32(0, 24);
    quota(p.quota);
    if (coin()) p.silence_working_days = number32(0, 60);
    p.require_deposit = coin();
    p.require_invoice = coin();
    p.period_date = static_cast<CreditDate>(number(0, credit_date_count - 1));
    p.rate_date = static_cast<CreditDate>(number(0, credit_date_count - 1));
    for (PipelineState& state : p.pipeline.states) {
      if (coin()) state.protection_days = number32(1, 3650);
      if (coin()) state.definition = text(0, 1000);
    }
    for (PipelineRow& row : p.pipeline.rows)
      for (const CommandRow& command : command_rows)
        if (command.trigger == row.trigger)
          for (int field = 0; field < field_count; ++field)
            if ((command.needs | command.knows).has(static_cast<Field>(field)) && coin())
              row.needs |= 1ULL << static_cast<unsigned>(field);
  }

  void pipeline(firstlog::Pipeline& pipeline) {
    using namespace firstlog;
    pipeline.name = text(1, 20);
    for (std::size_t i = 0; i < pipeline.states.size(); ++i) {
      PipelineState& state = pipeline.states[i];
      state.name = text(1, 20) + std::to_string(i);
      state.locks = coin();
      state.callable = coin();
      state.warm = coin();
      state.awaits_callback = coin();
      state.lost = state.lost || coin();
      if (state.recycles_after_days) state.recycles_after_days = number32(1, 3650);
    }
    if (coin()) {
      pipeline.states.push_back({.name = "later", .lost = true});
      pipeline.rows.push_back({.from = 1,
                               .trigger = Trigger::hold,
                               .target = coin() ? Target::state : Target::before,
                               .to = static_cast<StateNumber>(pipeline.states.size()),
                               .who = {.manager = true}});
    }
    for (PipelineRow& row : pipeline.rows) {
      row.establishes_claim = coin();
      row.starts_cycle = coin();
      row.who = {.assignee = coin(), .manager = coin(), .system = true};
    }
    std::shuffle(pipeline.rows.begin(), pipeline.rows.end(), random_);
  }

  void plan(firstlog::Plan& plan) {
    using namespace firstlog;
    plan.name = text(1, 30);
    static constexpr std::string_view codes[] = {"EUR", "JPY", "KWD", "USD"};
    plan.currency = *Currency::parse(codes[number(0, 3)]);
    plan.boundary = coin() ? Boundary::upper : Boundary::lower;
    plan.rounding = static_cast<RoundingMode>(number(0, 5));
    plan.tiers = {{0, rate(0)}};
    for (std::int64_t n = number(0, 4); n > 0; --n)
      plan.tiers.push_back({plan.tiers.back().from_minor + number(1, 1'000'000'000'000'000'000), rate(0)});
  }

  std::mt19937_64 random_;
};

}  // namespace policy_test
