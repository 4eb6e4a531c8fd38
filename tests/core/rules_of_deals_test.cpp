// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The rules of deals, corrections and money facts, each reached by a minimal command; and which of two
// that speak against a command is named.
#include <gtest/gtest.h>

#include "core/reached.hpp"

namespace firstlog_test {
namespace {

// "c" is sold: ana's close, approved by mia.
struct Sold : Office {
  explicit Sold(Policy policy = euro_policy()) : Office(std::move(policy)) {
    close("ana", eur(1000));
    approve("mia", eur(1000));
    approval = last().position;
  }
  Outcome amend(std::optional<Money> amount, Position refers_to = {}) {
    return give(
        commands::AmendClose{.actor = "mia", .contact = "c", .amount = amount, .refers_to = refers_to});
  }
  Outcome revoke(Position refers_to = {}) {
    return give(
        commands::RevokeApproval{.actor = "mia", .contact = "c", .reason = "error", .refers_to = refers_to});
  }
  Outcome reverse(std::optional<Money> amount = {}) {
    return give(commands::Reverse{.actor = "mia", .contact = "c", .reason = "refund", .amount = amount});
  }
  Outcome reinstate(Position reversal, std::optional<Money> amount = {}) {
    return give(commands::Reinstate{.actor = "mia", .contact = "c", .refers_to = reversal, .amount = amount});
  }
  Outcome credit(std::span<const CreditShare> credits) {
    return give(commands::AmendClose{.actor = "mia", .contact = "c", .credits = credits});
  }
  Outcome invoice(std::string_view number, std::optional<Money> tax = {}) {
    return give(commands::RecordInvoice{
        .actor = "mia", .contact = "c", .amount = eur(5), .document_number = number, .tax = tax});
  }
  Outcome adjust(Money amount, std::string_view period = "2026-01") {
    return give(commands::Adjust{
        .actor = "mia", .rep = "ana", .period = month(period), .amount = amount, .reason = "bonus"});
  }
  Outcome dispute(std::string_view actor, std::string_view number = "D-1", Position line = {}) {
    return give(commands::OpenDispute{.actor = actor,
                                      .rep = "ana",
                                      .refers_to = line.present() ? line : approval,
                                      .document_number = number,
                                      .reason = "too_little"});
  }
  Outcome accept_dispute(std::string_view number, Position answer = {}) {
    return give(commands::AcceptDispute{
        .actor = "mia", .document_number = number, .reason = "right", .refers_to = answer});
  }
  Position approval;
};

const Reached reached[] = {
    {Rule::deal_not_verified,
     [] {
       Sold s;
       s.revoke();
       return s.revoke();
     }},
    {Rule::nothing_to_amend,
     [] {
       Office s;
       s.close("ana");
       s.give(commands::Reject{.actor = "mia", .contact = "c", .reason = "no"});
       return s.give(commands::AmendClose{.actor = "mia", .contact = "c", .amount = eur(5)});
     }},
    {Rule::no_deal,
     [] { return Office().give(commands::Reverse{.actor = "mia", .contact = "c", .reason = "refund"}); }},
    {Rule::corrects_a_correction,
     [] {
       Sold s;
       const Outcome reversal = s.reverse(eur(5));
       return s.amend(eur(7), reversal.position);
     }},
    {Rule::close_superseded,
     [] {
       Office s;
       s.close("ana");
       const Position first = s.last().position;
       s.give(commands::WithdrawClose{.actor = "ana", .contact = "c"});
       s.close("ana");
       return s.give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(5), .refers_to = first});
     }},
    {Rule::not_a_reversal,
     [] {
       Sold s;
       return s.reinstate(s.approval);
     }},
    {Rule::amends_nothing, [] { return Sold().amend({}); }},
    {Rule::lines_do_not_sum,
     [] {
       const DealLine lines[] = {{.product = "sign", .net = eur(60)}, {.product = "lamp", .net = eur(41)}};
       return Office().give(
           commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100), .lines = lines});
     }},
    {Rule::tax_does_not_fit,
     [] {
       return Office().give(
           commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100), .tax = eur(-1)});
     }},
    {Rule::credits_do_not_sum,
     [] {
       const CreditShare credits[] = {{"ana", Rate::of(1, 3)}, {"ben", Rate::of(33, 100)}};
       return Sold().credit(credits);
     }},
    {Rule::credit_named_twice,
     [] {
       const CreditShare credits[] = {{"ana", Rate::of(1, 2)}, {ActorId(2), Rate::of(1, 2)}};
       return Sold().credit(credits);
     }},
    {Rule::credit_share_too_fine,
     [] {
       const CreditShare credits[] = {{"ana", Rate::of(1, 1009)}, {"ben", Rate::of(1008, 1009)}};
       return Sold().credit(credits);
     }},
    {Rule::document_taken,
     [] {
       Sold s;
       s.invoice("I-1");
       return s.invoice("I-1");
     }},
    {Rule::reversal_beyond_invoice, [] { return Sold().reverse(eur(1001)); }},
    {Rule::reinstates_too_much,
     [] {
       Sold s;
       const Outcome reversal = s.reverse(eur(5));
       return s.reinstate(reversal.position, eur(6));
     }},
    {Rule::invoice_missing,
     [] {
       Office s(with([](Policy& p) { p.require_invoice = p.require_deposit = true; }));
       s.close("ana");
       return s.approve("mia");
     }},
    {Rule::receipt_missing,
     [] {
       Office s(with([](Policy& p) { p.require_deposit = true; }));
       s.close("ana");
       return s.approve("mia");
     }},
    {Rule::period_not_begun, [] { return Sold().adjust(eur(5), "2026-02"); }},
    {Rule::amount_is_zero, [] { return Sold().adjust(eur(0)); }},
    {Rule::unknown_dispute, [] { return Sold().accept_dispute("D-1"); }},
    {Rule::dispute_of_another, [] { return Sold().dispute("ben"); }},
    {Rule::line_unknown, [] { return Sold().dispute("ana", "D-1", Position(1)); }},
    {Rule::dispute_open,
     [] {
       Sold s;
       s.dispute("ana");
       return s.dispute("mia", "D-2");
     }},
    {Rule::dispute_resolved,
     [] {
       Sold s;
       s.dispute("ana");
       s.accept_dispute("D-1");
       return s.accept_dispute("D-1");
     }},
    {Rule::answer_unknown,
     [] {
       Sold s;
       s.dispute("ana");
       return s.accept_dispute("D-1", s.approval);
     }},
    {Rule::claim_protected, [] { return Sold().give(commands::OpenDeal{.actor = "ana", .contact = "c"}); }},
};

}  // namespace

