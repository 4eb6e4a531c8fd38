// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Random registrations with shared keys, merges, unmerges, parents, suppressions and entries, against an
// oracle that keeps lists and walks all pairs: which contacts are one business, whose claim answers, who
// keeps whom off, who must not be contacted.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/suppressed.hpp"
#include "support/match_keys.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

constexpr string_view reps[] = {"ana", "ben", "cleo"};
constexpr SuppressionScope ways[] = {SuppressionScope::calls, SuppressionScope::messages,
                                     SuppressionScope::email};

// Keys 0 to 7: four phones, two addresses, two domains.
MatchKey key_of(int number) {
  if (number < 4) return phone(static_cast<unsigned>(number));
  if (number < 6) return email(static_cast<unsigned>(number));
  return domain(static_cast<unsigned>(number));
}
std::vector<MatchKey> keys_of(int bits) {
  std::vector<MatchKey> keys;
  for (int n = 0; n < 8; ++n)
    if ((bits >> n & 1) != 0) keys.push_back(key_of(n));
  return keys;
}

// ---- the oracle, from the history alone -------------------------------------------------------------

struct Oracle {
  struct Merge {
    Position position;
    ContactId survivor;
    ContactId absorbed;
    bool undone = false;
  };
  struct Bar {
    Position position;
    ContactId contact;
    SuppressionScope scope;
    std::vector<MatchKey> addresses;  // bars these alone
    std::vector<MatchKey> business;   // bars whoever holds one of these
    bool whole = false;               // bars the contact
    bool lifted = false;
  };
  std::vector<std::vector<MatchKey>> keys;  // by contact
  std::vector<Merge> merges;
  std::vector<ContactId> parents;
  std::vector<Bar> bars;

  explicit Oracle(const Scenario& s) {
    for (const Event& event : s.events()) take(event);
  }

  void take(const Event& e) {
    switch (e.kind) {
      case EventKind::contact_registered:
        keys.emplace_back(e.match_keys.begin(), e.match_keys.end());
        parents.emplace_back();
        break;
      case EventKind::contacts_merged: merges.push_back({e.position, e.contact, e.other}); break;
      case EventKind::contacts_unmerged:
        for (Merge& merge : merges)
          if (merge.position == e.refers_to) merge.undone = true;
        break;
      case EventKind::parent_set: parents[e.contact.index()] = e.other; break;
      case EventKind::suppressed: {
        Bar bar{e.position, e.contact, e.scope, {}, {}};
        bar.whole = e.match_keys.empty();
        if (bar.whole) bar.business = keys[e.contact.index()];
        for (const MatchKey& key : e.match_keys)
          (key.kind == MatchKind::phone || key.kind == MatchKind::email ? bar.addresses : bar.business)
              .push_back(key);
        bars.push_back(bar);
        break;
      }
      case EventKind::suppression_lifted:
        for (Bar& bar : bars)
          if (bar.position == e.refers_to) bar.lifted = true;
        break;
      default: break;
    }
  }

  static bool holds(const std::vector<MatchKey>& held, const MatchKey& key) {
    return std::find(held.begin(), held.end(), key) != held.end();
  }
  bool one_business(std::size_t a, std::size_t b) const {
    for (const MatchKey& key : keys[a])
      if (holds(keys[b], key)) return true;
    return std::any_of(merges.begin(), merges.end(), [&](const Merge& merge) {
      return !merge.undone && ((merge.survivor.index() == a && merge.absorbed.index() == b) ||
                               (merge.survivor.index() == b && merge.absorbed.index() == a));
    });
  }
  bool linked(std::size_t a, std::size_t b) const {
    return (parents[a].present() && parents[a].index() == b) ||
           (parents[b].present() && parents[b].index() == a);
  }
  // By spreading a number until nothing changes.
  std::vector<std::size_t> components(bool with_parents) const {
    std::vector<std::size_t> part(keys.size());
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = i;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t a = 0; a < part.size(); ++a)
        for (std::size_t b = 0; b < part.size(); ++b)
          if (part[b] < part[a] && (one_business(a, b) || (with_parents && linked(a, b)))) {
            part[a] = part[b];
            changed = true;
          }
    }
    return part;
  }
  bool is_away(std::size_t contact) const {
    return std::any_of(merges.begin(), merges.end(), [&](const Merge& merge) {
      return !merge.undone && merge.absorbed.index() == contact;
    });
  }
  static bool covers(SuppressionScope scope, SuppressionScope way) {
    return scope == SuppressionScope::all || scope == way;
  }
  bool suppressed(std::size_t contact, SuppressionScope way, const std::vector<std::size_t>& group) const {
    for (const Bar& bar : bars) {
      if (bar.lifted || !covers(bar.scope, way)) continue;
      for (std::size_t other = 0; other < keys.size(); ++other) {
        if (group[other] != group[contact]) continue;
        if (bar.whole && bar.contact.index() == other) return true;
        for (const MatchKey& key : bar.business)
          if (holds(keys[other], key)) return true;
      }
    }
    const MatchKind used = way == SuppressionScope::email ? MatchKind::email : MatchKind::phone;
    bool any = false;
    for (const MatchKey& key : keys[contact]) {
      if (key.kind != used) continue;
      any = true;
      if (std::none_of(bars.begin(), bars.end(), [&](const Bar& bar) {
            return !bar.lifted && covers(bar.scope, way) &&
                   (holds(bar.addresses, key) || holds(bar.business, key));
          }))
        return false;
    }
    return any;
  }
};

