// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Leaderboards, statements and pending closes, as documents and as columns.
#include "arrow.hpp"
#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

Json document_of(const LeaderboardRow& r, const Names& names) {
  Object object(&names);
  object.number("rank", r.rank).key("rep", r.rep).number("verified_closes", r.verified_closes);
  object.closes("closes", r.closes)
      .money("revenue", r.revenue)
      .number("dials", r.dials)
      .number("warm", r.warm);
  object.number("closes_to_first", r.closes_to_first).name("zone", name_of(r.zone)).flag("own", r.own);
  return object.money("commission", r.commission)
      .number("connects", r.connects)
      .number("pending", r.pending)
      .take();
}

Json document_of(const Leaderboard& board, const Names& names) {
  Object object(&names);
  object.period("period", board.period);
  object.name("audience", board.audience == Audience::manager ? "manager" : "rep")
      .flag("frozen", board.frozen);
  return object
      .any("rows", list_of(board.rows, [&](const LeaderboardRow& r) { return document_of(r, names); }))
      .take();
}

// "15%" of what: a line's reason, "" where it has none.
std::string_view reason_of(const Statement& statement, const StatementLine& line) noexcept {
  if (line.reason == 0 || line.reason > statement.reasons.size()) return {};
  return statement.reasons[line.reason - 1];
}

Json document_of(const StatementLine& l, const Statement& statement, const Names& names) {
  Object object(&names);
  object.name("kind", name_of(l.kind)).position("position", l.position);
  object.position("closed_position", l.closed_position).position("refers_to", l.refers_to);
  object.instant("approved_at", l.approved_at)
      .instant("closed_at", l.closed_at)
      .instant("rated_at", l.rated_at);
  object.key("contact", l.contact).deal("deal", l.deal).key("rep", l.rep).key("approver", l.approver);
  object.period("period", l.period).money("invoiced", l.invoiced).rate("rate", l.rate).number("tier", l.tier);
  object.name("rounding", name_of(l.rounding)).money("commission", l.commission).closes("closes", l.closes);
  object.text("reason", reason_of(statement, l)).flag("self_approved", l.self_approved);
  return object.flag("prior_period", l.prior_period).take();
}

Json document_of(const Statement& s, const Names& names) {
  Object object(&names);
  object.key("rep", s.rep).period("period", s.period).text("plan", s.plan);
  object.any("quota", Object()
                          .number("closes", s.quota.closes)
                          .rate("green_from", s.quota.green_from)
                          .rate("amber_from", s.quota.amber_from)
                          .take());
  object.name("zone", name_of(s.zone))
      .flag("frozen", s.frozen)
      .position("frozen_position", s.frozen_position);
  object.position("as_of", s.as_of);
  object.any("lines", list_of(s.lines, [&](const StatementLine& l) { return document_of(l, s, names); }));
  object.any("deals", list_of(s.deals, [&](const StatementDeal& d) {
               Object deal(&names);
               deal.deal("deal", d.deal).key("contact", d.contact).money("invoiced", d.invoiced);
               return deal.money("commission", d.commission)
                   .closes("closes", d.closes)
                   .number("lines", d.lines)
                   .take();
             }));
  object.any("pending", list_of(s.pending, [&](const PendingClose& c) { return pending_json(c, names); }));
  object.closes("closes", s.closes).money("revenue", s.revenue).money("commission", s.commission);
  object.money("adjustments", s.adjustments).money("total", s.total);
  object.money("commission_year_to_date", s.commission_year_to_date);
  object.money("total_year_to_date", s.total_year_to_date);
  if (!s.openings.empty())
    object.any("openings", list_of(s.openings, [](const OpeningBalance& b) {
                 Object balance;
                 balance.name("kind", name_of(b.kind)).money("amount", b.amount);
                 if (b.closes != 0) balance.number("closes", b.closes);
                 return balance.take();
               }));
  return object.take();
}

// The minor units and the currency of an amount, in two columns; both null without currency.
void put_money(Column& amount, Column* currency, Money money) {
  const bool present = money.currency().present();
  present ? amount.put(money.minor_units()) : amount.put_null();
  if (currency != nullptr) present ? currency->put(money.currency().code()) : currency->put_null();
}

