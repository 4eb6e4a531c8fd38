// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans drawn at random over components, spans, tiers, caps, draws, refunds and versions; closes, corrections
// and freezes in any order. At every freeze and in the end what was posted is what an independent reckoning
// of the plans says. And totals whose plan does not look at the order stay the same in any order.
#include <cstdlib>
#include <numeric>
#include <set>

#include "plans/random_corrections.hpp"
#include "plans/recipe_oracle.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

std::uint64_t seed_of_run() {
  const char* given = std::getenv("FIRSTLOG_SEED");
  return given == nullptr ? 20260102 : std::strtoull(given, nullptr, 10);
}

class RandomPlans {
 public:
  explicit RandomPlans(std::uint64_t seed)
      : random_(seed), versions_{RecipePlan::drawn(random_)}, books_(policy()) {
    for (const std::string_view rep : {"ana", "ben", "cleo"}) reps_.push_back(books_.actor(rep));
    open_ = month("2026-01");
  }

  void run() {
    for (int step = 0; step < 70 && !::testing::Test::HasFailure(); ++step) {
      books_.scenario().pass(Duration::hours(number(1, 60)));
      const std::string contact = contacts_ == 0 ? "" : "c" + std::to_string(number(0, contacts_ - 1));
      switch (number(0, 9)) {
        case 5: give(commands::AmendClose{.actor = "mia", .contact = contact, .amount = eur(cents())}); break;
        case 6:
          give(commands::Reverse{.actor = "mia", .contact = contact, .reason = "r", .amount = part(contact)});
          break;
        case 7:
          give(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "e"});
          if (number(0, 3) != 0)
            give(commands::Approve{.actor = "mia", .contact = contact, .amount = eur(cents())});
          break;
        case 8: adopt(); break;
        case 4: wait(contact); break;
        case 9: try_to_reinstate(books_, contact); break;
        default: sell(); break;
      }
      check_freeze();
      check_pending();
    }
    books_.scenario().advance_to("2027-06-20T09:00:00Z");
    check_freeze();
  }
  std::size_t lines() { return books_.performance().lines().size(); }
  std::size_t freezes() const { return freezes_; }
  std::size_t pending_seen() const { return pending_seen_; }
  const RecipePlan& plan() const { return versions_.front(); }

 private:
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::int64_t cents() {
    return number(1, 9) == 1 ? number(1, 99) : number(1, 200) * 1000 + number(0, 3) * 33;
  }
  Policy policy() {
    return policy_with(versions_.back().document(),
                       R"("freeze_after_working_days":)" + std::to_string(number(0, 9)));
  }
  // An equal plan is no new version.
  void adopt() {
    if (number(0, 2) != 0) return;
    const RecipePlan next = versions_.back().varied(random_);
    if (next.document() == versions_.back().document()) return;
    versions_.push_back(next);
    books_.adopt(policy());
  }
  // What components that look at each deal alone pay for shares is rounded together, which the oracle here
  // does not know; shares_test and the oracle of property_test do.
  bool may_split() const {
    return std::none_of(versions_.begin(), versions_.end(), [](const RecipePlan& plan) {
      return std::any_of(plan.recipes.begin(), plan.recipes.end(),
                         [](const Recipe& one) { return one.span == PlanSpan::deal; });
    });
  }
  // A close that waits, with its shares or without, or that is decided at last.
  void wait(const std::string& contact) {
    const CreditShare thirds[] = {{"cleo", Rate::of(1, 3)}, {"ben", Rate::of(2, 3)}};
    const std::string fresh = "c" + std::to_string(contacts_);
    switch (number(0, 3)) {
      case 0:
        ++contacts_;
        books_.log(number(0, 1) == 0 ? "ana" : "ben", fresh, cents());
        break;
      case 1:
        give(commands::AmendClose{.actor = "mia",
                                  .contact = contact,
                                  .amount = eur(cents()),
                                  .credits = std::span(thirds).first(may_split() ? 2 : 0)});
        break;
      case 2: give(commands::Reject{.actor = "mia", .contact = contact, .reason = "no"}); break;
      default: give(commands::Approve{.actor = "mia", .contact = contact, .amount = eur(cents())}); break;
    }
  }
  Outcome give(const Command& command) { return books_.scenario().give(command); }
  void sell() {
    const char* reps[] = {"ana", "ben", "cleo"};
    const std::string contact = "c" + std::to_string(contacts_++);
    std::vector<CreditShare> credits;
    if (number(0, 3) == 0 && may_split()) credits = {{"ana", Rate::of(1, 3)}, {"ben", Rate::of(2, 3)}};
    const std::int64_t amount = cents();
    books_.log(reps[number(0, 2)], contact, amount);
    books_.scenario().pass(Duration::hours(number(0, 100)));
    books_.approve(contact, amount, credits);
  }
  std::optional<Money> part(const std::string& contact) {
    return number(0, 2) == 0 ? std::nullopt : part_of(books_, contact, number(2, 4));
  }

  void check_freeze() {
    books_.scenario().advance();
    const YearMonth open = books_.scenario().state().organisation().oldest_open;
    if (open == open_) return;
    open_ = open;
    ++freezes_;
    EXPECT_TRUE(books_.performance().pay_exceptions().empty());
    RecipeOracle::Pay told;
    for (const StatementLine& line : books_.performance().lines()) {
      if (line.component == 0) {
        told.closes[{line.rep, line.deal}] += line.commission.minor_units();
        continue;
      }
      told.spans[{line.rep, place_of(line), line.from}] += line.commission.minor_units();
    }
    std::erase_if(told.closes, [](const auto& one) { return one.second == 0; });
    std::erase_if(told.spans, [](const auto& one) { return one.second == 0; });
    const RecipeOracle::Pay expected = RecipeOracle(books_.scenario().events(), versions_, reps_).pay();
    EXPECT_EQ(difference(texts(told), texts(expected)), Told{})
        << "at the freeze before " << open.to_string() << "\n"
        << versions();
  }
  // What waits stands on the statement of each rep whom an approval would pay, as the period's close lists
  // it.
  void check_pending() {
    const PeriodClose close = books_.performance().period_close(open_, books_.scenario().now());
    for (const ActorId rep : reps_) {
      std::vector<Position> listed;
      for (const PendingClose& one : close.pending)
        if (one.rep == rep) listed.push_back(one.position);
      std::vector<Position> stated;
      for (const PendingClose& one :
           books_.performance().statement(rep, open_, books_.scenario().now()).pending) {
        EXPECT_EQ(one.rep, rep);
        stated.push_back(one.position);
      }
      EXPECT_TRUE(stated == listed) << stated.size() << " of " << listed.size();
      pending_seen_ += listed.size();
    }
  }
  // Performance numbers components in the order in which plans came.
  std::size_t place_of(const StatementLine& line) const {
    const std::size_t place = line.component - 1U;
    EXPECT_FALSE(plan().recipes.at(place).pays_closes());
    return place;
  }
  static std::vector<std::string> texts(const RecipeOracle::Pay& pay) {
    std::vector<std::string> all;
    for (const auto& [key, cents] : pay.closes)
      all.push_back("rep " + std::to_string(key.first.number()) + " deal " +
                    std::to_string(key.second.number()) + ": " + std::to_string(cents));
    for (const auto& [key, cents] : pay.spans)
      all.push_back("rep " + std::to_string(std::get<0>(key).number()) + " c" +
                    std::to_string(std::get<1>(key)) + " from " + std::get<2>(key).to_string() + ": " +
                    std::to_string(cents));
    return all;
  }
  static Told difference(const Told& told, const Told& expected) {
    Told all;
    for (const std::string& one : told)
      if (std::find(expected.begin(), expected.end(), one) == expected.end()) all.push_back("posted " + one);
    for (const std::string& one : expected)
      if (std::find(told.begin(), told.end(), one) == told.end()) all.push_back("expected " + one);
    return all;
  }
  std::string versions() const {
    std::string text;
    for (const RecipePlan& one : versions_) text += one.document() + "\n";
    return text;
  }

  std::mt19937_64 random_;
  std::vector<RecipePlan> versions_;
  Books books_;
  std::vector<ActorId> reps_;
  YearMonth open_;
  int contacts_ = 0;
  std::size_t pending_seen_ = 0;
  std::size_t freezes_ = 0;
};