void expect_as_told(const Scenario& s) {
  const State& state = s.state();
  const CompiledPolicy& policy = state.policy();
  const Oracle oracle(s);
  const std::vector<std::size_t> cluster = oracle.components(false);
  const std::vector<std::size_t> group = oracle.components(true);
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    const ContactId id = ContactId::at_index(i);
    RC_ASSERT(cluster_of(state, id).index() == cluster[i]);
    std::vector<ContactId> members;
    for (std::size_t other = 0; other < cluster.size(); ++other)
      if (cluster[other] == cluster[i]) members.push_back(ContactId::at_index(other));
    RC_ASSERT(cluster_members(state, id) == members);
    RC_ASSERT(cluster_size(state, id) == members.size());
    RC_ASSERT((survivor_of(state, id) != id) == oracle.is_away(i));

    ContactId claim = state.contact(id).claimant.present() ? id : ContactId();
    for (const ContactId member : members) {
      const ContactRow& row = state.contact(member);
      if (!row.claimant.present() || oracle.is_away(member.index())) continue;
      if (!claim.present() || row.claimed_at < state.contact(claim).claimed_at) claim = member;
    }
    RC_ASSERT(standing_claim(state, id).contact == claim);
    if (claim.present()) {
      RC_ASSERT(standing_claim(state, id).rep == state.contact(claim).claimant);
      RC_ASSERT(standing_claim(state, id).position == state.contact(claim).claim_position);
    }
    for (string_view rep : reps) {
      ContactId locked;
      for (const ContactId member : members) {
        const ContactRow& row = state.contact(member);
        if (!locked.present() && member != id && !oracle.is_away(member.index()) &&
            policy.state(row.state).locks && row.assignee != s.actor(rep))
          locked = member;
      }
      const ContactRow& own = state.contact(id);
      if (policy.state(own.state).locks && own.assignee == s.actor(rep)) locked = ContactId();
      RC_ASSERT(lock_against(state, policy, id, s.actor(rep)) == locked);
    }
    // The assignee of the locked contact, of the earliest claim's, of the oldest.
    ContactId holder;
    for (int step = 0; step < 3 && !holder.present(); ++step)
      for (const ContactId member : members) {
        const ContactRow& row = state.contact(member);
        if (member == id || !row.assignee.present() || oracle.is_away(member.index())) continue;
        if (step == 0 && !policy.state(row.state).locks) continue;
        if (step == 1 && !row.claimant.present()) continue;
        if (!holder.present() || (step == 1 && row.claimed_at < state.contact(holder).claimed_at))
          holder = member;
      }
    RC_ASSERT(cluster_assignee(state, policy, id).contact == holder);
    for (const SuppressionScope way : ways) {
      RC_ASSERT(is_suppressed(state, id, way) == oracle.suppressed(i, way, group));
      RC_ASSERT(suppressions_on(state, id, way).empty() || !oracle.bars.empty());
      if (is_suppressed(state, id, way)) RC_ASSERT(!suppressions_on(state, id, way).empty());
    }
  }
  // Every deal is its contact's, and what is counted is what stands there.
  std::uint32_t pending = 0;
  std::set<Position> claims;
  std::map<ActorId, std::uint32_t> contacts;
  std::map<ActorId, std::uint32_t> open;
  std::map<ActorId, std::uint32_t> callbacks;
  for (std::uint32_t i = 1; i <= state.contact_count(); ++i) {
    const ContactRow& row = state.contact(ContactId(i));
    pending += policy.state(row.state).awaits_verification ? 1U : 0U;
    if (row.claimant.present()) RC_ASSERT(claims.insert(row.claim_position).second);
    if (row.deal.present()) RC_ASSERT(state.deal(row.deal).contact == ContactId(i));
    if (oracle.is_away(i - 1)) RC_ASSERT((row.due_kind == DueKind::none && !row.assignee.present()));
    if (!row.assignee.present()) continue;
    ++contacts[row.assignee];
    if (!policy.state(row.state).won && !policy.state(row.state).lost) ++open[row.assignee];
    if (policy.state(row.state).awaits_callback) ++callbacks[row.assignee];
  }
  RC_ASSERT(state.organisation().pending == pending);
  for (string_view rep : reps) {
    const ActorRow& row = state.actor(s.actor(rep));
    RC_ASSERT(row.contacts == contacts[s.actor(rep)]);
    RC_ASSERT(row.open == open[s.actor(rep)]);
    RC_ASSERT(row.callbacks == callbacks[s.actor(rep)]);
  }
}

