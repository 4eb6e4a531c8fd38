// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An organisation whose January has everything that a statement can show: sales, a split, a refund in part,
// an amendment, an approval taken back, an adjustment, closes pending and held, disputes in every state. It
// is frozen in February, where a late refund posts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/formats/documents.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {

class PaidWorld : public World {
 public:
  // Amounts below are in minor units of the currency.
  explicit PaidWorld(std::string_view code = "EUR", std::string_view zone = "UTC")
      : currency_(currency(code)) {
    Policy policy;
    policy.name = "house rules";
    policy.zone = zone;
    policy.plan.name = "brackets <2026> & more";
    policy.plan.currency = currency_;
    policy.plan.tiers = {{0, Rate::of(15, 100)}, {500'000, Rate::of(1, 5)}};
    small_team(policy);
    actor("cleo & co", Role::rep);
  }

  Money money(std::int64_t minor) const { return Money::minor(minor, currency_); }

  Position done(const Command& command) {
    const Outcome outcome = give(command);
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
    clock.pass(Duration::hours(1));
    return outcome.position;
  }
  void log(std::string_view key, std::string_view rep, std::int64_t minor) {
    contact(key, rep);
    done(commands::LogClose{.actor = rep, .contact = key, .amount = money(minor)});
  }
  Position sell(std::string_view key, std::string_view rep, std::int64_t minor,
                std::span<const CreditShare> credits = {}) {
    log(key, rep, minor);
    return done(
        commands::Approve{.actor = "root", .contact = key, .amount = money(minor), .credits = credits});
  }
  Position dispute(std::string_view number, std::string_view rep, Position line) {
    return done(commands::OpenDispute{
        .actor = rep, .rep = rep, .refers_to = line, .document_number = number, .reason = "too_little"});
  }
  Position adjust(std::string_view rep, std::int64_t minor, std::string_view reason) {
    return done(commands::Adjust{
        .actor = "root", .rep = rep, .period = month("2026-01"), .amount = money(minor), .reason = reason});
  }

  // January as it stands on the last evening before its freeze.
  void january() {
    const OpeningBalance openings[] = {{.kind = BalanceKind::year_to_date, .amount = money(100'000)},
                                       {.kind = BalanceKind::quota_to_date, .closes = 1}};
    done(commands::SetOpeningBalance{
        .actor = "root", .rep = "ana", .balances = openings, .period = month("2026-01")});
    const CreditShare halves[] = {{"ana", Rate::of(1, 3)}, {"bob", Rate::of(2, 3)}};
    bakery_ = sell("Bakery \"Zum <Löwen>\"", "ana", 180'000);
    const Position big = sell("works", "ana", 750'000);
    const Position shared = sell("shared, twice", "ana", 100'000, halves);
    sell("a,b;c", "bob", 20'001);
    done(
        commands::Reverse{.actor = "root", .contact = "works", .reason = "refund", .amount = money(250'000)});
    done(commands::AmendClose{.actor = "root", .contact = "shared, twice", .amount = money(120'000)});
    sell("taken back", "ana", 30'000);
    done(commands::RevokeApproval{.actor = "root", .contact = "taken back", .reason = "wrong_customer"});
    log("=held()", "ana", 40'000);
    done(commands::Hold{.actor = "root",
                        .contact = "=held()",
                        .reason = "paperwork",
                        .due = clock.now() + Duration::hours(24 * 40)});
    dispute("D-1", "ana", bakery_);
    dispute("D-2", "ana", big);
    dispute("D-3", "ana", shared);
    const Position answer = adjust("ana", 12'345, "dispute_d_1");
    done(commands::AcceptDispute{
        .actor = "root", .document_number = "D-1", .reason = "right", .refers_to = answer});
    done(commands::WithdrawDispute{.actor = "ana", .document_number = "D-3"});
    adjust("bob", -500, "parking");
    done(commands::RecordPayout{.actor = "root",
                                .rep = "ana",
                                .period = month("2026-01"),
                                .amount = money(50'000),
                                .document_number = "P-1"});
    clock.set("2026-01-25T09:00:00Z");
    done(commands::Advance{.actor = "root"});
    clock.set("2026-02-05T20:00:00Z");
    done(commands::Advance{.actor = "root"});
  }

  // The freeze, and what comes after it.
  void february() {
    clock.set("2026-02-06T09:00:00Z");
    done(commands::ClosePeriod{.actor = "root", .period = month("2026-01")});
    done(commands::Reverse{.actor = "root",
                           .contact = "Bakery \"Zum <Löwen>\"",
                           .reason = "chargeback",
                           .amount = money(60'000)});
    done(commands::RejectDispute{.actor = "root", .document_number = "D-2", .reason = "as_agreed"});
  }

  StatementDocument statement(std::string_view rep, std::string_view period) {
    return must(engine().statement_document("acme", "root", rep, month(period)));
  }

 private:
  Currency currency_;
  Position bakery_;
};

}  // namespace firstlog_test