TEST(PlansAtRandom, WhatIsPostedIsWhatAnIndependentReckoningSays) {
  const std::uint64_t seed = seed_of_run();
  std::size_t lines = 0;
  std::size_t freezes = 0;
  std::size_t pending = 0;
  std::set<Recipe::Kind> kinds;
  for (std::uint64_t round = 0; round < 100 && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed) + " round " + std::to_string(round));
    RandomPlans plans(seed * 1000 + round);
    plans.run();
    lines += plans.lines();
    freezes += plans.freezes();
    pending += plans.pending_seen();
    for (const Recipe& one : plans.plan().recipes) kinds.insert(one.kind);
  }
  if (::testing::Test::HasFailure()) return;
  EXPECT_GT(lines, 3000U);
  EXPECT_GT(freezes, 500U);
  EXPECT_GT(pending, 1000U);
  EXPECT_EQ(kinds.size(), 9U) << "every kind of component was among them";
}

// ---- any order ---------------------------------------------------------------------------------------

struct Paid {
  std::int64_t total = 0;
  std::vector<std::int64_t> closes;  // by amount's place
};

// The closes of one month, in the given order of approval.
Paid paid_in_order(const Policy& policy, const std::vector<std::int64_t>& cents,
                   const std::vector<std::size_t>& order, std::size_t refunded) {
  Books books(policy);
  for (std::size_t i = 0; i < cents.size(); ++i) books.log("ana", "c" + std::to_string(i), cents[i]);
  for (const std::size_t i : order) {
    books.scenario().pass(Duration::hours(11));
    books.approve("c" + std::to_string(i), cents[i]);
  }
  books.reverse("c" + std::to_string(refunded), cents[refunded] / 2);
  const Statement statement = books.statement("ana", "2026-01");
  Paid told;
  told.total = statement.commission.minor_units();
  told.closes.resize(cents.size());
  for (const StatementLine& line : statement.lines)
    if (line.deal.present()) told.closes[line.deal.index()] += line.commission.minor_units();
  return told;
}

