// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The statement as a rep reads it: what it comes to first, then where each cent comes from.
#include "firstlog/formats/documents.hpp"
#include "formats/document_text.hpp"
#include "formats/html_page.hpp"
#include "formats/zone_words.hpp"

namespace firstlog::inline v1 {
namespace {

using detail::Align;
using detail::Cell;
using detail::civil;
using detail::Column;
using detail::grouped;
using detail::grouped_with_currency;
using detail::Page;

std::string_view word_of(LineKind kind) noexcept {
  switch (kind) {
    case LineKind::close: return "Sale";
    case LineKind::amendment: return "Amended";
    case LineKind::revocation: return "Approval taken back";
    case LineKind::reversal: return "Refund";
    case LineKind::reinstatement: return "Refund undone";
    case LineKind::adjustment: return "Adjustment";
    case LineKind::rerated: return "Re-rated";
    case LineKind::component: return "Plan";
    case LineKind::withheld: return "Not payable yet";
    case LineKind::released: return "Payable now";
    case LineKind::team_override: return "Team";
  }
  return "";
}

std::string_view word_of(BalanceKind kind) noexcept {
  switch (kind) {
    case BalanceKind::year_to_date: return "Commission earned this year before";
    case BalanceKind::draw_debt: return "Draw still to be recovered";
    case BalanceKind::carried_cap: return "Excess over a cap, carried";
    case BalanceKind::carried_negative: return "Negative pay, carried";
    case BalanceKind::quota_to_date: return "Closes towards the quota";
    case BalanceKind::holdback: return "Held back";
  }
  return "";
}

std::string words(std::string_view code) {
  std::string text(code);
  for (char& c : text)
    if (c == '_') c = ' ';
  return text;
}

std::string labelled(std::string_view label, Currency currency) {
  return std::string(label).append(" (").append(currency.code()).append(")");
}

class StatementPage {
 public:
  explicit StatementPage(const StatementDocument& document)
      : document_(document), s_(document.statement), currency_(s_.total.currency()) {}

  std::string whole() {
    Page page(std::string("Statement of ").append(name(s_.rep)).append(", ").append(s_.period.to_string()),
              subtitle());
    page.facts(facts());
    lines(page);
    deals(page);
    pending(page);
    disputes(page);
    openings(page);
    notes(page);
    return page.take();
  }

 private:
  std::string_view name(ActorId actor) const { return document_.names.of(actor); }

  std::string subtitle() const {
    std::string text(document_.organisation);
    if (s_.frozen)
      text.append(" \u00B7 frozen ").append(civil(s_.frozen_at, document_.zone)).append(" at position ");
    else
      text.append(" \u00B7 live, as of position ");
    text.append(std::to_string(s_.as_of.number()));
    return text.append(" \u00B7 times in ").append(document_.zone.name());
  }

  std::vector<Page::Fact> facts() const {
    std::vector<Page::Fact> facts = {{"Total", grouped_with_currency(s_.total)},
                                     {"Commission", grouped_with_currency(s_.commission)},
                                     {"Adjustments", grouped_with_currency(s_.adjustments)},
                                     {"Revenue, net", grouped_with_currency(s_.revenue)}};
    if (!s_.withheld.is_zero())
      facts.push_back({s_.withheld.is_negative() ? "Of it not payable yet" : "Of earlier periods payable now",
                       grouped_with_currency(s_.withheld)});
    if (!s_.disputed.is_zero()) facts.push_back({"Of it disputed", grouped_with_currency(s_.disputed)});
    std::string closes = detail::mixed(s_.closes);
    if (s_.quota.closes > 0) closes.append(" of ").append(std::to_string(s_.quota.closes));
    facts.push_back({"Verified closes", std::move(closes)});
    facts.push_back({"Quota", std::string(detail::word_of(s_.zone)), detail::badge_of(s_.zone)});
    facts.push_back({"Plan", s_.plan});
    facts.push_back(
        {"Total since " + s_.year_begins.to_string(), grouped_with_currency(s_.total_year_to_date)});
    facts.push_back({s_.frozen ? "Paid for this period by then" : "Paid for this period",
                     grouped_with_currency(s_.paid)});
    facts.push_back({s_.balance.is_negative() ? "Receivable, all periods" : "Owed, all periods",
                     grouped_with_currency(s_.balance)});
    return facts;
  }

