// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever is sold, corrected and frozen, and whoever leads whom since when: what was posted to those above
// sums to what an oracle says of the closes as they stand in the end. It walks all entries about teams for
// every close, and takes what closes pay below from the lines posted there.
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "plans/people.hpp"

namespace firstlog_test {
namespace {

// Everybody's closes pay by tiers over the month; mia is paid for amounts of the whole line below, tom for
// the commission of whoever reports to him, zoe above mia by tiers over the month.
std::string plans(const std::string& negative) {
  return R"([{"name":"all","components":[{"name":"commission","span":"month","negative":")" + negative +
         "\"," + running_tiers.substr(running_tiers.find(R"("steps")")) +
         R"(]},{"name":"head","use":"additive","reps":["mia"],"components":[{"name":"on sales","of":"team","steps":[)"
         R"({"name":"line","sum":{"terms":[{"times":["amount","1/70"]}]}}]}]},)"
         R"({"name":"tiers","use":"additive","reps":["zoe"],"components":[{"name":"tiers","of":"team","span":"month","steps":[)"
         R"({"name":"line","table":{"measure":"amount","accumulate":"running","table":{"mode":"marginal","boundary":"upper",)"
         R"("tiers":[{"from":"0","to":"2000","rate":"0.001"},{"from":"2000","rate":"0.003"}]}}}]}]},)"
         R"({"name":"lead","use":"additive","reps":["tom"],"components":[{"name":"on pay","of":"team","levels":1,"steps":[)"
         R"({"name":"line","sum":{"terms":[{"times":["close_commission","1/7"]}]}}]}]}])";
}

class RandomTeams {
 public:
  explicit RandomTeams(std::uint64_t seed)
      : random_(seed), b_(plans(seed % 2 == 0 ? "original_rate" : "rerate")) {
    b_.actor("tom", Role::rep | Role::team_lead);
    b_.actor("zoe", Role::manager);
    b_.reports("mia", "zoe", "top");
  }

  void run() {
    for (int step = 0; step < 50; ++step) {
      b_.scenario().pass(Duration::hours(number(1, 60)));
      b_.scenario().advance();
      const std::string contact =
          contacts_.empty()
              ? ""
              : contacts_[static_cast<std::size_t>(number(0, static_cast<int>(contacts_.size()) - 1))];
      switch (number(0, 9)) {
        case 0:
        case 1:
        case 2:
        case 3: sell(); break;
        case 4:
          try_to(commands::AmendClose{.actor = "mia", .contact = contact, .amount = eur(cents())});
          break;
        case 5: try_to(commands::Reverse{.actor = "mia", .contact = contact, .reason = "refund"}); break;
        case 6:
          try_to(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "error"});
          if (number(0, 1) == 0)
            try_to(commands::Approve{.actor = "mia", .contact = contact, .amount = eur(cents())});
          break;
        case 7:
        case 8: move(); break;
        default:
          if (number(0, 3) == 0) try_to(commands::Depart{.actor = "mia", .rep = "tom"});
          if (number(0, 1) == 0) try_to(commands::ChangeActor{.actor = "root", .rep = "tom", .active = true});
          break;
      }
    }
  }

  std::size_t check() {
    std::map<std::pair<ActorId, DealId>, std::int64_t> posted;
    std::map<std::pair<ActorId, DealId>, std::int64_t> own;
    for (const StatementLine& line : b_.performance().lines())
      (line.kind == LineKind::team_override ? posted : own)[{line.rep, line.deal}] +=
          line.commission.minor_units();
    std::map<std::pair<ActorId, DealId>, std::int64_t> expected;
    for (std::uint32_t number = 1; number <= contacts_.size(); ++number) tell(DealId(number), own, expected);
    const ActorId zoe = b_.Books::actor("zoe");  // her tiers are held to the evaluation of whole spans, below
    std::erase_if(posted, [zoe](const auto& one) { return one.second == 0 || one.first.first == zoe; });
    std::erase_if(expected, [](const auto& one) { return one.second == 0; });
    EXPECT_EQ(texts(posted), texts(expected));
    for (const std::string& contact : contacts_)
      for (const std::string_view rep : {"mia", "tom", "ana", "zoe"}) b_.explains(rep, contact);
    return posted.size();
  }

 private:
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::int64_t cents() { return number(1, 200) * 1000 + number(0, 99); }
  void try_to(const Command& command) { b_.scenario().give(command); }