std::vector<Reached> reached_of_deals() {
  return {std::begin(reached), std::end(reached)};
}

namespace {

TEST(Precedence, OfTwoRulesAboutADealTheFirstIsNamed) {
  Sold s;
  const DealLine lines[] = {{.product = "sign", .net = eur(1)}};
  const CreditShare credits[] = {{"ana", Rate::of(1, 1009)}, {"ana", Rate::of(1, 1009)}};
  auto amend = [&s, &lines, &credits](Money amount) {
    return s.give(commands::AmendClose{.actor = "mia",
                                       .contact = "c",
                                       .amount = amount,
                                       .tax = eur(-1),
                                       .lines = lines,
                                       .credits = credits,
                                       .refers_to = s.approval});
  };
  EXPECT_TRUE(refuses(amend(eur(0)), Rule::amount_not_positive));
  EXPECT_TRUE(refuses(amend(eur(5)), Rule::lines_do_not_sum));
  EXPECT_TRUE(refuses(amend(eur(1)), Rule::tax_does_not_fit));
  EXPECT_TRUE(refuses(s.credit(credits), Rule::credits_do_not_sum));
  EXPECT_TRUE(refuses(s.revoke(Position(3)), Rule::close_superseded));
  EXPECT_TRUE(refuses(s.amend({}, Position(3)), Rule::close_superseded)) << "before amends_nothing";
  EXPECT_TRUE(refuses(s.adjust(eur(0), "2026-02"), Rule::period_not_begun));
  EXPECT_TRUE(accepts(s.revoke(s.approval)));
  EXPECT_TRUE(refuses(s.revoke(Position(3)), Rule::deal_not_verified));
}

}  // namespace
}  // namespace firstlog_test