Result<void> give_leaderboard(const Leaderboard& board, const Names& names, ArrowSchema* schema,
                              ArrowArray* array) {
  Table table;
  Column& rank = table.int64("rank");
  Column& rep = table.text("rep");
  Column& verified_closes = table.int64("verified_closes");
  Column& numerator = table.int64("closes_numerator");
  Column& denominator = table.int64("closes_denominator");
  Column& revenue = table.int64("revenue");
  Column& currency = table.text("currency");
  Column& dials = table.int64("dials");
  Column& warm = table.int64("warm");
  Column& closes_to_first = table.int64("closes_to_first");
  Column& zone = table.text("zone");
  Column& own = table.boolean("own");
  Column& commission = table.int64("commission");
  Column& connects = table.int64("connects");
  Column& pending = table.int64("pending");
  for (const LeaderboardRow& row : board.rows) {
    rank.put(row.rank);
    rep.put_key(names.key(row.rep));
    verified_closes.put(row.verified_closes);
    const Rate closes = row.closes.rate();
    numerator.put(closes.numerator());
    denominator.put(closes.denominator());
    put_money(revenue, &currency, row.revenue);
    dials.put(row.dials);
    warm.put(row.warm);
    closes_to_first.put(row.closes_to_first);
    zone.put(name_of(row.zone));
    own.put(row.own);
    row.commission ? put_money(commission, nullptr, *row.commission) : commission.put_null();
    connects.put(row.connects);
    pending.put(row.pending);
  }
  return table.give(schema, array);
}

Result<void> give_statement(const Statement& statement, const Names& names, ArrowSchema* schema,
                            ArrowArray* array) {
  Table table;
  Column& position = table.uint64("position");
  Column& closed_position = table.uint64("closed_position");
  Column& refers_to = table.uint64("refers_to");
  Column& approved_at = table.instant("approved_at");
  Column& closed_at = table.instant("closed_at");
  Column& rated_at = table.instant("rated_at");
  Column& contact = table.text("contact");
  Column& deal = table.int64("deal");
  Column& approver = table.text("approver");
  Column& period = table.text("period");
  Column& invoiced = table.int64("invoiced");
  Column& commission = table.int64("commission");
  Column& currency = table.text("currency");
  Column& closes_numerator = table.int64("closes_numerator");
  Column& closes_denominator = table.int64("closes_denominator");
  Column& rate_numerator = table.int64("rate_numerator");
  Column& rate_denominator = table.int64("rate_denominator");
  Column& tier = table.int64("tier");
  Column& rounding = table.text("rounding");
  Column& kind = table.text("kind");
  Column& reason = table.text("reason");
  Column& self_approved = table.boolean("self_approved");
  Column& prior_period = table.boolean("prior_period");
  for (const StatementLine& line : statement.lines) {
    position.put(line.position);
    closed_position.put(line.closed_position);
    refers_to.put(line.refers_to);
    approved_at.put(line.approved_at);
    closed_at.put(line.closed_at);
    rated_at.put(line.rated_at);
    contact.put_key(names.key(line.contact));
    line.deal.present() ? deal.put(line.deal.number()) : deal.put_null();
    approver.put_key(names.key(line.approver));
    period.put(line.period.to_string());
    put_money(invoiced, nullptr, line.invoiced);
    put_money(commission, &currency, line.commission);
    const Rate closes = line.closes.rate();
    closes_numerator.put(closes.numerator());
    closes_denominator.put(closes.denominator());
    rate_numerator.put(line.rate.numerator());
    rate_denominator.put(line.rate.denominator());
    tier.put(line.tier);
    rounding.put(name_of(line.rounding));
    kind.put(name_of(line.kind));
    reason.put_key(std::string(reason_of(statement, line)));
    self_approved.put(line.self_approved);
    prior_period.put(line.prior_period);
  }
  return table.give(schema, array);
}

Result<void> give_pending(const std::vector<PendingClose>& closes, const Names& names, ArrowSchema* schema,
                          ArrowArray* array) {
  Table table;
  Column& contact = table.text("contact");
  Column& deal = table.int64("deal");
  Column& closer = table.text("closer");
  Column& rep = table.text("rep");
  Column& claimed = table.int64("claimed");
  Column& currency = table.text("currency");
  Column& closed_at = table.instant("closed_at");
  Column& position = table.uint64("position");
  Column& hold_until = table.instant("hold_until");
  Column& age = table.int64("age");
  Column& hold_is_past = table.boolean("hold_is_past");
  for (const PendingClose& close : closes) {
    contact.put_key(names.key(close.contact));
    close.deal.present() ? deal.put(close.deal.number()) : deal.put_null();
    closer.put_key(names.key(close.closer));
    rep.put_key(names.key(close.rep));
    put_money(claimed, &currency, close.claimed);
    closed_at.put(close.closed_at);
    position.put(close.position);
    hold_until.put(close.hold_until);
    age.put(close.age.microseconds());
    hold_is_past.put(close.hold_is_past);
  }
  return table.give(schema, array);
}

