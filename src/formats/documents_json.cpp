// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <concepts>

#include "firstlog/formats/documents.hpp"
#include "formats/document_text.hpp"
#include "formats/json_text.hpp"

namespace firstlog::inline v1 {
namespace {

using detail::JsonList;
using detail::JsonText;
using detail::readable_text;
using detail::text_of;

// An object, members with nothing to say left out.
class Members {
 public:
  explicit Members(const DocumentNames& names) : names_(names) {}

  Members& any(const char* member, const JsonText& value) {
    json_.any(member, value);
    return *this;
  }
  Members& any(const char* member, std::integral auto value) { return any(member, JsonText(value)); }
  Members& name(const char* member, std::string_view name) {
    json_.name(member, name);
    return *this;
  }
  Members& money(const char* member, Money amount) { return name(member, amount.to_string()); }
  Members& text(const char* member, std::string_view text) {
    return text.empty() ? *this : any(member, readable_text(text));
  }
  Members& who(const char* member, ActorId actor) {
    return actor.present() ? any(member, readable_text(names_.of(actor))) : *this;
  }
  Members& position(const char* member, Position position) {
    return position.present() ? any(member, position.number()) : *this;
  }
  Members& instant(const char* member, Instant instant) {
    return instant == Instant() ? *this : name(member, instant.to_string());
  }
  Members& flag(const char* member, bool set) { return set ? any(member, true) : *this; }
  JsonText take() { return json_.take(); }

 private:
  const DocumentNames& names_;
  detail::JsonObject json_;
};

JsonText dispute_value(const Dispute& dispute, const DocumentNames& names) {
  return Members(names)
      .any("number", readable_text(dispute.number))
      .who("rep", dispute.rep)
      .position("line", dispute.line)
      .name("status", name_of(dispute.status))
      .position("opened", dispute.opened)
      .instant("opened_at", dispute.opened_at)
      .who("opener", dispute.opener)
      .text("reason", dispute.reason)
      .instant("due", dispute.due)
      .flag("overdue", dispute.overdue)
      .position("resolved", dispute.resolved)
      .instant("resolved_at", dispute.resolved_at)
      .who("resolver", dispute.resolver)
      .text("resolution", dispute.resolution)
      .position("answer", dispute.answer)
      .take();
}

JsonText list_of_disputes(const std::vector<Dispute>& disputes, const DocumentNames& names) {
  JsonList list;
  for (const Dispute& dispute : disputes) list.add(dispute_value(dispute, names));
  return list.take();
}

class StatementJson {
 public:
  explicit StatementJson(const StatementDocument& document)
      : document_(document), names_(document.names), statement_(document.statement) {}

  JsonText whole() const {
    const Statement& s = statement_;
    Members m = members();
    m.any("firstlog_statement", 1);
    m.any("organisation", readable_text(document_.organisation));
    m.who("rep", s.rep);
    m.name("period", s.period.to_string());
    m.name("time_zone", document_.zone.name());
    m.name("currency", s.total.currency().code());
    m.any("frozen", s.frozen);
    m.position("frozen_position", s.frozen_position);
    m.instant("frozen_at", s.frozen_at);
    m.position("as_of", s.as_of);
    m.any("plan", readable_text(s.plan));
    m.any("plans", plans());
    m.any("quota", quota());
    m.any("lines", lines());
    m.any("deals", deals());
    m.any("openings", openings());
    m.any("pending", pending());
    m.any("disputes", list_of_disputes(s.disputes, names_));
    m.any("totals", totals());
    m.any("year_to_date", members()
                              .name("begins", s.year_begins.to_string())
                              .money("commission", s.commission_year_to_date)
                              .money("total", s.total_year_to_date)
                              .take());
    m.any("settlement", members().money("paid", s.paid).money("balance", s.balance).take());
    return m.take();
  }

 private:
  Members members() const { return Members(names_); }

  JsonText totals() const {
    const Statement& s = statement_;
    Members m = members();
    m.name("closes", text_of(s.closes)).money("revenue", s.revenue).money("commission", s.commission);
    m.money("adjustments", s.adjustments);
    if (!s.withheld.is_zero()) m.money("withheld", s.withheld);
    return m.money("total", s.total).money("disputed", s.disputed).take();
  }

  JsonText plans() const {
    JsonList list;
    for (const StatementPlan& plan : statement_.plans)
      list.add(members()
                   .any("version", plan.policy)
                   .any("name", readable_text(plan.name))
                   .name("in_force_from", plan.in_force_from.to_string())
                   .position("adopted", plan.adopted)
                   .take());
    return list.take();
  }

  JsonText quota() const {
    const Quota& quota = statement_.quota;
    return members()
        .any("closes", quota.closes)
        .name("green_from", quota.green_from.to_string())
        .name("amber_from", quota.amber_from.to_string())
        .name("zone", name_of(statement_.zone))
        .take();
  }

