// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Layer 4: what reps achieved, folded from the journal's events (DOMAIN 2, 11). Only verified closes
// count, never what a rep reports, never pipeline totals; an approval moves leaderboard, quota zone
// and statement with the event that records it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/rules/balance.hpp"
#include "firstlog/rules/period_quota.hpp"
#include "firstlog/rules/policy.hpp"
#include "firstlog/rules/quota.hpp"
#include "firstlog/views/detail/deal_account.hpp"
#include "firstlog/views/detail/plan_books.hpp"
#include "firstlog/views/employment.hpp"
#include "firstlog/views/leaderboard.hpp"
#include "firstlog/views/pay.hpp"
#include "firstlog/views/quota_review.hpp"
#include "firstlog/views/ranking.hpp"
#include "firstlog/views/settlement.hpp"
#include "firstlog/views/statement.hpp"

namespace firstlog::inline v1 {

// A rep's totals of one period.
struct PeriodTotals {
  CloseCount closes;  // net verified closes, by share
  std::uint32_t dials = 0;
  std::uint32_t connects = 0;
  std::uint32_t warm = 0;             // claims established
  std::int64_t revenue_minor = 0;     // net, in the plan's currency
  std::int64_t commission_minor = 0;  // net, of closes and their corrections
  std::int64_t adjusted_minor = 0;
  std::int64_t withheld_minor = 0;  // not payable yet, below zero
  Instant last_approval;            // of the newest verified close that still counts; meaningless without one
};

struct Restatement;
namespace detail {
class PlanAppend;
class PlanGroups;
class PlanRelease;
class PlanSettlement;
}  // namespace detail

// The fold. Feed it every event of a journal in order; ask it at any time.
//
// Every entry about money posts lines (views/statement.hpp) to the period that it belongs to or, once
// that is frozen, to the oldest open one. What a frozen statement says never changes again.
// Threads: one writer or any number of readers.
class Performance {
 public:
  // Errors: overflow (a total beyond 64 bits of minor units) and what commission_of answers. After an
  // error the fold is not to be used any more. `event.policy` must be set on policy_adopted and
  // policy_effective, and its target must outlive the fold.
  FIRSTLOG_API Result<void> apply(const Event& event);

  // The period that `now` falls into in the organisation's zone. Only once a policy was adopted.
  FIRSTLOG_API YearMonth period_of(Instant now) const noexcept;

  // Every rep who is active or has anything to show. Rank by net verified closes, then net revenue, then
  // the earlier last approval; equal in all of these share a rank. In the period under way zones stand
  // against pace, in a past one against the quota itself. `page` picks the rows. While the period is open
  // the order is kept as it changes: a page costs its rows and a logarithm of the reps.
  FIRSTLOG_API Leaderboard leaderboard(YearMonth period, Audience audience, ActorId viewer, Instant now,
                                       BoardPage page = {}) const;

  // The rep's rank on that board, from 1; nothing where the rep is not on it. Logarithmic in the number of
  // reps while the period is open.
  FIRSTLOG_API std::optional<std::uint32_t> rank(ActorId rep, YearMonth period) const;

  FIRSTLOG_API Statement statement(ActorId rep, YearMonth period, Instant now) const;

  // Closes that wait for a decision, the oldest first.
  FIRSTLOG_API std::vector<PendingClose> pending(Instant now) const;

  // All zero where the rep has nothing in that period.
  FIRSTLOG_API PeriodTotals totals(ActorId rep, YearMonth period) const noexcept;

  // The rep's quota of the period and why it is that, as known now: 0 where the rep was not employed in it.
  FIRSTLOG_API PeriodQuota quota_of(ActorId rep, YearMonth period, Instant now) const;
  // The same with what was reached of it.
  FIRSTLOG_API QuotaStanding standing(ActorId rep, YearMonth period, Instant now) const;
  FIRSTLOG_API QuotaZone zone(ActorId rep, YearMonth period, Instant now) const;

  // Every review that months running under quota have raised, in the order in which the months were frozen.
  const std::vector<QuotaReview>& reviews() const noexcept { return reviews_; }
  // How many frozen months running the rep was under quota up to now. Only with a handle of this
  // organisation.
  std::int32_t months_under_quota(ActorId rep) const noexcept { return reps_[rep.index()].streak.months(); }

  // Earned, paid and owed up to now, over all periods.
  FIRSTLOG_API RepBalance balance(ActorId rep) const noexcept;

  // Every dispute, as it stands; in the order of their opening.
  FIRSTLOG_API std::vector<Dispute> disputes(Instant now) const;

