// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an entry changes in what plans pay: for the reps and spans that it touches, what the plans say
// after it less what was posted for them before. Private: bodies only.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "firstlog/views/detail/plan_append.hpp"
#include "firstlog/views/detail/plan_choice.hpp"
#include "firstlog/views/detail/plan_groups.hpp"

namespace firstlog::inline v1::detail {

// What another close, or a span as a whole, is paid more.
struct PlanChange {
  ActorId rep;
  DealId deal;            // absent: of a span
  std::uint32_t key = 0;  // of a span
  DateRange days;         // of a span
  std::int64_t minor = 0;
  bool above = false;  // paid for a close below
  Position approval;   // of that close
  YearMonth period;    // of that close, where it counts in another one since; else 1970-01
};

class PlanSettlement {
 public:
  explicit PlanSettlement(Performance& performance)
      : p_(performance), books_(performance.plans_), groups_(performance) {}

  struct Own {
    ActorId rep;
    std::int64_t had = 0;
    std::int64_t has = 0;
    bool planned = false;  // whether plans pay, or paid, the rep for this deal
  };
  const std::vector<Own>& own() const noexcept { return own_; }
  Own own_of(ActorId rep) const noexcept {
    for (const Own& one : own_)
      if (one.rep == rep) return one;
    return {rep};
  }
  const std::vector<PlanChange>& changes() const noexcept { return changes_; }

  // One rep's share in the entry's deal is another one now; `credited`: he has a share in it.
  void replace(ActorId rep, DealId deal, const DealAccount& before, const DealAccount& after, bool credited,
               bool contents_told) {
    RepBook& book = book_of(rep);
    Own own{rep};
    const std::optional<std::size_t> at = locate(book, deal, before);
    std::optional<PlanClose> was;
    if (at) was = book.closes[*at];
    if (was) {
      own.had = posted(*was);
      own.planned = true;
      touch_all(rep, *was);
    }
    std::optional<std::uint32_t> set;
    if (credited && after.stands() && !after.unpaid) {
      const bool as_before = was && before.rate_at == after.rate_at && !contents_told &&
                             before.approved_position == after.approved_position;
      set = as_before ? was->set : set_for(rep, after, deal);
    }
    const PlanClose now{deal, after.credit, after.approved_position, set.value_or(0), 0, ActorId(), 0};
    const bool in_place =
        was && set && was->set == *set && was->credit == now.credit && was->position == now.position;
    moved_ = moved_ || (was && !in_place);
    if (was && !in_place) book.closes.erase(book.closes.begin() + static_cast<std::ptrdiff_t>(*at));
    if (set && !in_place) place(rep, now);
    if (was) book.sums.clear();
    const bool same_plans = was && set && was->set == *set;
    tell_above(rep, was, set ? std::optional<PlanClose>(now) : std::nullopt, same_plans,
               before.period == after.period ? YearMonth() : before.period);
    own.planned = own.planned || set.has_value();
    own_.push_back(own);
    deal_ = deal;
  }

  // The deal is as if it had never been, its own lines too; what it did to other closes is taken back.
  void remove(DealId deal) {
    for (std::size_t i = 0; i < books_.books.size(); ++i) {
      std::vector<PlanClose>& closes = books_.books[i].closes;
      for (std::size_t at = closes.size(); at > 0; --at) {
        if (closes[at - 1].deal != deal) continue;
        touch_all(ActorId::at_index(i), closes[at - 1]);
        closes.erase(closes.begin() + static_cast<std::ptrdiff_t>(at - 1));
        books_.books[i].sums.clear();
      }
    }
  }

  // A rep without a close in the span: whatever his plans pay for the span all the same. `inactive`: only
  // what they pay by days of employment.
  void settle(ActorId rep, YearMonth period, Instant end, bool inactive) {
    const std::uint32_t policy = p_.policy_at(end);
    const Date last = period.last_day();
    const std::optional<std::uint32_t> set = plans_on(rep, policy, last, nullptr, DealId());
    if (!set) return;
    const std::vector<SetComponent> components = books_.sets[*set].components;
    for (const SetComponent& one : components) {
      if (groups_.compiled_of(books_.sets[*set], one).per_line || (inactive && !one.rests_on_days)) continue;
      for (DateRange days = groups_.days_of(one.key, policy, period.first_day()); days.first <= last;
           days = groups_.days_of(one.key, policy, days.end)) {
        if (days.end > last.plus_days(1).value_or(last)) break;
        if (!groups_.holds(one.key, policy, days.first)) continue;
        if (groups_.posting_of(rep, one.key, days.first) == nullptr)
          touch(rep, *set, one, days, DealId(), set);
      }
    }
  }

