// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a component pays for the closes of one rep and span. Private: bodies only.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/place_in.hpp"
#include "firstlog/rules/commission/evaluate.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1::detail {

// Evaluates groups, each once. Reads the Performance and changes nothing.
class PlanGroups {
 public:
  explicit PlanGroups(const Performance& performance) : p_(performance), books_(performance.plans_) {}

  // A component over the closes of a rep in a span. What a close is paid before refunds, and in the end.
  struct Line {
    DealId deal;
    ActorId seller;  // of a close below
    Exact whole;
    Exact left;
    Exact pays;    // `whole` before it was rounded
    Exact refund;  // what refunds take off or, from the top, pay; before rounding
  };
  struct Group {
    ActorId rep;
    std::uint32_t key = 0;
    DateRange days;
    DealId deal;              // of a component that looks at each deal by itself
    std::vector<Line> lines;  // in order, where the component pays closes
    Exact amount;             // where it pays the span
    std::uint32_t set = 0;    // of the newest close; of none, that which settled the span
    std::vector<Exact> carried;
    bool reckoned = false;  // else nothing is paid for the span, not even for having closed nothing
    std::optional<Error> fault;
    bool shared_out = false;

    // `near`: where to look first, and where it was found; closes are mostly asked for in their order.
    const Line* line_of(const PlanClose& one, std::size_t& near) const noexcept {
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t at = (near + i) % lines.size();
        if (lines[at].deal != one.deal || lines[at].seller != one.seller) continue;
        near = at + 1;
        return &lines[at];
      }
      return nullptr;
    }
    const Line* line_of(const PlanClose& one) const noexcept {
      std::size_t near = 0;
      return line_of(one, near);
    }
  };

  // One evaluation, for whoever explains it.
  struct Told {
    const CompiledComponent* component = nullptr;
    const PlanComponent* rules = nullptr;
    std::uint32_t policy = 0;
    std::vector<DealId> deals;  // by line; refunds' lines behind
    std::vector<ActorId> sellers;
    std::vector<bool> own;  // whether the line is of this version
    std::vector<bool> refund;
    PlanValues values;
    bool less = false;  // taken off: what earlier versions' closes alone would pay
  };

  DateRange days_of(std::uint32_t key, std::uint32_t policy, Date day) const noexcept {
    const Policy& rules = p_.policies_[policy]->policy();
    if (const PeriodCalendar* calendar = calendar_of(key, policy))
      if (const std::optional<DateRange> period = period_in(*calendar, day)) return *period;
    return span_of(span(key), day, rules.week_starts, rules.fiscal_year_starts);
  }
  // Whether some span of the component holds the day: calendars of the policy's own may leave days out.
  bool holds(std::uint32_t key, std::uint32_t policy, Date day) const noexcept {
    if (span(key) != PlanSpan::calendar) return true;
    const PeriodCalendar* calendar = calendar_of(key, policy);
    return calendar != nullptr && period_in(*calendar, day).has_value();
  }
  PlanSpan span(std::uint32_t key) const noexcept {
    return static_cast<PlanSpan>(books_.components[key].span);
  }
  const SetComponent* component_of(const PlanSet& set, std::uint32_t key) const noexcept {
    for (const SetComponent& one : set.components)
      if (one.key == key) return &one;
    return nullptr;
  }
  const PlanComponent& rules_of(const PlanSet& set, const SetComponent& one) const noexcept {
    return p_.policies_[set.policy]->policy().plans[one.plan].components[one.component];
  }
  const CompiledComponent& compiled_of(const PlanSet& set, const SetComponent& one) const noexcept {
    return p_.policies_[set.policy]->plans()[one.plan].components[one.component];
  }

  // Whether the component looks at that close of its rep's books.
  static bool looks_at(const SetComponent& one, const PlanClose& close) noexcept {
    if (one.team != close.seller.present()) return false;
    return !one.team || one.levels == 0 || close.line <= one.levels;
  }
  // The rep's closes of those days, in order: his own, and those below that his plans pay.
  std::span<const PlanClose> closes_in(ActorId rep, DateRange days) const noexcept {
    if (rep.index() >= books_.books.size()) return {};
    const std::vector<PlanClose>& closes = books_.books[rep.index()].closes;
    const auto before = [](const PlanClose& close, Date day) { return close.credit < day; };
    const auto first = std::lower_bound(closes.begin(), closes.end(), days.first, before);
    const auto last = std::lower_bound(first, closes.end(), days.end, before);
    return {closes.data() + (first - closes.begin()), static_cast<std::size_t>(last - first)};
  }

  const SpanPosting* posting_of(ActorId rep, std::uint32_t key, Date from) const noexcept {
    if (rep.index() >= books_.books.size()) return nullptr;
    for (const SpanPosting& one : books_.books[rep.index()].spans)
      if (one.key == key && one.from == from) return &one;
    return nullptr;
  }

  // `settles`: the set by which a span without closes is paid; none: the one that paid it before.
  const Group& group(ActorId rep, std::uint32_t key, DateRange days, DealId deal,
                     std::optional<std::uint32_t> settles = {}, std::vector<Told>* told = nullptr) {
    Group& one = group_alone(rep, key, days, deal, settles, told);
    if (!std::exchange(one.shared_out, true)) share_out(one);
    return one;
  }

  // Of a close that several reps share: those whom the same version of the component pays for it, in the
  // order of the shares.
  template <class See>
  void for_each_sharer(DealId deal, const SetComponent& component, See&& see) const {
    const DealAccount& account = p_.accounts_[deal.index()];
    const std::span<const AccountCredit> credits = p_.credits_of(account);
    if (credits.size() < 2 || component.team) return;
    const DateRange day{account.credit, account.credit.plus_days(1).value_or(account.credit)};
    for (const AccountCredit& credit : credits)
      for (const PlanClose& close : closes_in(credit.rep, day)) {
        if (close.deal != deal || close.seller.present()) continue;
        const SetComponent* one = component_of(books_.sets[close.set], component.key);
        // In his books it may stand once more, for the share of somebody below.
        if (one != nullptr && one->version == component.version && looks_at(*one, close) && !one->team)
          see(credit.rep, close, *one);
      }
  }

 private:
  Group& group_alone(ActorId rep, std::uint32_t key, DateRange days, DealId deal,
                     std::optional<std::uint32_t> settles = {}, std::vector<Told>* told = nullptr) {
    for (const auto& one : groups_)
      if (one->rep == rep && one->key == key && one->days == days && one->deal == deal && told == nullptr)
        return *one;
    auto made = std::make_unique<Group>();
    made->rep = rep;
    made->key = key;
    made->days = days;
    made->deal = deal;
    evaluate_group(*made, settles, told);
    return *groups_.emplace_back(std::move(made));
  }

  // Shares of one close are rounded together: what they are paid sums to what the close is paid, rounded
  // once, and what dividing leaves goes to the first share, as in the short plan.
  void share_out(Group& group) {
    if (!group.deal.present() || group.fault || group.lines.size() != 1) return;
    const PlanSet& set = books_.sets[group.set];
    const SetComponent& at = *component_of(set, group.key);
    const PlanComponent& rules = rules_of(set, at);
    if (!rules.paid || at.team) return;
    const Currency currency = p_.policies_[set.policy]->policy().plan.currency;
    const Rounding cut{RoundingMode::down, currency.exponent()};
    const bool top = rules.negative == NegativeRule::from_the_top;
    const auto after_refund = [top](const Exact& pays, const Exact& refund) {
      return top ? pays + refund : pays - refund;
    };
    Line sum;
    Line others;
    ActorId first;
    for_each_sharer(group.deal, at, [&](ActorId rep, const PlanClose&, const SetComponent&) {
      const Group& one = rep == group.rep ? group : group_alone(rep, group.key, group.days, group.deal);
      if (one.fault || one.lines.size() != 1) return;
      if (!first.present()) first = rep;
      const Line& line = one.lines.front();
      sum.pays += line.pays;
      sum.refund += line.refund;
      if (rep == first) return;
      others.whole += line.pays.rounded(cut);
      others.left += after_refund(line.pays, line.refund).rounded(cut);
    });
    if (!first.present()) return;
    Line& own = group.lines.front();
    if (group.rep != first) {
      own.whole = own.pays.rounded(cut);
      own.left = after_refund(own.pays, own.refund).rounded(cut);
      return;
    }
    const Exact whole = rounded(sum.pays, rules, currency);
    own.whole = whole - others.whole;
    own.left = after_refund(whole, rounded(sum.refund, rules, currency)) - others.left;
  }

 public:
  struct GroupLine {
    const PlanClose* close = nullptr;
    std::uint32_t number = 0;  // of its version
    bool refund = false;
  };

  static Exact rounded(const Exact& value, const PlanComponent& rules, Currency currency) {
    return rules.paid ? value.rounded({rules.rounding, currency.exponent()}) : value;
  }
  Exact fact_of(ActorId rep, const CommissionPlan& plan, const GroupLine& line, CloseFact fact,
                NegativeRule negative) const;
  // What the close is paid to the rep whose it is, as posted by now. Overrides on it do not count.
  std::int64_t pay_of(ActorId seller, const PlanClose& close) const;
  std::string text_of(const GroupLine& line, CloseText text) const;

 private:
  const PeriodCalendar* calendar_of(std::uint32_t key, std::uint32_t policy) const noexcept {
    const std::string& name = books_.components[key].calendar;
    if (name.empty()) return nullptr;
    return find_calendar(p_.policies_[policy]->policy().calendars, name);
  }

  struct Version {
    std::uint32_t number = 0;
    std::uint32_t set = 0;
  };

  void evaluate_group(Group& group, std::optional<std::uint32_t> settles, std::vector<Told>* told) {
    std::vector<GroupLine> lines;
    std::vector<Version> versions;
    for (const PlanClose& close : closes_in(group.rep, group.days)) {
      if (group.deal.present() && close.deal != group.deal) continue;
      const SetComponent* one = component_of(books_.sets[close.set], group.key);
      if (one == nullptr || !looks_at(*one, close)) continue;
      lines.push_back({&close, one->version, false});
      add_version(versions, {one->version, close.set});
    }
    if (versions.empty()) {
      if (!settles)
        if (const SpanPosting* posting = posting_of(group.rep, group.key, group.days.first))
          settles = posting->set;
      if (!settles) return pass_on(group);
      const SetComponent* one = component_of(books_.sets[*settles], group.key);
      if (one == nullptr) return pass_on(group);
      versions.push_back({one->version, *settles});
    }
    group.reckoned = true;
    // Closes of one version stand together, the versions in their order.
    const auto earlier = [this](const auto& a, const auto& b) { return comes_before(a.number, b.number); };
    if (versions.size() > 1) {
      std::sort(lines.begin(), lines.end(), [&](const GroupLine& a, const GroupLine& b) {
        return a.number != b.number ? earlier(a, b) : a.close < b.close;
      });
      std::sort(versions.begin(), versions.end(), earlier);
    }
    group.set = versions.back().set;
    if (!holds(group.key, books_.sets[group.set].policy, group.days.first)) {
      group.fault = Error(Status::out_of_range, "plan.calendar", "the calendar has no period for this day",
                          "add the period to the policy's calendar");
      return;
    }
    for (std::size_t i = 0; i < versions.size() && !group.fault; ++i)
      evaluate_version(group, versions[i], lines, i > 0, told);
  }

  // A span that nothing is paid for yet hands on what it was handed.
  void pass_on(Group& group) {
    const bool hands_on = std::any_of(books_.sets.begin(), books_.sets.end(), [&](const PlanSet& set) {
      const SetComponent* one = component_of(set, group.key);
      return one != nullptr && !rules_of(set, *one).carries.empty();
    });
    if (!hands_on || !began_before(group)) return;
    const Date before = group.days.first.plus_days(-1).value_or(group.days.first);
    const Group& last =
        this->group(group.rep, group.key, days_of(group.key, p_.newest_policy(), before), DealId());
    group.carried = last.carried;
    group.fault = last.fault;
  }

  // Versions stand in the order in which they came into force.
  bool comes_before(std::uint32_t a, std::uint32_t b) const noexcept {
    if (a == b) return false;
    const PlanVersion& x = books_.versions[a];
    const PlanVersion& y = books_.versions[b];
    if (x.policy != y.policy) {
      if (p_.adopted_at_[x.policy] != p_.adopted_at_[y.policy])
        return p_.adopted_at_[x.policy] < p_.adopted_at_[y.policy];
      return x.policy < y.policy;
    }
    const auto from = [this](const PlanVersion& v) {
      return p_.policies_[v.policy]->policy().plans[v.plan].from.value_or(Date::min());
    };
    return from(x) != from(y) ? from(x) < from(y) : a < b;
  }

  static void add_version(std::vector<Version>& versions, Version one) {
    for (Version& known : versions)
      if (known.number == one.number) {
        known.set = one.set;
        return;
      }
    versions.push_back(one);
  }

  void evaluate_version(Group& group, const Version& version, const std::vector<GroupLine>& all,
                        bool not_first, std::vector<Told>* told) {
    const PlanSet& set = books_.sets[version.set];
    const SetComponent& at = *component_of(set, group.key);
    const PlanComponent& rules = rules_of(set, at);
    const CompiledComponent& compiled = compiled_of(set, at);
    const bool carries = rules.at_version == AtVersion::carry && not_first;
    std::vector<GroupLine> lines;
    std::size_t own = 0;  // the first line of this version
    for (const GroupLine& line : all) {
      const bool before = carries && comes_before(line.number, version.number);
      if (before || line.number == version.number) lines.push_back(line);
      if (before) own = lines.size();
    }
    // A refund below has moved what the close pays already.
    const bool anew =
        compiled.rests_on_pay || (!compiled.per_line && rules.negative == NegativeRule::original_rate);
    const NegativeRule negative = anew ? NegativeRule::rerate : rules.negative;
    const std::size_t closes = lines.size();
    if (negative == NegativeRule::from_the_top)
      for (std::size_t i = 0; i < closes; ++i)
        if (account_of(lines[i]).reversed > 0) {
          lines.push_back(lines[i]);
          lines.back().refund = true;
        }
    const Currency currency = p_.policies_[set.policy]->policy().plan.currency;
    const std::optional<PlanValues> values = values_of(group, set, at, lines, negative, told != nullptr);
    if (!values) return;
    const Column& pays = values->slots[compiled.pays];
    if (compiled.per_line) {
      for (std::size_t i = own; i < closes; ++i) {
        const DealAccount& account = account_of(lines[i]);
        Line line;
        line.deal = lines[i].close->deal;
        line.pays = pays[i];
        line.seller = lines[i].close->seller;
        line.whole = rounded(pays[i], rules, currency);
        line.left = line.whole;
        if (account.reversed > 0 && negative == NegativeRule::original_rate) {
          line.refund = pays[i] * clawed_part(account, rules.clawback);
          line.left = line.whole - rounded(line.refund, rules, currency);
        }
        for (std::size_t j = closes; j < lines.size(); ++j)
          if (lines[j].close == lines[i].close) {
            line.refund = pays[j];
            line.left += rounded(line.refund, rules, currency);
          }
        group.lines.push_back(std::move(line));
      }
    } else {
      group.amount += rounded(pays[0], rules, currency);
      if (carries && own > 0) {
        // The earlier closes with their refunds.
        std::erase_if(lines, [&](const GroupLine& line) { return line.number == version.number; });
        const std::optional<PlanValues> before = values_of(group, set, at, lines, negative, told != nullptr);
        if (!before) return;
        group.amount -= rounded(before->slots[compiled.pays][0], rules, currency);
        if (told != nullptr) {
          tell(*told, compiled, rules, set.policy, lines, 0, *before);
          told->back().less = true;
        }
      }
    }
    group.carried.clear();
    for (const std::uint32_t slot : compiled.carried) group.carried.push_back(values->slots[slot][0]);
    if (told != nullptr) tell(*told, compiled, rules, set.policy, lines, own, *values);
  }

  static void tell(std::vector<Told>& told, const CompiledComponent& compiled, const PlanComponent& rules,
                   std::uint32_t policy, const std::vector<GroupLine>& lines, std::size_t own,
                   const PlanValues& values) {
    Told one;
    one.component = &compiled;
    one.rules = &rules;
    one.policy = policy;
    one.values = values;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      one.deals.push_back(lines[i].close->deal);
      one.sellers.push_back(lines[i].close->seller);
      one.own.push_back(i >= own);
      one.refund.push_back(lines[i].refund);
    }
    told.push_back(std::move(one));
  }

  const DealAccount& account_of(const GroupLine& line) const noexcept {
    return p_.accounts_[line.close->deal.index()];
  }
  static Exact refunded_part(const DealAccount& account) {
    return *Exact::divide(Exact::whole(account.reversed), Exact::whole(account.invoiced.minor_units()));
  }

  // The refunded part, each refund of it as far as the close's age then lets it be taken back.
  Exact clawed_part(const DealAccount& account, const Clawback& clawback) const {
    if (clawback.points.empty()) return refunded_part(account);
    Exact sum;
    for (std::uint32_t at = account.last_refund; at != 0; at = p_.refunds_[at - 1U].previous) {
      const AccountRefund& refund = p_.refunds_[at - 1U];
      sum += Exact::whole(refund.minor) * clawback_part(clawback, account.credit, refund.on);
    }
    return *Exact::divide(sum, Exact::whole(account.invoiced.minor_units()));
  }

  std::optional<PlanValues> values_of(Group& group, const PlanSet& set, const SetComponent& at,
                                      const std::vector<GroupLine>& lines, NegativeRule negative,
                                      bool explain) {
    const CompiledComponent& compiled = compiled_of(set, at);
    const PlanExpression& expression = compiled.plan.expression();
    PlanInput input;
    for (std::size_t i = 0; i < compiled.inputs.size(); ++i) {
      NamedColumn& column = input.numbers.emplace_back();
      column.name = expression.inputs[i];
      if (!fill(group, set, at, compiled.inputs[i], lines, negative, column.values)) return std::nullopt;
    }
    for (std::size_t i = 0; i < compiled.texts.size(); ++i) {
      NamedTexts& column = input.texts.emplace_back();
      column.name = expression.texts[i];
      for (const GroupLine& line : lines) column.values.push_back(text_of(line, compiled.texts[i]));
    }
    Result<PlanValues> values = evaluate(compiled.plan, input, explain ? Explain::yes : Explain::no);
    if (!values) {
      group.fault = values.error();
      return std::nullopt;
    }
    return std::move(*values);
  }

  bool fill(Group& group, const PlanSet& set, const SetComponent& at, const ComponentInput& input,
            const std::vector<GroupLine>& lines, NegativeRule negative, Column& column) {
    switch (input.source) {
      case ComponentInput::Source::close_fact:
        column.reserve(lines.size());
        for (const GroupLine& line : lines)
          column.push_back(fact_of(group.rep, p_.policies_[set.policy]->policy().plans[at.plan], line,
                                   static_cast<CloseFact>(input.index), negative));
        return true;
      case ComponentInput::Source::span_fact:
        column.push_back(span_fact(group, set, at, static_cast<SpanFact>(input.index)));
        return true;
      case ComponentInput::Source::component:
        return fill_component(group, set, at, input.index, lines, negative, column);
      case ComponentInput::Source::carry: return fill_carry(group, set, at, input.index, column);
    }
    return true;
  }

  // What an earlier component of the plan pays, by line or for the span.
  bool fill_component(Group& group, const PlanSet& set, const SetComponent& at, std::uint32_t index,
                      const std::vector<GroupLine>& lines, NegativeRule negative, Column& column) {
    const SetComponent* other = nullptr;
    for (const SetComponent& one : set.components)
      if (one.plan == at.plan && one.component == index) other = &one;
    if (!compiled_of(set, *other).per_line) {
      Exact sum;
      for (DateRange days = days_of(other->key, set.policy, group.days.first); days.first < group.days.end;
           days = days_of(other->key, set.policy, days.end)) {
        if (days.days() == 0) break;  // the end of the calendar
        const Date last = days.end.plus_days(-1).value_or(days.first);
        if (!group.days.contains(last)) continue;
        const Group& inner = this->group(group.rep, other->key, days, DealId());
        if (!keep(group, inner)) return false;
        sum += inner.amount;
      }
      column.push_back(std::move(sum));
      return true;
    }
    std::size_t near = 0;
    for (const GroupLine& line : lines) {
      const bool deal = span(other->key) == PlanSpan::deal;
      const std::uint32_t policy = books_.sets[line.close->set].policy;
      const Group& inner = this->group(group.rep, other->key, days_of(other->key, policy, line.close->credit),
                                       deal ? line.close->deal : DealId());
      if (!keep(group, inner)) return false;
      const Line* own = inner.line_of(*line.close, near);
      if (own == nullptr)
        column.emplace_back();
      else if (line.refund)
        column.push_back(own->left - own->whole);
      else
        column.push_back(negative == NegativeRule::rerate ? own->left : own->whole);
    }
    return true;
  }

  static bool keep(Group& group, const Group& inner) {
    if (inner.fault) group.fault = inner.fault;
    return !inner.fault;
  }

  bool fill_carry(Group& group, const PlanSet& set, const SetComponent& at, std::uint32_t index,
                  Column& column) {
    const PlanCarry& carry = rules_of(set, at).carries[index];
    const Date before = group.days.first.plus_days(-1).value_or(group.days.first);
    if (before < group.days.first && began_before(group)) {
      const Group& last = this->group(group.rep, group.key, days_of(group.key, set.policy, before), DealId());
      if (!keep(group, last)) return false;
      if (index < last.carried.size()) {
        column.push_back(last.carried[index]);
        return true;
      }
    }
    column.push_back(carry.opening ? opening_of(group.rep, *carry.opening, group.days.end) : Exact());
    return true;
  }
  bool began_before(const Group& group) const noexcept {
    if (group.rep.index() >= books_.books.size()) return false;
    const RepBook& book = books_.books[group.rep.index()];
    for (const SpanPosting& one : book.spans)
      if (one.key == group.key && one.from < group.days.first) return true;
    for (const PlanClose& close : book.closes) {
      if (!(close.credit < group.days.first)) break;
      const SetComponent* one = component_of(books_.sets[close.set], group.key);
      if (one != nullptr && looks_at(*one, close)) return true;
    }
    return false;
  }

  // ---- facts ----------------------------------------------------------------------------------------

  Exact opening_of(ActorId rep, BalanceKind kind, Date until) const {
    Exact sum;
    for (const Performance::Opening& one : p_.openings_)
      if (one.rep == rep && one.balance.kind == kind && one.period.first_day() < until)
        sum += kind == BalanceKind::quota_to_date ? Exact::whole(one.balance.closes)
                                                  : Exact::of_money(one.balance.amount);
    return sum;
  }

  // In units of the quota's measure, by the closes that the component looks at.
  Exact achieved_of(const Group& group, const SetComponent& at, const Quota& quota) const {
    CloseCount count;
    Exact revenue;
    for (const PlanClose& close : closes_in(group.rep, group.days)) {
      const DealAccount& account = p_.accounts_[close.deal.index()];
      if (!account.stands() || !looks_at(at, close)) continue;
      const AccountCredit share = share_of(at.team ? close.seller : group.rep, account);
      if (account.counts()) count = checked_add(count, share.closes).value_or(count);
      const Money net =
          Money::minor(account.invoiced.minor_units() - account.reversed, account.invoiced.currency());
      revenue += Exact::of_money(net) * Exact(share.share);
    }
    if (quota.measure == QuotaMeasure::closes) return count.rate();
    if (quota.measure == QuotaMeasure::revenue) return revenue;
    return Exact(count.rate()) * Exact(quota.points_per_close) + revenue * Exact(quota.points_per_unit);
  }

  // The part of the span's days on which the rep was employed or, `at_work`, not absent either.
  Exact part_of_days(const Group& group, const PlanSet& set, PlanProrate prorate, bool at_work) const {
    if (prorate == PlanProrate::none) return Exact::whole(1);
    const WorkingCalendar calendar = p_.policies_[set.policy]->working_calendar();
    const bool by_days =
        prorate == PlanProrate::calendar_days || count_working_days(group.days, calendar) == 0;
    const DaysEmployed count =
        p_.employment_.count_days(group.rep, group.days, by_days ? nullptr : &calendar);
    return Exact::divide(Exact::whole(at_work ? count.at_work : count.employed), Exact::whole(count.days))
        .value_or(Exact());
  }

  Exact span_fact(const Group& group, const PlanSet& set, const SetComponent& at, SpanFact fact) const {
    switch (fact) {
      case SpanFact::quota: return p_.plan_quota(group.rep, set.policy, group.days, span(group.key));
      case SpanFact::attainment: {
        const Exact quota = p_.plan_quota(group.rep, set.policy, group.days, span(group.key));
        return Exact::divide(achieved_of(group, at, p_.policies_[set.policy]->policy().quota), quota)
            .value_or(Exact());
      }
      case SpanFact::opening_commission: {
        const Policy& policy = p_.policies_[set.policy]->policy();
        const DateRange year =
            span_of(PlanSpan::year, group.days.end.plus_days(-1).value_or(group.days.first),
                    policy.week_starts, policy.fiscal_year_starts);
        Exact sum;
        for (const Performance::Opening& one : p_.openings_)
          if (one.rep == group.rep && one.balance.kind == BalanceKind::year_to_date &&
              year.contains(one.period.first_day()))
            sum += Exact::of_money(one.balance.amount);
        return sum;
      }
      case SpanFact::opening_closes: {
        Exact sum;
        for (const Performance::Opening& one : p_.openings_)
          if (one.rep == group.rep && one.balance.kind == BalanceKind::quota_to_date &&
              group.days.contains(one.period.first_day()))
            sum += Exact::whole(one.balance.closes);
        return sum;
      }
      case SpanFact::employed: return part_of_days(group, set, rules_of(set, at).prorate, false);
      case SpanFact::at_work: return part_of_days(group, set, rules_of(set, at).prorate, true);
    }
    return {};
  }

  AccountCredit share_of(ActorId rep, const DealAccount& account) const noexcept {
    for (const AccountCredit& credit : p_.credits_of(account))
      if (credit.rep == rep) return credit;
    return {rep, Rate::one(), CloseCount::one()};
  }

  const DealFacts* facts_of(DealId deal) const noexcept {
    if (deal.index() >= books_.facts_of.size() || books_.facts_of[deal.index()] == 0) return nullptr;
    return &books_.facts[books_.facts_of[deal.index()] - 1U];
  }
  std::span<const DealItem> items_of(DealId deal) const noexcept {
    const DealFacts* facts = facts_of(deal);
    if (facts == nullptr || facts->items == 0) return {};
    return std::span(books_.items).subspan(facts->items - 1U, facts->item_count);
  }
  bool counts(const CommissionPlan& plan, const DealItem& item) const {
    return plan.products.empty() || place_in(plan.products, books_.products[item.product]).has_value();
  }

  // In minor units, or units sold, of the whole deal.
  std::int64_t told_of(const CommissionPlan& plan, DealId deal, const DealAccount& account,
                       CloseFact fact) const {
    std::int64_t net = 0;
    std::int64_t tax = 0;
    std::int64_t units = 0;
    const std::span<const DealItem> items = items_of(deal);
    std::int64_t margin = 0;
    for (const DealItem& item : items) {
      if (!counts(plan, item)) continue;
      net += item.net;
      tax += item.tax;
      units += item.quantity;
      if (item.cost_told) margin += item.net - item.cost;
    }
    if (plan.products.empty()) {
      net = account.invoiced.minor_units();
      if (const DealFacts* facts = facts_of(deal); facts != nullptr && facts->tax != 0) tax = facts->tax;
    }
    switch (fact) {
      case CloseFact::amount: return net;
      case CloseFact::tax: return tax;
      case CloseFact::gross: return net + tax;
      case CloseFact::units: return units;
      default: return margin;
    }
  }

  const Performance& p_;
  const PlanBooks& books_;
  std::vector<std::unique_ptr<Group>> groups_;  // whose places stay while others are added
};

