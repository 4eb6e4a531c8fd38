// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever is sold, received, refunded, amended and frozen: what was earned and what waits are what a few
// lines of arithmetic over the events say, and no frozen statement moves.
#include <cstdlib>
#include <map>
#include <random>

#include "plans/support.hpp"

namespace firstlog_test {
namespace {

// 15 % of a close: a fifth at once, half by cash, the rest 40 days after the credit date; a refund takes back
// all of it for 20 days, then half.
const std::string component =
    R"({"name":"commission","payable":[{"part":"0.2"},{"part":"0.5","on":"cash"},{"part":"0.3","after_days":40}],)"
    R"("clawback":{"points":[{"age":0,"part":"1"},{"age":20,"part":"0.5"}]},)"
    R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.15"]}]}}]})";

Date date_of(Instant at) {
  return *Date::from_days(at.microseconds() / 86'400'000'000);
}
std::int64_t cents(const Exact& value) {
  return value.as_money(currency("EUR"), RoundingMode::half_up)->minor_units();
}

// One contact's deal, told by its events alone.
struct DealPay {
  std::int64_t earned = 0;
  std::int64_t withheld = 0;
};
DealPay told_by_events(std::span<const Event> events, DealId deal) {
  std::int64_t amount = 0;
  std::int64_t received = 0;
  bool stands = false;
  Date credit;
  Date last;
  std::map<std::uint64_t, std::pair<Date, std::int64_t>> refunds;
  for (const Event& event : events) {
    const Date day = date_of(event.recorded_at);
    if (event.kind == EventKind::period_closed && stands && credit <= event.period.last_day())
      last = std::max(last, event.period.last_day());
    if (event.deal != deal) continue;
    switch (event.kind) {
      case EventKind::close_approved:
        stands = true;
        amount = event.amount.minor_units();
        credit = day;
        refunds.clear();
        last = day;
        break;
      case EventKind::close_amended: amount = event.amount.minor_units(); break;
      case EventKind::approval_revoked: stands = false; break;
      case EventKind::close_reversed:
        refunds[event.position.number()] = {day, event.amount.minor_units()};
        break;
      case EventKind::reversal_undone:
        refunds[event.refers_to.number()].second -= event.amount.minor_units();
        break;
      case EventKind::receipt_recorded: received += event.amount.minor_units(); break;
      default: continue;
    }
    last = std::max(last, day);
  }
  DealPay out;
  if (!stands) return out;
  const Exact pays = Exact::of_money(eur(amount)) * *Exact::parse("0.15");
  Exact back;
  std::int64_t reversed = 0;
  for (const auto& [position, refund] : refunds) {
    reversed += refund.second;
    const Exact part = refund.first - credit < 20 ? Exact::whole(1) : *Exact::parse("0.5");
    back += part * *Exact::divide(Exact::whole(refund.second), Exact::whole(amount));
  }
  out.earned = cents(pays) - cents(pays * back);
  const std::int64_t due = reversed == amount ? amount : amount - reversed;
  Exact cash = *Exact::divide(Exact::whole(received), Exact::whole(due));
  if (cash > Exact::whole(1)) cash = Exact::whole(1);
  Exact part = *Exact::parse("0.2") + *Exact::parse("0.5") * cash;
  if (last - credit >= 40) part += *Exact::parse("0.3");
  out.withheld = out.earned - cents(Exact::of_money(eur(out.earned)) * part);
  return out;
}

TEST(PayableProperty, EarnedAndWithheldAreWhatTheEventsSay) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  const std::uint64_t seed = given == nullptr ? 20260701 : std::strtoull(given, nullptr, 10);
  std::size_t released = 0;
  for (std::uint64_t round = 0; round < 60 && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed) + " round " + std::to_string(round));
    std::mt19937_64 random(seed * 1000 + round);
    const auto number = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    Books books(policy_with(base_plan(component)));
    Scenario& s = books.scenario();
    std::map<YearMonth, std::pair<Statement, Instant>> frozen;
    int contacts = 0;
    int documents = 0;
    for (int step = 0; step < 70; ++step) {
      s.pass(Duration::hours(number(1, 70)));
      const std::string contact = "c" + std::to_string(contacts == 0 ? 0 : number(0, contacts - 1));
      const int what = contacts == 0 ? 0 : number(0, 9);
      const auto some = [&] { return number(1, 2'000'00); };
      if (what < 3) {
        const int amount = some();
        books.sell("ana", "c" + std::to_string(contacts++), amount);
      } else if (what < 6) {
        s.give(commands::RecordReceipt{.actor = "mia",
                                       .contact = contact,
                                       .amount = eur(some()),
                                       .document_number = "r" + std::to_string(++documents)});
      } else if (what == 6) {
        s.give(commands::AmendClose{.actor = "mia", .contact = contact, .amount = eur(some())});
      } else if (what == 7) {
        const DealRow& deal = s.deal_of(contact);
        const std::int64_t left = deal.invoiced.minor_units() - deal.reversed;
        std::optional<Money> amount;
        if (left > 4) amount = eur(left / number(1, 3));
        s.give(commands::Reverse{.actor = "mia", .contact = contact, .reason = "refund", .amount = amount});
      } else if (what == 8) {
        const std::uint32_t reversal = s.deal_of(contact).last_reversal;
        if (reversal != 0)
          s.give(commands::Reinstate{
              .actor = "mia", .contact = contact, .refers_to = s.state().reversal(reversal).position});
      } else {
        s.give(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "error"});
        s.give(commands::Approve{.actor = "mia", .contact = contact, .amount = eur(some())});
      }
      s.advance();
      const YearMonth open = s.state().organisation().oldest_open;
      for (YearMonth month = firstlog_test::month("2026-01"); month < open; month = *month.plus_months(1))
        if (frozen.count(month) == 0)
          frozen.emplace(
              month, std::pair(books.performance().statement(books.actor("ana"), month, s.now()), s.now()));
    }
    std::map<DealId, DealPay> posted;
    for (const StatementLine& line : books.performance().lines()) {
      DealPay& one = posted[line.deal];
      (defers(line.kind) ? one.withheld : one.earned) +=
          (defers(line.kind) ? -1 : 1) * line.commission.minor_units();
      released += line.kind == LineKind::released ? 1U : 0U;
    }
    for (const auto& [deal, one] : posted) {
      const DealPay expected = told_by_events(s.events(), deal);
      EXPECT_EQ(one.earned, expected.earned) << deal.number();
      EXPECT_EQ(one.withheld, expected.withheld) << deal.number();
      const Result<PayExplanation> why = books.performance().explain(books.actor("ana"), deal);
      ASSERT_TRUE(why.ok());
      EXPECT_EQ(why->total, eur(expected.earned));
      EXPECT_EQ(why->withheld, eur(expected.withheld));
    }
    for (const auto& [month, kept] : frozen)
      EXPECT_EQ(statement_difference(kept.first,
                                     books.performance().statement(books.actor("ana"), month, kept.second)),
                "");
  }
  EXPECT_GT(released, 500U);
}

}  // namespace
}  // namespace firstlog_test
