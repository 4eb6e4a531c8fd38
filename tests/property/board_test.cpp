// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The leaderboard, whose order is kept while it changes, against everybody sorted anew from the totals:
// after approvals, corrections, dials, retractions, changes of roles, departures and freezes in any order.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/books.hpp"

namespace firstlog_test {
namespace {

struct Standing {
  ActorId rep;
  PeriodTotals totals;
};

bool equal(const PeriodTotals& a, const PeriodTotals& b) {
  return a.closes == b.closes && a.revenue_minor == b.revenue_minor &&
         (a.closes <= CloseCount() || a.last_approval == b.last_approval);
}

// Who is on the board, in order, by sorting.
std::vector<Standing> sorted(const Performance& performance, const State& state, YearMonth period) {
  std::vector<Standing> all;
  for (std::uint32_t i = 1; i <= state.actor_count(); ++i) {
    const ActorRow& row = state.actor(ActorId(i));
    const PeriodTotals one = performance.totals(ActorId(i), period);
    const bool shows = one.closes != CloseCount() || one.revenue_minor != 0 || one.commission_minor != 0 ||
                       one.adjusted_minor != 0 || one.dials != 0 || one.warm != 0;
    if (row.roles.has(Role::rep) && (row.active || shows)) all.push_back({ActorId(i), one});
  }
  std::sort(all.begin(), all.end(), [](const Standing& x, const Standing& y) {
    const PeriodTotals& a = x.totals;
    const PeriodTotals& b = y.totals;
    if (a.closes != b.closes) return a.closes > b.closes;
    if (a.revenue_minor != b.revenue_minor) return a.revenue_minor > b.revenue_minor;
    return equal(a, b) ? x.rep < y.rep : a.last_approval < b.last_approval;
  });
  return all;
}

void expect_sorted(Books& b, YearMonth period, std::uint32_t seed) {
  const Performance& performance = b.performance();
  const std::vector<Standing> wanted = sorted(performance, b.scenario().state(), period);
  const Leaderboard board =
      performance.leaderboard(period, Audience::manager, b.actor("mia"), b.scenario().now());
  RC_ASSERT(board.rows.size() == wanted.size());
  RC_ASSERT(board.reps == wanted.size());
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i == 0 || !equal(wanted[i].totals, wanted[i - 1].totals)) rank = static_cast<std::uint32_t>(i + 1);
    const LeaderboardRow& row = board.rows[i];
    RC_ASSERT(row.rep == wanted[i].rep);
    RC_ASSERT(row.rank == rank);
    RC_ASSERT(row.closes == wanted[i].totals.closes);
    RC_ASSERT(row.closes_to_first == wanted[0].totals.closes.closes() - row.verified_closes);
    RC_ASSERT(performance.rank(row.rep, period) == rank);
  }
  RC_ASSERT(!performance.rank(b.actor("mia"), period));
  const std::size_t from = wanted.empty() ? 0 : seed % wanted.size();
  const Leaderboard page =
      performance.leaderboard(period, Audience::manager, b.actor("mia"), b.scenario().now(),
                              {.place = from + 1, .count_max = seed % 4});
  RC_ASSERT(page.rows.size() == std::min<std::size_t>(seed % 4, wanted.size() - from));
  RC_ASSERT(page.reps == wanted.size());
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    RC_ASSERT(page.rows[i].rep == wanted[from + i].rep);
    RC_ASSERT(page.rows[i].rank == board.rows[from + i].rank);
  }
}

// Two months of a small team, in which anything may happen.
class Season {
 public:
  Season() {
    for (int i = 0; i < 3; ++i) s().add_actor("rep" + std::to_string(i), Role::rep);
    actors_ = {"ana", "ben", "cleo", "rep0", "rep1", "rep2"};
  }
  Books& books() { return b_; }
  Scenario& s() { return b_.scenario(); }