// Marginal tiers without fractions of cents, retroactive ones, caps, bonuses and tiers over the whole: what
// they pay in all has no order; what each close is paid has one.
TEST(PlansAtRandom, TotalsHaveNoOrder) {
  std::mt19937_64 random(seed_of_run());
  bool attribution_differs = false;
  for (int round = 0; round < 40; ++round) {
    RecipePlan plan;
    for (const Recipe::Kind kind :
         {Recipe::Kind::tiers, Recipe::Kind::cap, Recipe::Kind::total_tiers, Recipe::Kind::bonus}) {
      Recipe one;
      one.kind = kind;
      one.name = "c" + std::to_string(plan.recipes.size());
      one.most = 100;
      one.vary(random);
      one.negative = NegativeRule::rerate;
      // Whole units at whole parts of a hundred leave nothing to round line by line.
      if (kind == Recipe::Kind::tiers)
        for (RecipeTier& tier : one.tiers) tier.rate = (tier.rate + 99) / 100 * 100;
      plan.recipes.push_back(std::move(one));
    }
    const Policy policy = policy_with(plan.document());
    std::vector<std::int64_t> cents;
    for (int i = 0; i < 8; ++i) cents.push_back(static_cast<std::int64_t>(random() % 900 + 1) * 200);
    std::vector<std::size_t> order(cents.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t refunded = random() % cents.size();
    const Paid first = paid_in_order(policy, cents, order, refunded);
    for (int again = 0; again < 3; ++again) {
      std::shuffle(order.begin(), order.end(), random);
      const Paid other = paid_in_order(policy, cents, order, refunded);
      EXPECT_EQ(other.total, first.total) << plan.document();
      attribution_differs = attribution_differs || other.closes != first.closes;
    }
  }
  EXPECT_TRUE(attribution_differs) << "the order was one at all";
}

}  // namespace
}  // namespace firstlog_test
