// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <span>
#include <vector>

#include "firstlog/formats/csv.hpp"
#include "firstlog/formats/documents.hpp"
#include "formats/document_text.hpp"

namespace firstlog::inline v1 {
namespace {

// Rows of as many cells as there are columns.
class Csv {
 public:
  explicit Csv(std::span<const std::string_view> columns) : columns_(columns.size()) {
    for (const std::string_view column : columns) cell(column);
  }
  Csv& cell(std::string_view text) {
    if (at_ > 0) csv_.push_back(',');
    append_csv_field(csv_, text);
    if (++at_ == columns_) {
      csv_.append("\r\n");
      at_ = 0;
    }
    return *this;
  }
  Csv& number(std::uint64_t number) { return cell(std::to_string(number)); }
  // Empty where there is none.
  Csv& position(Position position) { return position.present() ? number(position.number()) : cell(""); }
  Csv& instant(Instant instant) { return cell(instant == Instant() ? std::string() : instant.to_string()); }
  Csv& money(Money amount) { return cell(amount.to_string()); }
  Csv& flag(bool set) { return cell(set ? "true" : "false"); }
  std::string take() { return std::move(csv_); }

 private:
  std::string csv_;
  std::size_t columns_;
  std::size_t at_ = 0;
};

std::string statement_csv(const StatementDocument& document) {
  constexpr std::string_view columns[] = {
      "organisation",  "rep",         "period",         "line",        "kind",          "position",
      "refers_to",     "entered_at",  "closed_at",      "approved_at", "contact",       "deal",
      "approver",      "reason",      "invoiced",       "rate",        "tier",          "rounding",
      "plan_version",  "closes",      "commission",     "currency",    "self_approved", "prior_period",
      "dispute",       "plan",        "component",      "from",        "original",      "original_currency",
      "exchange_rate", "exchange_on", "exchange_source"};
  const Statement& s = document.statement;
  Csv csv(columns);
  std::uint64_t number = 0;
  for (const StatementLine& line : s.lines) {
    const bool of_deal = line.deal.present();
    const bool by_rate = of_deal && !line.by_plans;
    const StatementComponent* paid_by = detail::component_of(s, line);
    csv.cell(document.organisation).cell(document.names.of(s.rep)).cell(s.period.to_string());
    csv.number(++number).cell(name_of(line.kind)).position(line.position).position(line.refers_to);
    csv.instant(line.entered_at).instant(line.closed_at).instant(line.approved_at);
    csv.cell(document.names.of(line.contact)).cell(of_deal ? std::to_string(line.deal.number()) : "");
    csv.cell(document.names.of(line.approver)).cell(detail::reason_of(s, line)).money(line.invoiced);
    csv.cell(by_rate ? line.rate.to_string() : "").cell(by_rate ? std::to_string(line.tier + 1) : "");
    csv.cell(by_rate ? name_of(line.rounding) : "").cell(of_deal ? std::to_string(line.policy) : "");
    csv.cell(detail::text_of(line.closes)).money(line.commission).cell(line.commission.currency().code());
    csv.flag(line.self_approved).flag(line.prior_period).cell(detail::dispute_of(s, line));
    csv.cell(paid_by ? paid_by->plan : "").cell(paid_by ? paid_by->component : "");
    csv.cell(paid_by ? line.from.to_string() : "");
    const StatementExchange* exchange = line.exchange == 0 ? nullptr : &s.exchanges[line.exchange - 1U];
    csv.cell(exchange ? exchange->original.to_string() : "");
    csv.cell(exchange ? exchange->original.currency().code() : std::string_view());
    csv.cell(exchange ? exchange->rate.to_string() : "").cell(exchange ? exchange->on.to_string() : "");
    csv.cell(exchange ? exchange->source : "");
  }
  return csv.take();
}

std::string payroll_csv(const PayrollDocument& document) {
  constexpr std::string_view columns[] = {"organisation", "period", "rep",     "line_type",
                                          "lines",        "amount", "currency"};
  Csv csv(columns);
  for (const PayrollRow& row : document.payroll.rows)
    csv.cell(document.organisation)
        .cell(row.period.to_string())
        .cell(document.names.of(row.rep))
        .cell(name_of(row.kind))
        .number(row.lines)
        .money(row.amount)
        .cell(row.amount.currency().code());
  return csv.take();
}

std::string liability_csv(const LiabilityDocument& document) {
  constexpr std::string_view columns[] = {"organisation", "at",   "rep",      "earned",
                                          "paid",         "owed", "currency", "withheld"};
  Csv csv(columns);
  for (const LiabilityRow& row : document.liability.rows)
    csv.cell(document.organisation)
        .cell(document.liability.at.to_string())
        .cell(document.names.of(row.rep))
        .money(row.earned)
        .money(row.paid)
        .money(row.owed)
        .cell(row.owed.currency().code())
        .money(row.withheld);
  return csv.take();
}

}  // namespace

Result<std::string> statement_to_csv(const StatementDocument& document) noexcept {
  return detail::written("statement", [&] { return statement_csv(document); });
}

Result<std::string> payroll_to_csv(const PayrollDocument& document) noexcept {
  return detail::written("payroll", [&] { return payroll_csv(document); });
}

Result<std::string> liability_to_csv(const LiabilityDocument& document) noexcept {
  return detail::written("liability", [&] { return liability_csv(document); });
}

}  // namespace firstlog::inline v1