  // A member that a plan's lines gain belongs here, into the CSV's columns and onto the page.
  JsonText line(const StatementLine& line) const {
    Members m = members();
    m.name("kind", name_of(line.kind));
    m.position("position", line.position);
    m.instant("entered_at", line.entered_at);
    m.who("approver", line.approver);
    m.text("reason", detail::reason_of(statement_, line));
    if (const StatementComponent* paid_by = detail::component_of(statement_, line)) {
      m.any("plan", readable_text(paid_by->plan));
      m.any("component", readable_text(paid_by->component));
      m.name("from", line.from.to_string());
    }
    if (line.deal.present()) {
      m.any("contact", readable_text(names_.of(line.contact)));
      m.any("deal", line.deal.number());
      m.position("closed_position", line.closed_position);
      m.position("refers_to", line.refers_to);
      m.instant("closed_at", line.closed_at);
      m.instant("approved_at", line.approved_at);
      m.instant("rated_at", line.rated_at);
      m.any("plan_version", line.policy);
      m.money("invoiced", line.invoiced);
      m.flag("by_plans", line.by_plans);
      if (!line.by_plans) {
        m.name("rate", line.rate.to_string());
        m.any("tier", line.tier + 1);
        m.name("rounding", name_of(line.rounding));
      }
      m.name("closes", text_of(line.closes));
    }
    m.money("commission", line.commission);
    if (line.exchange != 0) {
      const StatementExchange& one = statement_.exchanges[line.exchange - 1U];
      m.any("exchange", members()
                            .money("original", one.original)
                            .name("currency", one.original.currency().code())
                            .name("rate", one.rate.to_string())
                            .name("on", one.on.to_string())
                            .text("source", one.source)
                            .take());
    }
    m.flag("self_approved", line.self_approved);
    m.flag("prior_period", line.prior_period);
    return m.take();
  }

  JsonText lines() const {
    JsonList list;
    for (const StatementLine& one : statement_.lines) list.add(line(one));
    return list.take();
  }

  JsonText deals() const {
    JsonList list;
    for (const StatementDeal& deal : statement_.deals)
      list.add(members()
                   .any("deal", deal.deal.number())
                   .any("contact", readable_text(names_.of(deal.contact)))
                   .any("lines", deal.lines)
                   .name("closes", text_of(deal.closes))
                   .money("invoiced", deal.invoiced)
                   .money("commission", deal.commission)
                   .take());
    return list.take();
  }

  JsonText openings() const {
    JsonList list;
    for (const OpeningBalance& opening : statement_.openings) {
      Members m = members();
      m.name("kind", name_of(opening.kind));
      if (opening.kind == BalanceKind::quota_to_date)
        m.any("closes", opening.closes);
      else
        m.money("amount", opening.amount);
      list.add(m.take());
    }
    return list.take();
  }

  JsonText pending() const {
    JsonList list;
    for (const PendingClose& close : statement_.pending)
      list.add(members()
                   .any("contact", readable_text(names_.of(close.contact)))
                   .any("deal", close.deal.number())
                   .who("closer", close.closer)
                   .position("position", close.position)
                   .instant("closed_at", close.closed_at)
                   .money("claimed", close.claimed)
                   .name("currency", close.claimed.currency().code())
                   .instant("held_until", close.hold_until)
                   .take());
    return list.take();
  }

  const StatementDocument& document_;
  const DocumentNames& names_;
  const Statement& statement_;
};

JsonText leaderboard_value(const LeaderboardDocument& document) {
  const Leaderboard& board = document.leaderboard;
  JsonList rows;
  std::string currency;
  for (const LeaderboardRow& row : board.rows) {
    currency = row.revenue.currency().code();
    Members m(document.names);
    m.any("rank", row.rank).who("rep", row.rep).any("verified_closes", row.verified_closes);
    m.name("closes", text_of(row.closes)).money("revenue", row.revenue);
    m.any("dials", row.dials).any("warm", row.warm).any("closes_to_first", row.closes_to_first);
    if (row.zone) m.name("zone", name_of(*row.zone));
    m.flag("own", row.own);
    if (row.commission) m.money("commission", *row.commission);
    if (row.connects) m.any("connects", *row.connects);
    if (row.pending) m.any("pending", *row.pending);
    rows.add(m.take());
  }
  return Members(document.names)
      .any("firstlog_leaderboard", 1)
      .any("organisation", readable_text(document.organisation))
      .name("period", board.period.to_string())
      .name("audience", board.audience == Audience::manager ? "manager" : "rep")
      .any("frozen", board.frozen)
      .text("currency", currency)
      .any("rows", rows.take())
      .take();
}

JsonText payroll_value(const PayrollDocument& document) {
  const PayrollRegister& payroll = document.payroll;
  JsonList rows;
  for (const PayrollRow& row : payroll.rows)
    rows.add(Members(document.names)
                 .who("rep", row.rep)
                 .name("line_type", name_of(row.kind))
                 .any("lines", row.lines)
                 .money("amount", row.amount)
                 .take());
  return Members(document.names)
      .any("firstlog_payroll", 1)
      .any("organisation", readable_text(document.organisation))
      .name("period", payroll.period.to_string())
      .any("frozen", payroll.frozen)
      .name("currency", payroll.total.currency().code())
      .any("rows", rows.take())
      .money("total", payroll.total)
      .any("disputes", list_of_disputes(payroll.disputes, document.names))
      .take();
}

}  // namespace

Result<std::string> statement_to_json(const StatementDocument& document) noexcept {
  return detail::written("statement", [&] { return StatementJson(document).whole().text(); });
}

Result<std::string> leaderboard_to_json(const LeaderboardDocument& document) noexcept {
  return detail::written("leaderboard", [&] { return leaderboard_value(document).text(); });
}

Result<std::string> payroll_to_json(const PayrollDocument& document) noexcept {
  return detail::written("payroll", [&] { return payroll_value(document).text(); });
}

}  // namespace firstlog::inline v1