// What the answer to an entry must be, as far as other contacts of the business go.
void expect_arbitrated(const State& before, const Command& command, const Outcome& outcome) {
  const bool enters = command.kind == CommandKind::log_interest ||
                      command.kind == CommandKind::schedule_callback ||
                      command.kind == CommandKind::log_close;
  if (!enters || !outcome.contact.present()) return;
  const StandingClaim claim = standing_claim(before, outcome.contact);
  if (outcome.verdict == Verdict::contested) {
    RC_ASSERT(outcome.winner == claim.rep);
    RC_ASSERT(outcome.winning_position == claim.position);
    if (claim.present())
      RC_ASSERT(outcome.other == (claim.contact == outcome.contact ? ContactId() : claim.contact));
  }
  // Nobody establishes a second claim on a business.
  if (outcome.rule == Rule::claim_established || outcome.rule == Rule::claim_from_pool)
    RC_ASSERT(!claim.present());
}

// Three reps, and four contacts of whom two are one business.
void begin(Scenario& s) {
  for (string_view rep : reps) s.add_actor(rep, Role::rep);
  for (const auto& [key, bits] :
       {std::pair("a", 1), std::pair("b", 1 + 16), std::pair("c", 2), std::pair("d", 0)}) {
    const std::vector<MatchKey> keys = keys_of(bits);
    s.give(commands::RegisterContact{.actor = "root", .key = key, .match_keys = keys});
  }
}

// What, who, on which contact, with which other or key bits, a number.
using Step = std::tuple<int, int, int, int, int>;