  // What is open about a period: as of now or, where it is frozen, as of the freeze.
  FIRSTLOG_API PeriodClose period_close(YearMonth period, Instant now) const;

  // What the pay run of a period pays.
  FIRSTLOG_API PayrollRegister payroll(YearMonth period, Instant now) const;

  // What was owed at an instant, over all periods, by what had been entered by then.
  FIRSTLOG_API Liability liability(Instant at) const;

  // What a rep is paid for a deal in all, by which plans and why: the sum of the rep's lines of the deal.
  // Errors: not_found; what the evaluation answers where the plan has no answer.
  FIRSTLOG_API Result<PayExplanation> explain(ActorId rep, DealId deal) const;
  // The same of what a component pays for a span that begins on `from`: of lines of LineKind::component.
  FIRSTLOG_API Result<PayExplanation> explain_span(ActorId rep, const StatementComponent& component,
                                                   Date from) const;
  // Verified closes and spans that plans could not pay, by rep.
  FIRSTLOG_API std::vector<PayException> pay_exceptions() const;

  // Policies in the order in which they were heard of: that in which they came into force, but for those
  // adopted for an instant that had passed.
  const std::vector<const CompiledPolicy*>& policies() const noexcept { return policies_; }
  // From when each of them holds, beside policies().
  const std::vector<Instant>& in_force_from() const noexcept { return adopted_at_; }
  // Every line ever posted, by position.
  const std::vector<StatementLine>& lines() const noexcept { return lines_; }
  // The closes that stand, each as corrected up to now, a line for each rep who shares it; in the order of
  // their deals. `plan` given: as that plan would pay them. Errors: those of commission_of.
  FIRSTLOG_API Result<std::vector<StatementLine>> standing_closes(const Plan* plan = nullptr) const;

 private:
  friend class PerformanceImage;
  friend class detail::PlanAppend;
  friend class detail::PlanGroups;
  friend class detail::PlanRelease;
  friend class detail::PlanSettlement;
  friend FIRSTLOG_API Result<Restatement> preview_restatement(const Performance& performance,
                                                              const CompiledPolicy& policy, Instant from,
                                                              YearMonth oldest_open);

  struct RepRow {
    Roles roles;
    bool active = false;
    std::uint32_t last_line = 0;  // place in lines_ plus one; 0: none
    std::int64_t paid_minor = 0;
    QuotaStreak streak;
  };
  struct PeriodRows {
    YearMonth period;
    std::vector<PeriodTotals> reps;  // by ActorId::index
    // Set at the freeze, with what else a statement says of that moment.
    Position frozen_position;
    Instant frozen_at;
    std::uint32_t frozen_policy = 0;
    std::vector<PendingClose> frozen_pending;
    std::vector<PayException> frozen_exceptions;
    // Everybody who is on the board, while the period is open. Not in a snapshot: it follows from the rest.
    bool ranked = false;
    Ranking ranking;
  };