  static std::string explained(const StatementLine& line) {
    std::string text = grouped(line.invoiced);
    text.append(" \u00D7 ").append(detail::percentage(line.rate));
    return text.append(", rounded ").append(words(name_of(line.rounding)));
  }

  std::string remarks(const StatementLine& line) const {
    std::string text;
    auto add = [&text](std::string_view part) {
      if (part.empty()) return;
      if (!text.empty()) text.append("; ");
      text.append(part);
    };
    add(words(detail::reason_of(s_, line)));
    if (line.self_approved) add("approved by the closer");
    if (line.prior_period) add("prior period");
    if (line.exchange != 0) {
      const StatementExchange& one = s_.exchanges[line.exchange - 1U];
      add(grouped_with_currency(one.original) + " \u00D7 " + one.rate.to_string() + ", " + one.source +
          " of " + one.on.to_string());
    }
    if (line.refers_to.present() && defers(line.kind))
      add("of position " + std::to_string(line.refers_to.number()));
    else if (line.refers_to.present())
      add("corrects position " + std::to_string(line.refers_to.number()));
    if (const std::string_view dispute = detail::dispute_of(s_, line); !dispute.empty())
      add(std::string("dispute ").append(dispute));
    return text;
  }

  void lines(Page& page) const {
    page.heading("Lines");
    if (s_.lines.empty()) return page.paragraph("No verified close and no adjustment in this period.");
    const std::string invoiced = labelled("Invoiced", currency_);
    const std::string commission = labelled("Commission", currency_);
    const std::vector<Column> columns = {{"Entered"},
                                         {"What"},
                                         {"Contact"},
                                         {"Approved by"},
                                         {"Closes", Align::number},
                                         {invoiced, Align::number},
                                         {"Rate", Align::number},
                                         {commission, Align::number}};
    std::vector<std::vector<Cell>> rows;
    for (const StatementLine& line : s_.lines) {
      const bool of_deal = line.deal.present();
      const bool by_rate = of_deal && !line.by_plans;
      const StatementComponent* paid_by = detail::component_of(s_, line);
      const std::string approver =
          line.approver.present() ? std::string(name(line.approver)) : std::string("the system");
      rows.push_back(
          {{civil(line.entered_at, document_.zone), "position " + std::to_string(line.position.number())},
           {std::string(word_of(line.kind)), remarks(line)},
           {std::string(document_.names.of(line.contact)),
            of_deal   ? "closed " + civil(line.closed_at, document_.zone)
            : paid_by ? paid_by->plan + ", " + paid_by->component + " from " + line.from.to_string()
                      : std::string(),
            {},
            true},
           {approver, {}, {}, true},
           {of_deal ? detail::mixed(line.closes) : std::string()},
           {of_deal ? grouped(line.invoiced) : std::string()},
           {by_rate ? detail::percentage(line.rate) : std::string(),
            by_rate ? "tier " + std::to_string(line.tier + 1) : std::string()},
           {grouped(line.commission),
            by_rate && line.kind == LineKind::close && line.closes == CloseCount::one() ? explained(line)
                                                                                        : std::string()}});
    }
    Money sum = Money::zero(currency_);
    for (const StatementLine& line : s_.lines)
      sum = Money::minor(sum.minor_units() + line.commission.minor_units(), currency_);
    page.table(
        "Every entry that moved this statement, in order; what corrects an earlier one is signed.", columns,
        rows, {{"Total"}, {}, {}, {}, {detail::mixed(s_.closes)}, {grouped(s_.revenue)}, {}, {grouped(sum)}});
  }