Command command_of(const Step& step, const Scenario& s, std::vector<MatchKey>& keys, std::string& key) {
  const auto& [what, who, where, other, number] = step;
  const auto count = static_cast<int>(s.state().contact_count());
  const ContactRef contact =
      count == 0 ? ContactRef("none") : ContactId::at_index(static_cast<std::size_t>(where % count));
  const ContactRef second =
      count == 0 ? ContactRef("none") : ContactId::at_index(static_cast<std::size_t>(other % count));
  const string_view rep = reps[who % 3];
  const Instant due = s.now() + Duration::hours(1 + number % 50);
  key = "c" + std::to_string(count);
  keys = keys_of(other & number);
  // Most moves are the assignee's, or they would be refused.
  ActorRef mover = rep;
  if (count != 0 && number % 4 != 0)
    if (const ActorId assignee = s.state().contact(contact.id).assignee; assignee.present()) mover = assignee;
  Position refers_to = Position(1);
  for (std::uint32_t i = 1; i <= s.state().merge_count(); ++i)
    if (s.state().merge(i).survivor == contact.id && (number % 5 == 0 || !s.state().merge(i).undone))
      refers_to = s.state().merge(i).position;
  switch (what) {
    case 0:
    case 1:
    case 2:
      return commands::RegisterContact{.actor = "root",
                                       .key = key,
                                       .rep = number % 3 == 0 ? ActorRef(rep) : ActorRef(),
                                       .match_keys = keys,
                                       .confirm = number % 2 == 0};
    case 3:
    case 4: return commands::Merge{.actor = "root", .contact = contact, .other = second, .reason = "same"};
    case 5:
    case 6:
      return commands::Unmerge{.actor = "root", .contact = contact, .refers_to = refers_to, .reason = "no"};
    case 7:
      return commands::Suppress{.actor = rep,
                                .contact = contact,
                                .reason = "asked",
                                .scope = static_cast<SuppressionScope>(number % 4),
                                .match_keys = keys};
    case 8:
      return commands::LiftSuppression{
          .actor = "root", .contact = contact, .reason = "consent", .personal = as_bytes("form")};
    case 9:
      return commands::SetParent{
          .actor = "root", .contact = contact, .other = number % 4 == 0 ? ContactRef() : second};
    case 10:
    case 11:
      return commands::LogInterest{.actor = number % 2 == 0 ? mover : ActorRef(rep), .contact = contact};
    case 12: return commands::ScheduleCallback{.actor = mover, .contact = contact, .due = due};
    case 13: return commands::LogClose{.actor = mover, .contact = contact, .amount = eur(number + 1)};
    case 14: return commands::Approve{.actor = "root", .contact = contact, .amount = eur(number + 1)};
    case 15: return commands::Reject{.actor = "root", .contact = contact, .reason = "no"};
    case 16: return commands::MarkNotInterested{.actor = mover, .contact = contact};
    case 17: return commands::Reopen{.actor = "root", .contact = contact, .reason = "again"};
    case 18: return commands::Release{.actor = "root", .contact = contact};
    case 19: return commands::Take{.actor = rep, .contact = contact};
    case 20:
      return commands::Assign{.actor = "root", .contact = contact, .rep = rep, .confirm = number % 2 == 0};
    case 21: return commands::WithdrawClose{.actor = mover, .contact = contact};
    default: return commands::LogActivity{.actor = mover, .contact = contact, .match_keys = keys};
  }
}

rc::Gen<std::vector<Step>> any_steps() {
  const auto any_step =
      rc::gen::resize(rc::kNominalSize,
                      rc::gen::tuple(rc::gen::inRange(0, 23), rc::gen::inRange(0, 3), rc::gen::inRange(0, 12),
                                     rc::gen::inRange(0, 256), rc::gen::inRange(0, 256)));
  return rc::gen::scale(2.0, rc::gen::container<std::vector<Step>>(any_step));
}

TEST(Clusters, AreWhatAllPairsSay) {
  EXPECT_TRUE(rc::check([] {
    Policy policy = euro_policy();
    policy.claim_by = *rc::gen::element(ClaimBy::assignee_or_pool, ClaimBy::any_rep);
    policy.pipeline.states[cold_call::not_interested - 1].recycles_after_days = 2;
    Scenario s(std::move(policy));
    begin(s);
    const std::vector<Step> steps = *any_steps();
    std::vector<MatchKey> keys;
    std::string key;
    for (const Step& step : steps) {
      const Command command = command_of(step, s, keys, key);
      s.advance();
      const State settled = s.replayed();
      const Outcome outcome = s.give(command);
      RC_ASSERT(outcome.verdict != Verdict::undecided);
      RC_ASSERT(outcome.verdict != Verdict::malformed || outcome.rule == Rule::field_malformed ||
                outcome.rule == Rule::unknown_contact);
      expect_arbitrated(settled, command, outcome);
      if (outcome.contact.present() && outcome.verdict == Verdict::accepted) {
        const ContactRow& row = s.state().contact(outcome.contact);
        RC_ASSERT(outcome.state == row.state);
        RC_ASSERT(outcome.rep == row.assignee);
        RC_ASSERT(outcome.deal == row.deal);
      }
      expect_as_told(s);
      if (std::get<4>(step) % 16 == 0) s.pass(Duration::hours(30));
    }
    RC_ASSERT(difference(s.replayed(), s.state()) == "");
  }));
}

// The same contacts in any order are the same businesses.
TEST(Clusters, DoNotDependOnTheOrderOfRegistration) {
  EXPECT_TRUE(rc::check([] {
    const auto bits = *rc::gen::resize(12, rc::gen::container<std::vector<int>>(
                                               rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 256))));
    std::vector<std::size_t> order(bits.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    auto businesses = [&] {
      Scenario s;
      for (const std::size_t i : order) {
        const std::string key = std::to_string(i);
        const std::vector<MatchKey> keys = keys_of(bits[i] & (bits[i] >> 3));
        s.give(commands::RegisterContact{.actor = "root", .key = key, .match_keys = keys});
      }
      std::set<std::set<std::string>> all;
      for (std::uint32_t i = 1; i <= s.state().contact_count(); ++i) {
        std::set<std::string> one;
        for (const ContactId member : cluster_members(s.state(), ContactId(i)))
          one.emplace(s.state().key_of(member));
        all.insert(one);
      }
      return all;
    };
    const auto first = businesses();
    std::reverse(order.begin(), order.end());
    RC_ASSERT(businesses() == first);
    for (std::size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[*rc::gen::inRange(std::size_t{0}, i)]);
    RC_ASSERT(businesses() == first);
  }));
}