inline Exact PlanGroups::fact_of(ActorId rep, const CommissionPlan& plan, const GroupLine& line,
                                 CloseFact fact, NegativeRule negative) const {
  const DealAccount& account = account_of(line);
  const ActorId seller = line.close->seller.present() ? line.close->seller : rep;
  const AccountCredit share = share_of(seller, account);
  switch (fact) {
    case CloseFact::close_commission:
      return Exact::of_money(Money::minor(pay_of(seller, *line.close), account.invoiced.currency()));
    case CloseFact::share: return share.share;
    case CloseFact::deal_amount: return Exact::of_money(account.invoiced);
    case CloseFact::days_to_approval: {
      const CompiledPolicy& policy = *p_.policies_[books_.sets[line.close->set].policy];
      return Exact::whole(policy.date_of(account.approved_at) - policy.date_of(account.closed_at));
    }
    case CloseFact::count: {
      const bool whole = !account.counts();
      if (line.refund) return whole ? -Exact(share.closes.rate()) : Exact();
      return whole && negative != NegativeRule::from_the_top ? Exact() : Exact(share.closes.rate());
    }
    default: break;
  }
  const std::int64_t told = told_of(plan, line.close->deal, account, fact);
  Exact value = fact == CloseFact::units ? Exact::whole(told)
                                         : Exact::of_money(Money::minor(told, account.invoiced.currency()));
  if (share.share != Rate::one()) value *= share.share;
  if (account.reversed == 0) return value;
  if (line.refund) return -(value * refunded_part(account));
  if (negative == NegativeRule::rerate) return value * (Exact::whole(1) - refunded_part(account));
  return value;
}

inline std::int64_t PlanGroups::pay_of(ActorId seller, const PlanClose& close) const {
  std::int64_t pay = 0;
  const std::vector<PlanClose>& closes = books_.books[seller.index()].closes;
  PlanClose wanted = close;
  wanted.seller = ActorId();
  const auto own = std::lower_bound(closes.begin(), closes.end(), wanted);
  if (own != closes.end() && own->deal == close.deal && !own->seller.present())
    for (std::size_t i = 0; i < books_.sets[own->set].components.size(); ++i)
      pay += books_.posted[own->posted + i];
  std::vector<AccountPart> parts;
  if (p_.divide(p_.accounts_[close.deal.index()], nullptr, parts))
    for (const AccountPart& part : parts)
      if (part.rep == seller) pay += part.commission;
  return pay;
}

inline std::string PlanGroups::text_of(const GroupLine& line, CloseText text) const {
  if (text == CloseText::date) return line.close->credit.to_string();
  const std::span<const DealItem> items = items_of(line.close->deal);
  if (items.empty()) return {};
  for (const DealItem& item : items)
    if (item.product != items.front().product) return {};
  return books_.products[items.front().product];
}

}  // namespace firstlog::inline v1::detail