  void step(std::uint32_t what, std::uint32_t n) {
    const std::string& rep = actors_[n % actors_.size()];
    const std::string contact = contacts_ == 0 ? "" : "c" + std::to_string(n / 7 % contacts_);
    const std::int64_t cents = 100 * (1 + static_cast<std::int64_t>(n / 11 % 3));
    switch (what) {
      case 0:
      case 1:
      case 2: sell(rep, cents); break;
      case 3: give(commands::Reverse{.actor = "mia", .contact = contact, .reason = "refund"}); break;
      case 4:
        give(commands::Reverse{
            .actor = "mia", .contact = contact, .reason = "part", .amount = eur(cents / 2)});
        break;
      case 5: give(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "error"}); break;
      case 6: give(commands::AmendClose{.actor = "mia", .contact = contact, .amount = eur(cents)}); break;
      case 7: {
        const std::vector<CreditShare> credits = {{rep, Rate::of(1, 3)},
                                                  {actors_[(n + 1) % actors_.size()], Rate::of(2, 3)}};
        give(commands::AmendClose{.actor = "mia", .contact = contact, .credits = credits});
        break;
      }
      case 8:
        dial_ = give(commands::LogActivity{.actor = rep, .contact = contact}).position;
        dialled_ = contact;
        break;
      case 9: {
        const Outcome logged = give(commands::LogActivity{.actor = rep, .contact = contact});
        give(commands::Retract{.actor = rep, .contact = contact, .refers_to = logged.position});
        break;
      }
      case 10:
        give(commands::Adjust{.actor = "mia",
                              .rep = rep,
                              .period = month(n % 2 == 0 ? "2026-01" : "2026-02"),
                              .amount = eur(n % 3 == 0 ? -cents : cents),
                              .reason = "correction"});
        break;
      case 11: give(commands::ChangeActor{.actor = "root", .rep = rep, .active = n % 2 == 0}); break;
      case 12:
        give(commands::ChangeActor{
            .actor = "root", .rep = rep, .roles = Roles(n % 3 == 0 ? Role::finance : Role::rep)});
        break;
      case 13: give(commands::Depart{.actor = "mia", .rep = rep}); break;
      case 14: {
        actors_.push_back("later" + std::to_string(actors_.size()));
        s().add_actor(actors_.back(), Role::rep);
        break;
      }
      case 15:  // the newest dial, perhaps of somebody who has left and shows nothing else
        give(commands::Retract{.actor = "mia", .contact = dialled_, .refers_to = dial_, .reason = "mistake"});
        break;
      default: day_ = std::min(day_ + 4, 59); break;
    }
    const std::string date = day_ < 31 ? "2026-01-" + two(day_ + 1) : "2026-02-" + two(day_ - 30);
    s().set_clock(date + "T10:00:00Z");
  }

 private:
  static std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(std::min(n, 28)); }
  Outcome give(const Command& command) { return s().give(command); }
  void sell(const std::string& rep, std::int64_t cents) {
    const std::string contact = "c" + std::to_string(contacts_++);
    give(commands::RegisterContact{.actor = "root", .key = contact, .rep = rep});
    give(commands::LogClose{.actor = rep, .contact = contact, .amount = eur(cents)});
    give(commands::Approve{.actor = "mia", .contact = contact, .amount = eur(cents), .confirm = true});
  }

  Books b_;
  std::vector<std::string> actors_;
  std::uint32_t contacts_ = 0;
  Position dial_;
  std::string dialled_;
  int day_ = 4;
};

TEST(BoardProperty, IsEverybodySorted) {
  EXPECT_TRUE(rc::check([] {
    Season season;
    const auto steps = *rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
        rc::gen::pair(rc::gen::inRange<std::uint32_t>(0, 20), rc::gen::arbitrary<std::uint32_t>()));
    std::uint32_t count = 0;
    for (const auto& [what, n] : steps) {
      season.step(what, n);
      if (++count % 5 != 0) continue;
      expect_sorted(season.books(), month("2026-01"), n);
      expect_sorted(season.books(), month("2026-02"), n);
    }
    for (const char* period : {"2025-12", "2026-01", "2026-02", "2026-03"})
      expect_sorted(season.books(), month(period), count);
  }));
}

}  // namespace
}  // namespace firstlog_test