// A merge of any two that is undone before anything else happened leaves what was.
TEST(Clusters, AMergeUndoneAtOnceLeavesNothing) {
  EXPECT_TRUE(rc::check([] {
    Scenario s;
    begin(s);
    std::vector<MatchKey> keys;
    std::string key;
    for (const Step& step : *any_steps()) s.give(command_of(step, s, keys, key));
    const State& before = s.state();
    const std::uint32_t count = std::min(before.contact_count(), 9U);
    for (std::uint32_t pair = 0; pair < count * count; ++pair) {
      const ContactId a(pair / count + 1);
      const ContactId b(pair % count + 1);
      State after(&before);
      History history;
      const Outcome merged =
          commit(after, commands::Merge{.actor = "root", .contact = a, .other = b, .reason = "same"}, nullptr,
                 s.now(), history);
      if (merged.verdict != Verdict::accepted) continue;
      const Outcome undone = commit(
          after,
          commands::Unmerge{.actor = "root", .contact = a, .refers_to = merged.position, .reason = "differ"},
          nullptr, s.now(), history);
      RC_ASSERT(undone.verdict == Verdict::accepted);
      for (std::uint32_t i = 1; i <= before.contact_count(); ++i) {
        const ContactId id(i);
        ContactRow now = after.contact(id);
        const ContactRow& then = before.contact(id);
        now.last = then.last;
        now.kin = then.kin;
        now.assigned_by = then.assigned_by;
        now.assigned_since = then.assigned_since;
        now.previous_assignee = then.previous_assignee;
        // A connect is a fact of the business, and stays.
        now.last_connect_at = then.last_connect_at;
        now.last_connect_by = then.last_connect_by;
        RC_ASSERT(same(now, then));
        RC_ASSERT(cluster_members(after, id) == cluster_members(before, id));
        RC_ASSERT(standing_claim(after, id).position == standing_claim(before, id).position);
        RC_ASSERT(suppressions_on(after, id) == suppressions_on(before, id));
      }
      for (std::uint32_t i = 1; i <= before.deal_count(); ++i)
        RC_ASSERT(same(after.deal(DealId(i)), before.deal(DealId(i))));
      for (std::uint32_t i = 1; i <= before.actor_count(); ++i)
        RC_ASSERT(same(after.actor(ActorId(i)), before.actor(ActorId(i))));
      RC_ASSERT(after.organisation().pending == before.organisation().pending);
    }
  }));
}

// Many commands decided on one branch, a branch of a branch, absorbed: the same as one by one.
TEST(Clusters, AreTheSameOnBranches) {
  EXPECT_TRUE(rc::check([] {
    Scenario s;
    begin(s);
    std::vector<MatchKey> keys;
    std::string key;
    for (const Step& step : *any_steps()) s.give(command_of(step, s, keys, key));
    const auto& all = s.events();
    const std::size_t first = *rc::gen::inRange(std::size_t{3}, all.size() + 1);
    const std::size_t second = *rc::gen::inRange(first, all.size() + 1);
    State base;
    for (std::size_t i = 0; i < first; ++i) RC_ASSERT(evolve(base, all[i]));
    State middle(&base);
    for (std::size_t i = first; i < second; ++i) RC_ASSERT(evolve(middle, all[i]));
    State top(&middle);
    for (std::size_t i = second; i < all.size(); ++i) RC_ASSERT(evolve(top, all[i]));
    RC_ASSERT(difference(top, s.state()) == "");
    top.restart();
    for (std::size_t i = second; i < all.size(); ++i) RC_ASSERT(evolve(top, all[i]));
    top.absorb_into(middle);
    RC_ASSERT(difference(middle, s.state()) == "");
    middle.absorb_into(base);
    RC_ASSERT(difference(base, s.state()) == "");
  }));
}

}  // namespace
}  // namespace firstlog_test
