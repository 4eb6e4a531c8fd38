// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What plans make of who is above whom, and of who is employed when: closes in the books of those above, and
// what an entry about people changes. Private: bodies only.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "firstlog/views/detail/plan_settlement.hpp"

namespace firstlog::inline v1::detail {

inline bool PlanSettlement::pays_above(std::uint32_t set, std::uint32_t level) const noexcept {
  for (const SetComponent& one : books_.sets[set].components)
    if (one.team && (one.levels == 0 || level <= one.levels)) return true;
  return false;
}

inline PlanClose* PlanSettlement::row_of(ActorId rep, const PlanClose& wanted) noexcept {
  if (rep.index() >= books_.books.size()) return nullptr;
  std::vector<PlanClose>& closes = books_.books[rep.index()].closes;
  const auto at = std::lower_bound(closes.begin(), closes.end(), wanted);
  const bool found = at != closes.end() && !(wanted < *at) && at->deal == wanted.deal;
  return found ? &*at : nullptr;
}

// The books of those above follow what the seller's own hold of the close: `was` before the entry, `now`
// after it. `as_before`: the same plans pay it.
inline void PlanSettlement::tell_above(ActorId seller, const std::optional<PlanClose>& was,
                                       const std::optional<PlanClose>& now, bool as_before,
                                       YearMonth counted_in) {
  struct Wanted {
    ActorId manager;
    PlanClose row;
    bool stands = false;
  };
  std::vector<Wanted> wanted;
  PlanClose held;
  if (was) held = *was;
  held.seller = seller;
  if (now && p_.policies_[books_.sets[now->set].policy]->pays_teams()) {
    const DealAccount& account = p_.accounts_[now->deal.index()];
    std::uint32_t level = 0;
    for (const ActorId manager : p_.employment_.line_above(seller, now->credit)) {
      ++level;
      if (!manager.present()) continue;
      const PlanClose* known = was && as_before ? row_of(manager, held) : nullptr;
      const std::optional<std::uint32_t> set =
          known != nullptr ? known->set : set_for(manager, account, now->deal);
      if (!set || !pays_above(*set, level)) continue;
      wanted.push_back({manager, {now->deal, now->credit, now->position, *set, 0, seller, level}, false});
    }
  }
  std::vector<ActorId> managers;
  for (std::uint32_t at = was ? was->line : 0; at != 0; at = books_.above[at - 1U].next)
    managers.push_back(books_.above[at - 1U].manager);
  bool same = managers.size() == wanted.size();
  for (const ActorId manager : managers) {
    PlanClose* row = row_of(manager, held);
    if (row == nullptr) continue;
    touch_all(manager, *row);
    book_of(manager).sums.clear();
    const auto stays = std::find_if(wanted.begin(), wanted.end(), [&](const Wanted& one) {
      return one.manager == manager && one.row.set == row->set && one.row.line == row->line &&
             !(one.row < *row) && !(*row < one.row);
    });
    if (stays != wanted.end()) {
      stays->stands = true;
      continue;
    }
    same = false;
    if (posted(*row) != 0) change_above(manager, *row, -posted(*row), counted_in);
    RepBook& book = book_of(manager);
    book.closes.erase(book.closes.begin() + (row - book.closes.data()));
  }
  std::uint32_t line = was ? was->line : 0;
  if (!same) line = 0;
  for (const Wanted& one : wanted) {
    if (!one.stands) place(one.manager, one.row);
    if (same) continue;
    books_.above.push_back({one.manager, line});
    line = static_cast<std::uint32_t>(books_.above.size());
  }
  if (!now) return;
  PlanClose own = *now;
  own.seller = ActorId();
  if (PlanClose* row = row_of(seller, own)) row->line = line;
}

// Closes of other reps and days are paid otherwise since: whoever is paid a part of that as well.
inline void PlanSettlement::touch_above() {
  const std::size_t count = changes_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const PlanChange changed = changes_[i];
    if (!changed.deal.present() || changed.above) continue;
    const RepBook& book = book_of(changed.rep);
    const std::optional<std::size_t> own = locate(book, changed.deal, p_.accounts_[changed.deal.index()]);
    if (!own) continue;
    PlanClose below = book.closes[*own];
    below.seller = changed.rep;
    for (std::uint32_t at = below.line; at != 0; at = books_.above[at - 1U].next) {
      const ActorId manager = books_.above[at - 1U].manager;
      const PlanClose* row = row_of(manager, below);
      if (row == nullptr) continue;
      const PlanClose held = *row;
      for (const SetComponent& one : books_.sets[held.set].components)
        if (one.rests_on_pay && looks_at(one, held)) touch_on(manager, held.set, one, held.credit, held.deal);
    }
  }
}

// Who is above whom may be others since that day.
inline void PlanSettlement::retell_lines(Date from) {
  bool any = false;
  for (const CompiledPolicy* policy : p_.policies_) any = any || policy->pays_teams();
  if (!any) return;
  const std::size_t reps = books_.books.size();
  for (std::size_t i = 0; i < reps; ++i) {
    std::vector<PlanClose> own;
    for (auto close = books_.books[i].closes.rbegin();
         close != books_.books[i].closes.rend() && close->credit >= from; ++close)
      if (!close->seller.present()) own.push_back(*close);
    for (auto close = own.rbegin(); close != own.rend(); ++close)
      tell_above(ActorId::at_index(i), *close, *close, true, YearMonth());
  }
}

// The days on which the rep was employed, or absent, may be others since that day.
inline void PlanSettlement::retell_days(ActorId rep, Date from) {
  const auto rests = [](const SetComponent& one) { return one.rests_on_days; };
  const std::vector<SpanPosting> spans = book_of(rep).spans;
  for (const SpanPosting& span : spans) {
    const SetComponent* one = groups_.component_of(books_.sets[span.set], span.key);
    if (one == nullptr || !rests(*one)) continue;
    const DateRange days = groups_.days_of(span.key, books_.sets[span.set].policy, span.from);
    if (days.end > from) touch(rep, span.set, *one, days, DealId());
  }
  const std::vector<PlanClose> closes = book_of(rep).closes;
  for (const PlanClose& close : closes)
    for (const SetComponent& one : books_.sets[close.set].components)
      if (rests(one) && looks_at(one, close) &&
          groups_.days_of(one.key, books_.sets[close.set].policy, close.credit).end > from)
        touch_on(rep, close.set, one, close.credit, close.deal);
}

// Whoever leaves is paid at once what his plans pay for the days of the spans that he leaves in.
inline void PlanSettlement::settle_last(ActorId rep, Date last, Instant at) {
  const std::uint32_t policy = p_.policy_at(at);
  const std::optional<std::uint32_t> set = plans_on(rep, policy, last, nullptr, DealId());
  if (!set) return;
  const std::vector<SetComponent> components = books_.sets[*set].components;
  for (const SetComponent& one : components) {
    if (!one.rests_on_days || groups_.compiled_of(books_.sets[*set], one).per_line) continue;
    if (!groups_.holds(one.key, policy, last)) continue;
    const DateRange days = groups_.days_of(one.key, policy, last);
    if (groups_.posting_of(rep, one.key, days.first) == nullptr) touch(rep, *set, one, days, DealId(), set);
  }
}

}  // namespace firstlog::inline v1::detail
