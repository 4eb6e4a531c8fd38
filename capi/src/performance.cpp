// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Leaderboards, statements and pending closes, as documents and as columns.
#include "answer.hpp"
#include "arrow.hpp"
#include "json.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

// "15%" of what: a line's reason, "" where it has none.
std::string_view reason_of(const Statement& statement, const StatementLine& line) noexcept {
  if (line.reason == 0 || line.reason > statement.reasons.size()) return {};
  return statement.reasons[line.reason - 1];
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
    row.zone ? zone.put(name_of(*row.zone)) : zone.put_null();
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
  Column& entered_at = table.instant("entered_at");
  Column& by_plans = table.boolean("by_plans");
  Column& plan = table.text("plan");
  Column& component = table.text("component");
  Column& from = table.text("from");
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
    entered_at.put(line.entered_at);
    by_plans.put(line.by_plans);
    const bool of_component = line.component != 0 && line.component <= statement.components.size();
    plan.put_key(of_component ? statement.components[line.component - 1].plan : std::string());
    component.put_key(of_component ? statement.components[line.component - 1].component : std::string());
    from.put_key(of_component ? line.from.to_string() : std::string());
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

firstlog_status firstlog_leaderboard_export(firstlog_engine* engine, const char* organisation,
                                            const char* viewer, const char* period,
                                            struct ArrowSchema* schema, struct ArrowArray* array,
                                            firstlog_error* error) {
  return answer_with(engine, organisation, error, leaderboard_question(viewer, period),
                     [&](const Leaderboard& board, const Names& names) {
                       return give_leaderboard(board, names, schema, array);
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
  return answer_text(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<std::string> {
        const auto closes = pending_question(viewer)(of, key);
        if (!closes) return closes.error();
        const Names names(of, key);
        return Object()
            .any("closes", list_of(*closes, [&](const PendingClose& c) { return pending_json(c, names); }))
            .dump();
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