  // The close's rate date is another policy's now; `more` is what its short plan pays more than the former.
  void restate(ActorId rep, DealId deal, const DealAccount& account, std::int64_t more) {
    RepBook& book = book_of(rep);
    if (more != 0) change(rep, deal, more);
    book.sums.clear();
    const std::optional<std::size_t> at = locate(book, deal, account);
    const std::optional<std::uint32_t> set = set_for(rep, account, deal);
    std::optional<PlanClose> before;
    if (at) {
      const PlanClose was = book.closes[*at];
      touch_all(rep, was);
      if (posted(was) != 0) change(rep, deal, -posted(was));
      book.closes.erase(book.closes.begin() + static_cast<std::ptrdiff_t>(*at));
      before = was;
    }
    std::optional<PlanClose> now;
    if (set) now = PlanClose{deal, account.credit, account.approved_position, *set, 0, ActorId(), 0};
    if (now) place(rep, *now);
    tell_above(rep, before, now, false, YearMonth());
  }

  // Of plan_people.hpp.
  void retell_lines(Date from);
  void retell_days(ActorId rep, Date from);
  void settle_last(ActorId rep, Date last, Instant at);

  // Evaluates what was touched and whatever reads it, and posts it in the books.
  void run() {
    for (std::size_t i = 0; i < touched_.size(); ++i) spread(i);
    for (std::size_t i = 0; i < touched_.size(); ++i)
      if (!touched_[i].component.rests_on_pay) post(i);
    // What closes pay is settled now: whatever rests on it.
    std::size_t fresh = touched_.size();
    touch_above();
    for (; fresh < touched_.size(); ++fresh) spread(fresh);
    for (std::size_t i = 0; i < touched_.size(); ++i)
      if (touched_[i].component.rests_on_pay) post(i);
    for (Own& one : own_) {
      RepBook& book = book_of(one.rep);
      for (auto close = book.closes.rbegin(); close != book.closes.rend(); ++close)
        if (close->deal == deal_ && !close->seller.present()) {
          one.has = posted(*close);
          break;
        }
    }
  }

  // The plans that pay the rep for the close; nothing where its policy has none.
  std::optional<std::uint32_t> set_for(ActorId rep, const DealAccount& account, DealId deal) {
    const std::uint32_t policy = p_.policy_at(account.rate_at);
    return plans_on(rep, policy, p_.policies_[policy]->date_of(account.rate_at), &account, deal);
  }

 private:
  struct Touched {
    ActorId rep;
    std::uint32_t set = 0;
    SetComponent component;
    DateRange days;
    DealId deal;  // of a component that looks at each deal by itself
    std::optional<std::uint32_t> settles;
  };

  RepBook& book_of(ActorId rep) {
    if (books_.books.size() <= rep.index()) books_.books.resize(rep.index() + 1);
    return books_.books[rep.index()];
  }

  void place(ActorId rep, PlanClose fresh) {
    RepBook& book = book_of(rep);
    fresh.posted = static_cast<std::uint32_t>(books_.posted.size());
    books_.posted.resize(books_.posted.size() + books_.sets[fresh.set].components.size());
    const auto at = std::upper_bound(book.closes.begin(), book.closes.end(), fresh);
    if (at != book.closes.end()) book.sums.clear();
    book.closes.insert(at, fresh);
    touch_all(rep, fresh);
  }

  std::optional<std::size_t> locate(const RepBook& book, DealId deal, const DealAccount& before) const {
    if (!before.stands()) return std::nullopt;
    const PlanClose wanted{deal, before.credit, before.approved_position, 0, 0, ActorId(), 0};
    const auto at = std::lower_bound(book.closes.begin(), book.closes.end(), wanted);
    if (at == book.closes.end() || at->deal != deal || at->seller.present()) return std::nullopt;
    return static_cast<std::size_t>(at - book.closes.begin());
  }

