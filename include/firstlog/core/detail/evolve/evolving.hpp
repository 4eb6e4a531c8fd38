// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One event on its way into a state: the state's tables, to be written. The files beside this one say
// what each event leaves, one area each; evolve-inl.hpp says in which order.
#pragma once

#include "firstlog/core/event.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1::detail {

class Evolving {
 public:
  Evolving(State& s, const Event& e) noexcept : event(e), state_(s) {}

  const Event& event;

  const State& state() const noexcept { return state_; }
  OrganisationRow& organisation() const noexcept { return state_.organisation_; }
  const CompiledPolicy*& policy() const noexcept { return state_.policy_; }
  std::vector<ScheduledPolicy>& scheduled() const noexcept { return state_.scheduled_; }
  Keys& actor_keys() const noexcept { return state_.actor_keys_; }
  Keys& contact_keys() const noexcept { return state_.contact_keys_; }
  Keys& niches() const noexcept { return state_.niches_; }
  Keys& share_keys() const noexcept { return state_.share_keys_; }
  Table<ActorRow>& actors() const noexcept { return state_.actors_; }
  Table<ContactRow>& contacts() const noexcept { return state_.contacts_; }
  Table<DealRow>& deals() const noexcept { return state_.deals_; }
  Table<ShareRow>& shares() const noexcept { return state_.shares_; }
  SideTable<TimerRow>& timers() const noexcept { return state_.timers_; }
  MatchIndex& matches() const noexcept { return state_.matches_; }
  Keys& barred_keys() const noexcept { return state_.barred_keys_; }
  Keys& codes() const noexcept { return state_.codes_; }
  Table<KinRow>& kin() const noexcept { return state_.kin_; }
  Table<MergeRow>& merges() const noexcept { return state_.merges_; }
  Table<SuppressionRow>& suppressions() const noexcept { return state_.suppressions_; }
  Table<BarRow>& bars() const noexcept { return state_.bars_; }
  Table<BarredKeyRow>& barred() const noexcept { return state_.barred_; }
  Keys& team_keys() const noexcept { return state_.team_keys_; }
  Table<MembershipRow>& memberships() const noexcept { return state_.memberships_; }
  Table<AbsenceRow>& absences() const noexcept { return state_.absences_; }
  Keys& document_keys() const noexcept { return state_.document_keys_; }
  Table<CreditRow>& credits() const noexcept { return state_.credits_; }
  Table<ReversalRow>& reversals() const noexcept { return state_.reversals_; }
  Table<ExchangeRow>& exchanges() const noexcept { return state_.exchanges_; }
  Table<DocumentRow>& documents() const noexcept { return state_.documents_; }
  Keys& import_keys() const noexcept { return state_.import_keys_; }
  Table<ImportRow>& imports() const noexcept { return state_.imports_; }
  Table<ImportedRow>& imported() const noexcept { return state_.imported_; }
  Table<SavedContact>& saved_contacts() const noexcept { return state_.saved_contacts_; }
  Table<SavedDeal>& saved_deals() const noexcept { return state_.saved_deals_; }
  Keys& dispute_keys() const noexcept { return state_.dispute_keys_; }
  Table<DisputeRow>& disputes() const noexcept { return state_.disputes_; }
  void push_due(const DueEntry& entry) const { state_.push_due(entry); }

 private:
  State& state_;
};

inline bool is_open(const Evolving& v, StateNumber number) noexcept {
  return number != 0 && !v.policy()->state(number).won && !v.policy()->state(number).lost;
}

inline bool awaits_callback(const Evolving& v, StateNumber number) noexcept {
  return number != 0 && v.policy()->state(number).awaits_callback;
}

inline bool awaits_verification(const Evolving& v, StateNumber number) noexcept {
  return number != 0 && v.policy()->state(number).awaits_verification;
}

}  // namespace firstlog::inline v1::detail