  void sell() {
    const char* reps[] = {"ana", "ben", "cleo"};
    const std::string contact = "c" + std::to_string(contacts_.size());
    contacts_.push_back(contact);
    const std::int64_t amount = cents();
    std::vector<CreditShare> credits;
    if (number(0, 2) == 0) credits = {{"ana", Rate::of(1, 3)}, {"tom", Rate::of(2, 3)}};
    if (number(0, 5) == 0) credits = {{"ana", Rate::of(1, 7)}, {"ben", Rate::of(6, 7)}};
    b_.log(reps[number(0, 2)], contact, amount);
    b_.scenario().pass(Duration::hours(number(0, 50)));
    b_.approve(contact, amount, credits);
  }
  void move() {
    const char* reps[] = {"ana", "ben", "cleo", "tom"};
    const char* leads[] = {"mia", "tom", ""};
    const Date today = *Date::from_days(b_.scenario().now().microseconds() / 86'400'000'000);
    const Date from = std::max(*today.plus_days(number(-20, 5)),
                               b_.scenario().state().organisation().oldest_open.first_day());
    const std::string lead = leads[number(0, 2)];
    commands::SetTeam command{.actor = "root", .rep = reps[number(0, 3)], .from = from};
    if (!lead.empty()) {
      command.team = lead;
      command.lead = std::string_view(lead);
    }
    try_to(command);
  }

  // Whom the entries say that the rep reports to on the day.
  ActorId lead_of(ActorId rep, Date day) const {
    std::vector<std::pair<Date, ActorId>> said;
    for (const Event& event : b_.scenario().events()) {
      if (event.rep != rep) continue;
      if (event.kind == EventKind::team_set) said.emplace_back(event.from, event.cover);
      if (event.kind != EventKind::departed) continue;
      std::erase_if(said, [&](const auto& one) { return one.first >= event.from; });
      said.emplace_back(event.from, ActorId());
    }
    ActorId lead;
    Date since = Date::min();
    for (const auto& [from, who] : said)
      if (from <= day && from >= since) {
        since = from;
        lead = who;
      }
    return lead;
  }
  bool gone_on(ActorId actor, Date day) const {
    std::vector<std::pair<Date, Date>> gone;
    for (const Event& event : b_.scenario().events()) {
      if (event.rep != actor) continue;
      if (event.kind == EventKind::departed) gone.emplace_back(event.from, Date::max());
      if (event.kind == EventKind::actor_changed && !has(event.flags, EventFlag::inactive) && !gone.empty() &&
          gone.back().second == Date::max())
        gone.back().second = *Date::from_days(event.recorded_at.microseconds() / 86'400'000'000);
    }
    return std::any_of(gone.begin(), gone.end(),
                       [day](const auto& one) { return one.first <= day && day < one.second; });
  }

  void tell(DealId deal, const std::map<std::pair<ActorId, DealId>, std::int64_t>& own,
            std::map<std::pair<ActorId, DealId>, std::int64_t>& expected) {
    const Event* approval = nullptr;
    std::int64_t amount = 0;
    std::int64_t reversed = 0;
    std::vector<CreditShare> credits;
    for (const Event& event : b_.scenario().events()) {
      if (event.deal != deal) continue;
      if (event.kind == EventKind::close_approved) {
        approval = &event;
        amount = event.amount.minor_units();
        reversed = 0;
        // Shares once set stand until others are.
        credits.assign(event.credits.begin(), event.credits.end());
        if (credits.empty()) credits.push_back({event.rep, Rate::one()});
      }
      if (event.kind == EventKind::close_amended) amount = event.amount.minor_units();
      if (event.kind == EventKind::approval_revoked) approval = nullptr;
      if (event.kind == EventKind::close_reversed) reversed += event.amount.minor_units();
    }
    if (approval == nullptr) return;
    const Date day = *Date::from_days(approval->recorded_at.microseconds() / 86'400'000'000);
    for (const CreditShare& credit : credits) {
      std::set<ActorId> seen = {credit.rep.id};
      int level = 1;
      for (ActorId lead = lead_of(credit.rep.id, day); lead.present() && seen.insert(lead).second;
           lead = lead_of(lead, day), ++level) {
        if (gone_on(lead, day)) continue;
        if (lead == b_.Books::actor("mia")) {
          const Exact base = Exact::of_money(eur(amount)) * Exact(credit.share) * Exact(Rate::of(1, 70));
          const Exact back = base * *Exact::divide(Exact::whole(reversed), Exact::whole(amount));
          expected[{lead, deal}] += cents_of(base) - cents_of(back);
        }
        if (lead == b_.Books::actor("tom") && level == 1) {
          const auto pay = own.find({credit.rep.id, deal});
          if (pay != own.end())
            expected[{lead, deal}] += cents_of(Exact::of_money(eur(pay->second)) * Exact(Rate::of(1, 7)));
        }
      }
    }
  }
  std::vector<std::string> texts(const std::map<std::pair<ActorId, DealId>, std::int64_t>& paid) const {
    std::vector<std::string> all;
    for (const auto& [key, cents] : paid)
      all.push_back(std::string(b_.scenario().name(key.first)) + " deal " +
                    std::to_string(key.second.number()) + " " + std::to_string(cents));
    return all;
  }
  static std::int64_t cents_of(const Exact& value) {
    return value.as_money(currency("EUR"), RoundingMode::half_up)->minor_units();
  }

  std::mt19937_64 random_;
  mutable People b_;
  std::vector<std::string> contacts_;
};

TEST(OverridesProperty, WhatIsPostedAboveSumsToWhatTheOracleSays) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  const std::uint64_t seed = given == nullptr ? 20260101 : std::strtoull(given, nullptr, 10);
  std::size_t paid = 0;
  for (std::uint64_t round = 0; round < 100 && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed) + " round " + std::to_string(round));
    RandomTeams teams(seed * 1000 + round);
    teams.run();
    paid += teams.check();
  }
  EXPECT_GT(paid, 500U);
}

}  // namespace
}  // namespace firstlog_test