  PeriodTotals& edit_totals(ActorId rep, YearMonth period);
  const PeriodRows* find_period(YearMonth period) const noexcept;
  bool is_on_board(ActorId rep, const PeriodTotals& totals) const noexcept;
  bool is_open(const PeriodRows& rows) const noexcept;
  // To be called whenever the rep's totals of the period have changed.
  void rank_anew(ActorId rep, YearMonth period);
  void rank_anew(ActorId rep, PeriodRows& rows);
  void rank_everywhere(ActorId rep);
  void rank_all(PeriodRows& rows);
  // The period's own where it is kept, else `made`, filled.
  const Ranking& ranking_of(YearMonth period, Ranking& made) const;
  YearMonth month_at(Instant at) noexcept;
  std::uint32_t policy_at(Instant at) const noexcept;
  void take_back(const Event& event);
  void close_logged(const Event& event);
  Result<void> approved(const Event& event);
  Result<void> amended(const Event& event);
  Result<void> revoked(const Event& event);
  Result<void> reversed(const Event& event);
  Result<void> adjusted(const Event& event);
  Result<void> paid(const Event& event);
  void freeze(const Event& event);
  void set_credits(const Event& event, detail::DealAccount& account);
  std::span<const detail::AccountCredit> credits_of(const detail::DealAccount& account) const noexcept;
  Result<detail::AccountWorth> divide(const detail::DealAccount& account, const Plan* plan,
                                      std::vector<detail::AccountPart>& parts) const;
  StatementLine line_of(DealId deal, const detail::DealAccount& account,
                        const detail::AccountWorth& worth) const noexcept;
  Result<void> post(const Event& event, LineKind kind, const detail::DealAccount& before,
                    const detail::DealAccount& after);
  Result<void> add_line(const StatementLine& line);
  void find_last_approval(ActorId rep, YearMonth period);
  // The policy in force now, as far as the fold has heard.
  std::uint32_t newest_policy() const noexcept { return timeline_.back(); }
  const CompiledPolicy& newest() const noexcept { return *policies_[timeline_.back()]; }
  void add_policy(const Event& event, Instant from);
  Result<void> restate(const Event& event);
  Result<void> explain_close(ActorId rep, const detail::PlanClose& close, PayExplanation& out) const;
  Result<void> explain_short_plan(ActorId rep, DealId deal, PayExplanation& out) const;
  // What plans need to know of the events, and what an entry changes in what they pay.
  void note_actor(const Event& event);
  void note_team(const Event& event);
  void note_contents(const Event& event, bool approval);
  Date credit_date(const Event& event, const detail::DealAccount& account) const noexcept;
  std::string base_plan(ActorId rep, YearMonth period, Instant now) const;
  Exact plan_quota(ActorId rep, std::uint32_t policy, DateRange days, PlanSpan span) const;
  Exact quota_of_days(ActorId rep, std::uint32_t policy, DateRange days) const;
  Result<void> people_changed(const Event& event);
  void pay_by_plans(const Event& event, const detail::DealAccount& before, const detail::DealAccount& after,
                    std::vector<detail::AccountPart>& had, std::vector<detail::AccountPart>& has,
                    detail::PlanSettlement& settlement);
  Result<void> post_changes(const Event& event, YearMonth period, const detail::PlanSettlement& settlement);
  Result<void> settle_period(const Event& event);
  // How an entry's amount came into the plan's currency; 0: it was in it. `before`: of the deal so far.
  std::uint32_t note_exchange(const Event& event, std::uint32_t before);
  void note_refund(const Event& event, detail::DealAccount& account);
  void note_money(const Event& event);
  std::optional<PayExchange> told_exchange(const detail::DealAccount& account) const;
  // What the entry makes payable, or no longer so.
  Result<void> release_own(const Event& event, const detail::DealAccount& told, YearMonth from, bool moves,
                           const detail::PlanSettlement& settlement);
  Result<void> release_changes(const Event& event, YearMonth period,
                               const detail::PlanSettlement& settlement);
  Result<void> release_deal(const Event& event);
  Result<void> release_due(const Event& event);
  void add_pending(DealId deal, const PendingClose& close);
  PendingClose* find_pending(DealId deal) noexcept;
  void drop_pending(DealId deal) noexcept;
  std::span<const detail::AccountCredit> pending_credits(DealId deal) const noexcept;
  void link_pending(const PendingClose& close);
  void unlink_pending(const PendingClose& close) noexcept;
  static PendingClose waiting(PendingClose close, Instant now) noexcept;
  std::vector<PendingClose> pending_of(ActorId rep, Instant now) const;
  std::uint32_t reason_number(std::string_view reason);
  std::vector<PendingClose> pending_by_rep(Instant now) const;
  // `period` absent: of all.
  std::vector<PayException> exceptions_of(std::optional<YearMonth> period) const;
  bool is_about(const Dispute& dispute, YearMonth period) const noexcept;
  std::vector<Dispute> open_disputes(YearMonth period, Position head, Instant now) const;
  void tell_year(Statement& statement, std::int32_t fiscal_year_starts) const;
  void tell_settlement(Statement& statement, Instant now) const;
  void tell_plans(Statement& statement, const CompiledPolicy* in_force) const;
  Currency currency() const noexcept;

  // The zones of many reps in one period: most of them owe the same.
  class Zones {
   public:
    Zones(const Performance& performance, YearMonth period, Instant now);
    QuotaZone zone_of(ActorId rep);

   private:
    const Performance& performance_;
    const CompiledPolicy& policy_;
    const YearMonth period_;
    const Date today_;
    const bool over_;
    PeriodQuota plain_;
    std::vector<QuotaDay> days_;
  };
  bool is_over(YearMonth period, Date today) const noexcept;
  // What counts towards that quota, in units of its measure.
  Exact achieved(ActorId rep, YearMonth period, const Quota& quota) const;
  void review(const Event& frozen);
  // The policy in force at the period's end, or now where that is earlier.
  const CompiledPolicy& policy_of(YearMonth period, Instant now) const noexcept;