  void deals(Page& page) const {
    bool corrected = false;
    for (const StatementDeal& deal : s_.deals) corrected = corrected || deal.lines > 1;
    if (!corrected) return;
    page.heading("Closes as corrected");
    const std::string invoiced = labelled("Invoiced", currency_);
    const std::string commission = labelled("Commission", currency_);
    const std::vector<Column> columns = {{"Contact"},
                                         {"Lines", Align::number},
                                         {"Closes", Align::number},
                                         {invoiced, Align::number},
                                         {commission, Align::number}};
    std::vector<std::vector<Cell>> rows;
    for (const StatementDeal& deal : s_.deals)
      rows.push_back({{std::string(document_.names.of(deal.contact)), {}, {}, true},
                      {std::to_string(deal.lines)},
                      {detail::mixed(deal.closes)},
                      {grouped(deal.invoiced)},
                      {grouped(deal.commission)}});
    page.table("What the lines of each close come to.", columns, rows);
  }

  void pending(Page& page) const {
    if (s_.pending.empty()) return;
    page.heading(s_.frozen ? "Pending at the freeze" : "Pending");
    const std::vector<Column> columns = {{"Contact"}, {"Closed"}, {"Closer"}, {"Claimed", Align::number}};
    std::vector<std::vector<Cell>> rows;
    for (const PendingClose& close : s_.pending)
      rows.push_back(
          {{std::string(document_.names.of(close.contact)), {}, {}, true},
           {civil(close.closed_at, document_.zone),
            close.hold_until == Instant() ? std::string()
                                          : "held until " + civil(close.hold_until, document_.zone)},
           {std::string(name(close.closer)), {}, {}, true},
           {grouped_with_currency(close.claimed)}});
    page.table("Closes that wait for verification. They earn nothing before.", columns, rows);
  }

  void disputes(Page& page) const {
    if (s_.disputes.empty()) return;
    page.heading("Disputes");
    const std::vector<Column> columns = {{"Number"}, {"About"}, {"Opened"}, {"State"}, {"Resolution"}};
    std::vector<std::vector<Cell>> rows;
    for (const Dispute& dispute : s_.disputes) {
      const bool open = dispute.status == DisputeStatus::open;
      std::string state(name_of(dispute.status));
      if (open && dispute.overdue) state.append(", overdue");
      std::string due;
      if (open && dispute.due != Instant()) due = "due before " + civil(dispute.due, document_.zone);
      std::string resolution = words(dispute.resolution);
      if (dispute.answer.present())
        resolution.append(resolution.empty() ? "" : "; ")
            .append("answered at position ")
            .append(std::to_string(dispute.answer.number()));
      rows.push_back({{dispute.number, {}, {}, true},
                      {"position " + std::to_string(dispute.line.number()), words(dispute.reason)},
                      {civil(dispute.opened_at, document_.zone), std::string(name(dispute.opener))},
                      {state, due,
                       open && dispute.overdue ? "red"
                       : open                  ? "amber"
                                               : "plain"},
                      {open ? std::string() : civil(dispute.resolved_at, document_.zone), resolution}});
    }
    page.table("A dispute stops no pay: what the lines say is paid as posted.", columns, rows);
  }

  void openings(Page& page) const {
    if (s_.openings.empty()) return;
    page.heading("Brought along");
    const std::vector<Column> columns = {{"What"}, {"Amount", Align::number}};
    std::vector<std::vector<Cell>> rows;
    for (const OpeningBalance& opening : s_.openings)
      rows.push_back({{std::string(word_of(opening.kind))},
                      {opening.kind == BalanceKind::quota_to_date ? std::to_string(opening.closes)
                                                                  : grouped_with_currency(opening.amount)}});
    page.table("From the books before this journal, signed off once.", columns, rows);
  }

  void notes(Page& page) const {
    page.heading("Plan versions");
    const std::vector<Column> columns = {{"Plan"}, {"In force from"}, {"Adopted at position", Align::number}};
    std::vector<std::vector<Cell>> rows;
    for (const StatementPlan& plan : s_.plans)
      rows.push_back({{plan.name, {}, {}, true},
                      {civil(plan.in_force_from, document_.zone)},
                      {std::to_string(plan.adopted.number())}});
    page.table({}, columns, rows);
  }

  const StatementDocument& document_;
  const Statement& s_;
  Currency currency_;
};

}  // namespace

Result<std::string> statement_to_html(const StatementDocument& document) noexcept {
  return detail::written("statement", [&] { return StatementPage(document).whole(); });
}

}  // namespace firstlog::inline v1
