// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How much of what a close earned is payable on a day (DOMAIN 7). Private: bodies only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "firstlog/views/detail/plan_groups.hpp"

namespace firstlog::inline v1::detail {

// Reads the Performance and changes nothing.
class PlanRelease {
 public:
  explicit PlanRelease(const Performance& performance)
      : p_(performance), books_(performance.plans_), groups_(performance) {}

  // Of what all components posted to the rep for the deal, for his own share and for those below him, in
  // minor units.
  std::int64_t withheld(ActorId rep, DealId deal, Date day) const {
    const DealAccount& account = p_.accounts_[deal.index()];
    std::int64_t sum = 0;
    if (!account.stands()) return sum;
    const DateRange credited{account.credit, account.credit.plus_days(1).value_or(account.credit)};
    for (const PlanClose& close : groups_.closes_in(rep, credited))
      for (std::size_t i = 0; close.deal == deal && i < books_.sets[close.set].components.size(); ++i)
        sum += withheld_of(close, i, day);
    return sum;
  }

 private:
  // Of what one component of the close's plans posted for it; `index`: its place in the set.
  std::int64_t withheld_of(const PlanClose& close, std::size_t index, Date day) const {
    const PlanSet& set = books_.sets[close.set];
    const PlanComponent& rules = groups_.rules_of(set, set.components[index]);
    const std::int64_t posted = books_.posted[close.posted + index];
    if (rules.payable.empty() || posted == 0) return 0;
    const Currency currency = p_.policies_[set.policy]->policy().plan.currency;
    const Exact payable = Exact::of_money(Money::minor(posted, currency)) * part_of(rules, close, day);
    const Result<Money> rounded = payable.as_money(currency, rules.rounding);
    return rounded ? posted - rounded->minor_units() : 0;
  }

  // From 0 to 1.
  Exact part_of(const PlanComponent& rules, const PlanClose& close, Date day) const {
    Exact sum;
    for (const PayablePart& one : rules.payable) {
      const std::optional<Date> earliest = close.credit.plus_days(one.after_days);
      if (!earliest || day < *earliest || (one.from && day < *one.from)) continue;
      sum += Exact(one.part) * done(one.on, close.deal);
    }
    return sum;
  }

  // How much of the condition holds.
  Exact done(PayableOn on, DealId deal) const {
    if (on == PayableOn::approval) return Exact::whole(1);
    if (deal.index() >= books_.facts_of.size() || books_.facts_of[deal.index()] == 0) return {};
    const DealFacts& facts = books_.facts[books_.facts_of[deal.index()] - 1U];
    const bool cash = on != PayableOn::invoice;
    const Money told = cash ? facts.received : facts.billed;
    if (!told.currency().present()) return {};
    const Exact due = due_of(p_.accounts_[deal.index()], facts, told.currency(), cash);
    const Exact part = Exact::divide(Exact::of_money(told), due).value_or(Exact());
    if (part >= Exact::whole(1)) return Exact::whole(1);
    return on == PayableOn::cash_in_full ? Exact() : part;
  }

  // What the customer owes for what is left of the deal, in that currency; of one that was refunded whole,
  // what he owed before. Invoices are recorded net, receipts with the tax.
  Exact due_of(const DealAccount& account, const DealFacts& facts, Currency currency, bool gross) const {
    Money net = account.invoiced;
    Money tax = Money::minor(facts.tax, net.currency());
    if (account.exchange != 0 && currency != net.currency()) {
      const AccountExchange& exchange = p_.exchanges_[account.exchange - 1U];
      net = exchange.original;
      tax = exchange.tax.currency().present() ? exchange.tax : Money::zero(net.currency());
    }
    if (currency != net.currency()) return {};  // nothing is said to be paid rather than a wrong part
    Exact due = Exact::of_money(net);
    if (gross) due += Exact::of_money(tax);
    const std::int64_t invoiced = account.invoiced.minor_units();
    if (account.reversed > 0 && account.reversed < invoiced)
      due *= *Exact::divide(Exact::whole(invoiced - account.reversed), Exact::whole(invoiced));
    return due;
  }

  const Performance& p_;
  const PlanBooks& books_;
  const PlanGroups groups_;
};

}  // namespace firstlog::inline v1::detail