  std::vector<const CompiledPolicy*> policies_;
  std::vector<Instant> adopted_at_;      // parallel to policies_: from when each is in force
  std::vector<Position> adoptions_;      // parallel to policies_: of the policy_adopted that brought each
  std::vector<std::uint32_t> timeline_;  // places in policies_, by the instant from which they are in force
  std::vector<RepRow> reps_;             // by ActorId::index
  std::vector<PeriodRows> periods_;      // ascending
  std::vector<StatementLine> lines_;
  std::vector<std::uint32_t> line_before_;  // parallel to lines_: the same rep's line before it, plus one
  std::vector<PendingClose> pending_;       // in no order
  std::vector<std::uint32_t> pending_at_;   // by DealId::index: place in pending_ plus one; 0: not pending
  // By ActorId::index: what an approval would pay the rep. Not in a snapshot: it follows from the rest.
  std::vector<std::vector<DealId>> pending_of_;
  std::vector<detail::DealAccount> accounts_;  // by DealId::index
  std::vector<detail::AccountCredit> credits_;
  std::vector<detail::AccountExchange> exchanges_;
  std::vector<detail::AccountRefund> refunds_;
  std::vector<std::string> reasons_;  // each once
  YearMonth oldest_open_;
  detail::Settlements settlements_;

  // What an import counted beside its deals, so that its undoing can take it back.
  struct Touches {
    std::uint32_t dials = 0;
    std::uint32_t connects = 0;
    std::uint32_t warm = 0;
  };
  struct ImportRows {
    struct Counted {
      ActorId rep;
      YearMonth period;
      Touches touches;
    };
    // A deal whose close it had not logged, as it found it.
    struct Found {
      DealId deal;
      std::uint32_t written_by = 0;
      Position from;  // its first entry there
      bool pending = false;
      PendingClose close;  // where `pending`
      detail::DealAccount account;
      detail::DealFacts facts;
    };
    std::string batch;
    std::vector<Counted> counted;
    std::vector<DealId> deals;
    std::vector<Found> found;
  };
  struct Opening {
    ActorId rep;
    YearMonth period;
    OpeningBalance balance;
  };
  void add_opening(const Opening& opening);
  void link_openings();  // of all that are there and not linked yet
  std::uint32_t newest_opening(ActorId rep) const noexcept {
    return rep.index() < opening_of_.size() ? opening_of_[rep.index()] : 0;
  }
  void count(const Event& event, ActorId rep, YearMonth period, const Touches& touches);
  ImportRows* import_of(const Event& event);  // null: it was not imported
  // Before an imported event changes a deal.
  void note_deal(const Event& event);
  Result<void> undo_import(const Event& event);
  // What counts towards the quota of the period: verified closes, and those of before the journal began.
  CloseCount quota_closes(ActorId rep, YearMonth period) const noexcept;

  detail::PlanBooks plans_;
  Employment employment_;
  std::vector<QuotaReview> reviews_;
  Position head_;
  YearMonth first_period_;  // credits before it pay nothing
  std::vector<ImportRows> imports_;
  std::vector<std::uint32_t> written_by_;  // by DealId::index: place of its newest import plus one; 0: none
  std::vector<Opening> openings_;
  // A rep's openings by chain: the newest by ActorId::index, the one before each; places plus one, 0: none.
  // Not in a snapshot: they follow from the rest.
  std::vector<std::uint32_t> opening_of_;
  std::vector<std::uint32_t> opening_before_;
  // The month that the newest event fell into, so that most events need no calendar.
  YearMonth month_;
  Instant month_first_;
  Instant month_end_;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/performance-inl.hpp"            // IWYU pragma: export
#include "firstlog/views/detail/performance_explain-inl.hpp"    // IWYU pragma: export
#include "firstlog/views/detail/performance_import-inl.hpp"     // IWYU pragma: export
#include "firstlog/views/detail/performance_people-inl.hpp"     // IWYU pragma: export
#include "firstlog/views/detail/performance_plans-inl.hpp"      // IWYU pragma: export
#include "firstlog/views/detail/performance_postings-inl.hpp"   // IWYU pragma: export
#include "firstlog/views/detail/performance_quota-inl.hpp"      // IWYU pragma: export
#include "firstlog/views/detail/performance_ranking-inl.hpp"    // IWYU pragma: export
#include "firstlog/views/detail/performance_release-inl.hpp"    // IWYU pragma: export
#include "firstlog/views/detail/performance_statement-inl.hpp"  // IWYU pragma: export
#include "firstlog/views/detail/settlement-inl.hpp"             // IWYU pragma: export
#endif