  std::int64_t posted(const PlanClose& close) const noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < books_.sets[close.set].components.size(); ++i)
      sum += books_.posted[close.posted + i];
    return sum;
  }

  // ---- which plans ----------------------------------------------------------------------------------

  bool counts(const CommissionPlan& plan, const DealAccount* account, DealId deal) const {
    if (account == nullptr) return true;
    if (plan.closes == PlanCloses::first && account->repeat) return false;
    if (plan.closes == PlanCloses::repeat && !account->repeat) return false;
    if (plan.products.empty()) return true;
    if (deal.index() >= books_.facts_of.size() || books_.facts_of[deal.index()] == 0) return false;
    const DealFacts& facts = books_.facts[books_.facts_of[deal.index()] - 1U];
    for (std::uint32_t i = 0; i < facts.item_count; ++i)
      if (place_in(plan.products, books_.products[books_.items[facts.items - 1U + i].product])) return true;
    return false;
  }

  std::optional<std::uint32_t> plans_on(ActorId rep, std::uint32_t policy, Date day,
                                        const DealAccount* account, DealId deal) {
    const CompiledPolicy& compiled = *p_.policies_[policy];
    const std::vector<CommissionPlan>& plans = compiled.policy().plans;
    if (plans.empty()) return std::nullopt;
    PlanSet set;
    set.policy = policy;
    const std::optional<std::uint32_t> base = base_plan_on(books_, plans, rep, day);
    const std::string_view team = team_on(books_, rep, day);
    if (base) set.plans.push_back(*base);
    for (std::uint32_t i = 0; i < plans.size(); ++i)
      if (plans[i].use == PlanUse::additive && holds_on(plans[i], day) && counts(plans[i], account, deal) &&
          audience_of(plans[i], books_.rep_keys[rep.index()], team).included)
        set.plans.push_back(i);
    set.lacks_base = compiled.has_base_plans() && !base;
    return number_of(std::move(set));
  }

  std::uint32_t number_of(PlanSet set) {
    for (std::size_t i = books_.sets.size(); i > 0; --i) {
      const PlanSet& known = books_.sets[i - 1];
      if (known.policy == set.policy && known.lacks_base == set.lacks_base && known.plans == set.plans)
        return static_cast<std::uint32_t>(i - 1);
    }
    fill_components(set);
    books_.sets.push_back(std::move(set));
    return static_cast<std::uint32_t>(books_.sets.size() - 1);
  }

  void fill_components(PlanSet& set) {
    const CompiledPolicy& policy = *p_.policies_[set.policy];
    for (const std::uint32_t plan : set.plans) {
      const CommissionPlan& rules = policy.policy().plans[plan];
      const std::uint32_t version = version_of(set.policy, plan);
      for (std::uint32_t i = 0; i < rules.components.size(); ++i) {
        SetComponent one;
        one.key = key_of(rules, rules.components[i]);
        one.plan = plan;
        one.component = i;
        one.version = version;
        const PlanComponent& component = rules.components[i];
        one.team = component.of == PlanOf::team;
        one.levels = static_cast<std::uint8_t>(component.levels.value_or(0));
        one.rests_on_pay = policy.plans()[plan].components[i].rests_on_pay;
        one.rests_on_days = policy.plans()[plan].components[i].rests_on_days;
        for (const ComponentInput& input : policy.plans()[plan].components[i].inputs)
          one.attains = one.attains || (input.source == ComponentInput::Source::span_fact &&
                                        input.index == static_cast<std::uint32_t>(SpanFact::attainment));
        set.components.push_back(one);
      }
    }
  }

  std::uint32_t version_of(std::uint32_t policy, std::uint32_t plan) {
    const CommissionPlan& rules = p_.policies_[policy]->policy().plans[plan];
    for (std::size_t i = books_.versions.size(); i > 0; --i) {
      const PlanVersion& known = books_.versions[i - 1];
      const CommissionPlan& other = p_.policies_[known.policy]->policy().plans[known.plan];
      if (other.name != rules.name) continue;
      if (known.policy == policy && known.plan == plan) return static_cast<std::uint32_t>(i - 1);
      if (other == rules) return static_cast<std::uint32_t>(i - 1);
      break;
    }
    books_.versions.push_back({policy, plan});
    return static_cast<std::uint32_t>(books_.versions.size() - 1);
  }

  std::uint32_t key_of(const CommissionPlan& plan, const PlanComponent& component) {
    const auto span = static_cast<std::uint8_t>(component.span);
    for (std::size_t i = 0; i < books_.components.size(); ++i) {
      const PlanBooks::Component& known = books_.components[i];
      if (known.span == span && known.plan == plan.name && known.name == component.name &&
          known.calendar == component.calendar)
        return static_cast<std::uint32_t>(i);
    }
    books_.components.push_back({plan.name, component.name, span, component.calendar});
    return static_cast<std::uint32_t>(books_.components.size() - 1);
  }

  // ---- what is touched ------------------------------------------------------------------------------

  void touch(ActorId rep, std::uint32_t set, const SetComponent& component, DateRange days, DealId deal,
             std::optional<std::uint32_t> settles = {}) {
    for (const Touched& one : touched_)
      if (one.rep == rep && one.component.key == component.key && one.days == days && one.deal == deal)
        return;
    touched_.push_back({rep, set, component, days, deal, settles});
  }
  void touch_on(ActorId rep, std::uint32_t set, const SetComponent& component, Date day, DealId deal) {
    const bool alone = groups_.span(component.key) == PlanSpan::deal;
    const DateRange days = groups_.days_of(component.key, books_.sets[set].policy, day);
    touch(rep, set, component, days, alone ? deal : DealId());
    // One share's pay decides what rounding leaves to another.
    if (alone)
      groups_.for_each_sharer(deal, component,
                              [&](ActorId other, const PlanClose& close, const SetComponent& one) {
                                touch(other, close.set, one, days, deal);
                              });
  }

  void touch_all(ActorId rep, const PlanClose& close) {
    for (const SetComponent& one : books_.sets[close.set].components)
      if (looks_at(one, close)) touch_on(rep, close.set, one, close.credit, close.deal);
    if (!attains()) return;
    // The attainment moved for everything that looks at it, whether or not it counts this close.
    const Policy& policy = p_.policies_[books_.sets[close.set].policy]->policy();
    DateRange year = span_of(PlanSpan::year, close.credit, policy.week_starts, policy.fiscal_year_starts);
    if (!policy.calendars.empty())
      year = {close.credit.plus_days(-longest_period).value_or(year.first),
              close.credit.plus_days(longest_period).value_or(year.end)};
    for (const PlanClose& other : groups_.closes_in(rep, year))
      for (const SetComponent& one : books_.sets[other.set].components)
        if (one.attains && looks_at(one, close) && looks_at(one, other) &&
            groups_.days_of(one.key, books_.sets[other.set].policy, other.credit).contains(close.credit))
          touch_on(rep, other.set, one, other.credit, other.deal);
  }
  bool attains() const noexcept {
    for (const PlanSet& set : books_.sets)
      for (const SetComponent& one : set.components)
        if (one.attains) return true;
    return false;
  }

  // What reads a touched component, and what it hands on to.
  void spread(std::size_t i) {
    const Touched from = touched_[i];
    const PlanSet& set = books_.sets[from.set];
    for (const std::uint32_t reader : groups_.compiled_of(set, from.component).feeds) {
      const SetComponent* to = nullptr;
      for (const SetComponent& one : set.components)
        if (one.plan == from.component.plan && one.component == reader) to = &one;
      if (to == nullptr) continue;
      if (groups_.span(to->key) == PlanSpan::deal) {
        for (const PlanClose& close : groups_.closes_in(from.rep, from.days))
          if (looks_at(*to, close) && (!from.deal.present() || close.deal == from.deal))
            touch_on(from.rep, from.set, *to, close.credit, close.deal);
        if (from.deal.present()) touch_on(from.rep, from.set, *to, from.days.first, from.deal);
        continue;
      }
      for (DateRange days = groups_.days_of(to->key, set.policy, from.days.first);
           days.first < from.days.end && days.days() > 0;
           days = groups_.days_of(to->key, set.policy, days.end))
        touch(from.rep, from.set, *to, days, DealId(),
              to->team == from.component.team ? from.settles : std::optional(from.set));
    }
    if (groups_.rules_of(set, from.component).carries.empty()) return;
    Date newest = from.days.first;
    for (const SpanPosting& one : book_of(from.rep).spans)
      if (one.key == from.component.key && one.from > newest) newest = one.from;
    if (newest >= from.days.end)
      touch(from.rep, from.set, from.component,
            groups_.days_of(from.component.key, set.policy, from.days.end), DealId());
  }

  // ---- what is posted -------------------------------------------------------------------------------

  void post(std::size_t i) {
    const Touched& at = touched_[i];
    if (!moved_)
      if (const auto appended = PlanAppend(p_, groups_).run(at.rep, at.component, at.days, deal_)) {
        if (appended->close != nullptr && appended->close->seller.present() && appended->more != 0)
          change_above(at.rep, *appended->close, appended->more, YearMonth());
        return;
      }
    const PlanGroups::Group& group = groups_.group(at.rep, at.component.key, at.days, at.deal, at.settles);
    RepBook& book = book_of(at.rep);
    const PlanFailure failure{at.component.key, at.days.first, at.deal};
    const auto failed = std::find(book.failures.begin(), book.failures.end(), failure);
    if (group.fault) {
      if (group.reckoned && failed == book.failures.end()) book.failures.push_back(failure);
      return;
    }
    const PlanSet& set = books_.sets[at.set];
    const Currency currency = p_.policies_[set.policy]->policy().plan.currency;
    std::vector<std::int64_t> amounts;
    std::int64_t amount = 0;
    bool fits = minor_of(group.amount, currency, amount);
    for (const PlanGroups::Line& line : group.lines) {
      amounts.push_back(0);
      fits = fits && minor_of(line.left, currency, amounts.back());
    }
    if (!fits) {
      if (failed == book.failures.end()) book.failures.push_back(failure);
      return;
    }
    if (failed != book.failures.end()) book.failures.erase(failed);
    const PlanComponent& rules = groups_.rules_of(set, at.component);
    if (groups_.compiled_of(set, at.component).per_line) {
      if (rules.paid) post_lines(at, group, amounts);
    } else {
      post_span(at, group, rules, amount);
    }
  }

  static bool minor_of(const Exact& amount, Currency currency, std::int64_t& minor) {
    const Result<Money> money = amount.as_money(currency, RoundingMode::half_up);
    if (money) minor = money->minor_units();
    return money.ok();
  }

  void post_lines(const Touched& at, const PlanGroups::Group& group,
                  const std::vector<std::int64_t>& amounts) {
    std::size_t near = 0;
    for (const PlanClose& close : groups_.closes_in(at.rep, at.days)) {
      const PlanGroups::Line* line = group.line_of(close, near);
      if (line == nullptr) continue;
      const std::int64_t amount = amounts[static_cast<std::size_t>(line - group.lines.data())];
      const PlanSet& set = books_.sets[close.set];
      for (std::size_t c = 0; c < set.components.size(); ++c) {
        if (set.components[c].key != at.component.key) continue;
        std::int64_t& posted = books_.posted[close.posted + c];
        if (close.seller.present() && posted != amount)
          change_above(at.rep, close, amount - posted, YearMonth());
        else if (close.deal != deal_ && posted != amount)
          change(at.rep, close.deal, amount - posted);
        posted = amount;
      }
    }
  }
  void change(ActorId rep, DealId deal, std::int64_t minor) {
    for (PlanChange& one : changes_)
      if (one.rep == rep && one.deal == deal && !one.above) {
        one.minor += minor;
        return;
      }
    changes_.push_back({rep, deal, 0, {}, minor, false, Position(), YearMonth()});
  }
  // What a close below pays more; `counted_in`: as PlanChange::period.
  void change_above(ActorId rep, const PlanClose& below, std::int64_t minor, YearMonth counted_in) {
    for (PlanChange& one : changes_)
      if (one.above && one.rep == rep && one.deal == below.deal && one.approval == below.position &&
          one.period == counted_in) {
        one.minor += minor;
        return;
      }
    changes_.push_back({rep, below.deal, 0, {}, minor, true, below.position, counted_in});
  }

  void post_span(const Touched& at, const PlanGroups::Group& group, const PlanComponent& rules,
                 std::int64_t amount) {
    // What reads a longer span is touched in months to come, too: they are paid when they end.
    if (!group.reckoned) return;
    std::vector<SpanPosting>& spans = book_of(at.rep).spans;
    auto found = std::find_if(spans.begin(), spans.end(), [&](const SpanPosting& one) {
      return one.key == at.component.key && one.from == at.days.first;
    });
    if (!rules.paid) amount = 0;
    if (found == spans.end()) {
      SpanPosting fresh;
      fresh.key = at.component.key;
      fresh.from = at.days.first;
      spans.push_back(std::move(fresh));
      found = spans.end() - 1;
    }
    if (amount != found->minor)
      changes_.push_back({at.rep, DealId(), at.component.key, at.days, amount - found->minor, false,
                          Position(), YearMonth()});
    found->minor = amount;
    found->set = group.set;
    found->carried = group.carried;
  }

  // ---- who is above whom: plan_people.hpp -----------------------------------------------------------

  static constexpr std::int64_t longest_period = 53 * 7;

  static bool looks_at(const SetComponent& one, const PlanClose& close) noexcept {
    return PlanGroups::looks_at(one, close);
  }
  bool pays_above(std::uint32_t set, std::uint32_t level) const noexcept;
  PlanClose* row_of(ActorId rep, const PlanClose& wanted) noexcept;
  void tell_above(ActorId seller, const std::optional<PlanClose>& was, const std::optional<PlanClose>& now,
                  bool as_before, YearMonth counted_in);
  void touch_above();

  Performance& p_;
  PlanBooks& books_;
  PlanGroups groups_;
  std::vector<Touched> touched_;
  std::vector<Own> own_;
  std::vector<PlanChange> changes_;
  bool moved_ = false;  // the entry's deal stood elsewhere in the order before
  DealId deal_;
};

}  // namespace firstlog::inline v1::detail