// The shape of every question: enter, ask, and let `write` do something with the answer.
template <class Ask, class Write>
firstlog_status answer_with(firstlog_engine* engine, const char* organisation, firstlog_error* error, Ask ask,
                            Write write) {
  return guard(error, "query", [&]() -> Result<void> {
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    Engine& of = *engine->engine;
    auto answer = ask(of, *key);
    if (!answer) return answer.error();
    return write(*answer, Names(of, *key));
  });
}

auto leaderboard_question(const char* viewer, const char* period) {
  return [=](Engine& of, std::string_view key) -> Result<Leaderboard> {
    FIRSTLOG_NOT_NULL(viewer);
    const auto month = period_of(period);
    if (!month) return month.error();
    return of.leaderboard(key, viewer, *month);
  };
}

auto statement_question(const char* viewer, const char* rep, const char* period) {
  return [=](Engine& of, std::string_view key) -> Result<Statement> {
    FIRSTLOG_NOT_NULL(viewer);
    FIRSTLOG_NOT_NULL(rep);
    const auto month = period_of(period);
    if (!month) return month.error();
    return of.statement(key, viewer, rep, *month);
  };
}

auto pending_question(const char* viewer) {
  return [=](Engine& of, std::string_view key) -> Result<std::vector<PendingClose>> {
    FIRSTLOG_NOT_NULL(viewer);
    return of.pending(key, viewer);
  };
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_leaderboard_record(firstlog_engine* engine, const char* organisation,
                                            const char* viewer, const char* period,
                                            firstlog_document** document, firstlog_error* error) {
  return answer_with(engine, organisation, error, leaderboard_question(viewer, period),
                     [&](const Leaderboard& board, const Names& names) -> Result<void> {
                       FIRSTLOG_NOT_NULL(document);
                       return hand_out(document_of(board, names).text(), document);
                     });
}

firstlog_status firstlog_leaderboard_export(firstlog_engine* engine, const char* organisation,
                                            const char* viewer, const char* period,
                                            struct ArrowSchema* schema, struct ArrowArray* array,
                                            firstlog_error* error) {
  return answer_with(engine, organisation, error, leaderboard_question(viewer, period),
                     [&](const Leaderboard& board, const Names& names) {
                       return give_leaderboard(board, names, schema, array);
                     });
}

firstlog_status firstlog_statement_record(firstlog_engine* engine, const char* organisation,
                                          const char* viewer, const char* rep, const char* period,
                                          firstlog_document** document, firstlog_error* error) {
  return answer_with(engine, organisation, error, statement_question(viewer, rep, period),
                     [&](const Statement& statement, const Names& names) -> Result<void> {
                       FIRSTLOG_NOT_NULL(document);
                       return hand_out(document_of(statement, names).text(), document);
                     });
}

firstlog_status firstlog_statement_export(firstlog_engine* engine, const char* organisation,
                                          const char* viewer, const char* rep, const char* period,
                                          struct ArrowSchema* schema, struct ArrowArray* array,
                                          firstlog_error* error) {
  return answer_with(engine, organisation, error, statement_question(viewer, rep, period),
                     [&](const Statement& statement, const Names& names) {
                       return give_statement(statement, names, schema, array);
                     });
}

firstlog_status firstlog_pending_record(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        firstlog_document** document, firstlog_error* error) {
  return answer_with(engine, organisation, error, pending_question(viewer),
                     [&](const std::vector<PendingClose>& closes, const Names& names) -> Result<void> {
                       FIRSTLOG_NOT_NULL(document);
                       Json list =
                           list_of(closes, [&](const PendingClose& c) { return pending_json(c, names); });
                       return hand_out(Object().any("closes", list).dump(), document);
                     });
}

firstlog_status firstlog_pending_export(firstlog_engine* engine, const char* organisation, const char* viewer,
                                        struct ArrowSchema* schema, struct ArrowArray* array,
                                        firstlog_error* error) {
  return answer_with(engine, organisation, error, pending_question(viewer),
                     [&](const std::vector<PendingClose>& closes, const Names& names) {
                       return give_pending(closes, names, schema, array);
                     });
}
