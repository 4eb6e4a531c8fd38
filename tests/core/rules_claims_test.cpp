// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The rules of corrections and of claims, each by the shortest way; rules_test.cpp goes through them.
#include "core/reached.hpp"

namespace firstlog_test {
namespace {

// The same office, where ben may contest.
struct OpenOffice : Office {
  OpenOffice() : Office(with([](Policy& p) { p.claim_by = ClaimBy::any_rep; })) {}
  Outcome retract(std::string_view who, Position entry, std::string_view reason = {}) {
    return give(commands::Retract{.actor = who, .contact = "c", .refers_to = entry, .reason = reason});
  }
  Position entered(std::string_view who) {
    interest(who);
    return last().position;
  }
};

const Reached reached[] = {
    {Rule::entry_unknown, [] { return OpenOffice().retract("ana", Position(1)); }},
    {Rule::retraction_not_retractable,
     [] {
       OpenOffice s;
       s.retract("ana", s.entered("ana"));
       return s.retract("ana", s.last().position);
     }},
    {Rule::close_not_retractable,
     [] {
       OpenOffice s;
       s.close("ana");
       return s.retract("ana", s.last().position);
     }},
    {Rule::entry_not_retractable,
     [] {
       OpenOffice s;
       return s.retract("mia", s.last().position);  // its registration
     }},
    {Rule::already_retracted,
     [] {
       OpenOffice s;
       const Position entry = s.entered("ana");
       s.retract("ana", entry);
       return s.retract("ana", entry);
     }},
    {Rule::entry_not_own,
     [] {
       OpenOffice s;
       return s.retract("ben", s.entered("ana"));
     }},
    {Rule::retract_too_late,
     [] {
       OpenOffice s;
       const Position entry = s.entered("ana");
       s.pass(Duration::hours(1));
       return s.retract("ana", entry);
     }},
    {Rule::entry_has_consequences,
     [] {
       OpenOffice s;
       const Position entry = s.entered("ana");
       s.interest("ben");
       return s.retract("ana", entry);
     }},
    {Rule::entry_pays_close,
     [] {
       OpenOffice s;
       const Position entry = s.entered("ana");
       s.close("ana");
       return s.retract("mia", entry, "false");
     }},
    {Rule::retract_needs_reason,
     [] {
       OpenOffice s;
       return s.retract("mia", s.entered("ana"));
     }},
    {Rule::claim_already_held,
     [] {
       OpenOffice s;
       s.interest("ana");
       return s.give(
           commands::OverrideClaim{.actor = "mia", .contact = "c", .rep = "ana", .reason = "agreed"});
     }},
    {Rule::claim_passed,
     [] {
       OpenOffice s;
       const Position entry = s.entered("ana");
       s.interest("ben");
       return s.retract("mia", entry, "false");
     }},
    {Rule::claim_dropped,
     [] {
       OpenOffice s;
       return s.retract("ana", s.entered("ana"));
     }},
    {Rule::claim_by_manager,
     [] {
       return OpenOffice().give(
           commands::OverrideClaim{.actor = "mia", .contact = "c", .rep = "ben", .reason = "agreed"});
     }},
};

}  // namespace

std::span<const Reached> reached_by_corrections() {
  return reached;
}

}  // namespace firstlog_test
