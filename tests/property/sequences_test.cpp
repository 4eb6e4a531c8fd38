// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Random commands by random actors at random times, and what must hold whatever they were. Every
// oracle here scans the whole history or every row, slowly and in plain sight.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

constexpr string_view actor_keys[] = {"ana", "ben", "cleo", "mia", "root", "tea", "ina"};
constexpr string_view contact_keys[] = {"c1", "c2", "c3", "c4"};

// What, who, on which contact, for whom, how long after the last one in minutes.
using Step = std::tuple<int, int, int, int, int>;

// Whoever is out of the list above stands for somebody who may: most commands of strangers are refused.
ActorRef actor_of(int what, int who, const ContactRef& contact, const State& state) {
  if (static_cast<std::size_t>(who) < std::size(actor_keys)) return actor_keys[static_cast<std::size_t>(who)];
  if ((what >= 16 && what <= 21) || what == 1) return who % 2 == 0 ? "root" : "mia";
  const ContactId id = state.find(contact);
  const ActorId assignee = id.present() ? state.contact(id).assignee : ActorId();
  return assignee.present() ? ActorRef(assignee) : ActorRef("cleo");
}

// Of any deal of the contact, most often of the current one.
Command correction_of(const Step& step, const State& state, const ContactRef& contact) {
  const auto& [what, who, where, other, minutes] = step;
  DealId deal;
  if (who % 3 == 0 && state.deal_count() > 0)
    deal = DealId(1 + static_cast<std::uint32_t>(minutes) % state.deal_count());
  const ContactId id = state.find(contact);
  const DealId named = deal.present() || !id.present() ? deal : state.contact(id).deal;
  const Money amount = eur(1 + minutes % 1500);
  switch (other) {
    case 0:
    case 1: return commands::AmendClose{.actor = "root", .contact = contact, .deal = deal, .amount = amount};
    case 2:
    case 3:
      return commands::RevokeApproval{.actor = "root", .contact = contact, .reason = "error", .deal = deal};
    case 4:
    case 5:
      return commands::Reverse{
          .actor = "root", .contact = contact, .reason = "refund", .deal = deal, .amount = amount};
    default: {
      const std::uint32_t last = named.present() ? state.deal(named).last_reversal : 0;
      const Position reversal = last == 0 ? Position(1) : state.reversal(last).position;
      return commands::Reinstate{.actor = "root", .contact = contact, .refers_to = reversal, .deal = deal};
    }
  }
}

// An event of the contact, chosen by a number; the founding where it has none.
Position event_of(const Scenario& s, const ContactRef& contact, int number) {
  const ContactId id = s.state().find(contact);
  std::vector<Position> all;
  for (const Event& event : s.events())
    if (id.present() && event.contact == id) all.push_back(event.position);
  return all.empty() ? Position(1) : all[static_cast<std::size_t>(number) % all.size()];
}

Command command_of(const Step& step, const Scenario& s) {
  const auto& [what, who, where, other, minutes] = step;
  const State& state = s.state();
  const Instant now = s.now();
  const ContactRef contact = contact_keys[static_cast<std::size_t>(where)];
  const ActorRef actor = actor_of(what, who, contact, state);
  const ActorRef rep = actor_keys[static_cast<std::size_t>(other)];
  const Instant due = now + Duration::hours(1 + minutes % 96);
  switch (what) {
    case 0:
      return commands::RegisterContact{
          .actor = "root", .key = contact.key, .niche = other % 2 != 0 ? "bakery" : "", .name = contact.key};
    case 1: return commands::Assign{.actor = actor, .contact = contact, .rep = rep};
    case 2: return commands::Release{.actor = actor, .contact = contact};
    case 3: return commands::Take{.actor = actor, .contact = contact};
    case 4:
    case 5:
    case 6: return commands::LogInterest{.actor = actor, .contact = contact};
    case 7:
    case 8: return commands::ScheduleCallback{.actor = actor, .contact = contact, .due = due};
    case 9: return commands::ScheduleRetry{.actor = actor, .contact = contact, .due = due};
    case 10:
    case 11: return commands::MarkNotInterested{.actor = actor, .contact = contact};
    case 12: return commands::MarkUnworkable{.actor = actor, .contact = contact, .reason = "gone"};
    case 13:
    case 14: return commands::LogClose{.actor = actor, .contact = contact, .amount = eur(minutes)};
    case 15: return commands::WithdrawClose{.actor = actor, .contact = contact};
    case 16:
    case 17: return commands::Approve{.actor = actor, .contact = contact, .amount = eur(minutes + 1)};
    case 18:
    case 19: return commands::Reject{.actor = actor, .contact = contact, .reason = "no"};
    case 20: return commands::Hold{.actor = actor, .contact = contact, .reason = "wait", .due = due};
    case 21: return commands::Reopen{.actor = actor, .contact = contact, .reason = "again"};
    case 22:
      return commands::LogActivity{.actor = actor,
                                   .contact = contact,
                                   .disposition = static_cast<Disposition>(minutes % disposition_count),
                                   .inbound = other % 2 == 0};
    case 23: return commands::AddNote{.actor = actor, .contact = contact, .personal = as_bytes("note")};
    case 24: return commands::Advance{.actor = actor};
    case 25: return commands::ClosePeriod{.actor = actor, .period = month("2026-01")};
    case 26:
    case 27:
    case 28:
      return commands::Retract{.actor = other % 2 == 0 ? ActorRef("root") : actor,
                               .contact = contact,
                               .refers_to = event_of(s, contact, minutes),
                               .reason = other % 2 == 0 ? "false" : ""};
    case 29:
      return commands::OverrideClaim{.actor = "mia", .contact = contact, .rep = rep, .reason = "agreed"};
    case 30: return commands::OpenDeal{.actor = actor, .contact = contact};
    case 31:
    case 32: return correction_of(step, state, contact);
    case 33:
      return commands::RecordInvoice{.actor = "root",
                                     .contact = contact,
                                     .amount = eur(minutes + 1),
                                     .document_number = minutes % 2 == 0 ? "even" : "odd"};
    default:
      return commands::ChangeActor{.actor = "root",
                                   .rep = rep.key == "root" ? string_view("ana") : rep.key,
                                   .active = minutes % 8 != 0};
  }
}

// The claim by the rules' own words: the first entry of the cycle that logs interest or implies it, by the
// rep who gave it or, where a manager closed for somebody, by whoever was the assignee. A retracted entry
// counts for nothing, and the next one that was valid has the claim. A manager's word stands above entries;
// what lapsed begins anew.
struct Claim {
  ActorId owner;
  Position position;
};
Claim claim_of(const Scenario& s, ContactId contact) {
  Claim claim;
  std::vector<Claim> valid;  // since the cycle began, a manager moved the claim or it lapsed
  ActorId assignee;
  for (const Event& event : s.events()) {
    if (event.contact != contact) continue;
    const bool begins = event.kind == EventKind::recycled || event.kind == EventKind::reopened;
    const bool by_manager = event.kind == EventKind::claim_overridden ||
                            (event.kind == EventKind::assigned && has(event.flags, EventFlag::moves_claim));
    if (begins || by_manager || event.kind == EventKind::claim_lapsed) {
      valid.clear();
      claim = by_manager ? Claim{event.rep, event.position} : Claim();
    }
    // A new deal keeps the claim of the one that was won, or ends it.
    if (event.kind == EventKind::deal_opened) {
      valid.clear();
      if (!has(event.flags, EventFlag::moves_claim)) claim = Claim();
    }
    const bool enters = event.kind == EventKind::interest_logged ||
                        event.kind == EventKind::callback_scheduled || event.kind == EventKind::close_logged;
    const bool acts_for_another =
        event.kind == EventKind::close_logged && event.actor != assignee && assignee.present();
    const Claim entry = {acts_for_another ? assignee : event.actor, event.position};
    if (enters && !claim.position.present()) {
      claim = entry;
      valid.push_back(entry);
    } else if (has(event.flags, EventFlag::valid_entry)) {
      valid.push_back(entry);
    }
    if (event.kind == EventKind::entry_retracted) {
      std::erase_if(valid, [&event](const Claim& one) { return one.position == event.refers_to; });
      if (claim.position == event.refers_to) claim = valid.empty() ? Claim() : valid.front();
    }
    switch (event.kind) {
      case EventKind::contact_registered:
      case EventKind::assigned:
      case EventKind::recycled:
      case EventKind::reopened: assignee = event.rep; break;
      case EventKind::released_by_timer:
      case EventKind::released: assignee = ActorId(); break;
      case EventKind::entry_retracted:
        if (has(event.flags, EventFlag::assigns)) assignee = event.rep;
        break;
      case EventKind::interest_logged:
      case EventKind::callback_scheduled:
      case EventKind::close_logged:
        // Only who works a contact of the pool becomes its assignee.
        if (has(event.flags, EventFlag::assigns)) assignee = event.actor;
        break;
      default: break;
    }
  }
  return claim;
}

void expect_due_as_scanned(const State& state, Instant now, std::size_t count_max) {
  std::vector<DueEntry> expected;
  for (std::uint32_t i = 1; i <= state.contact_count(); ++i) {
    const ContactRow& row = state.contact(ContactId(i));
    const bool by_itself = row.due_kind == DueKind::callback || row.due_kind == DueKind::missed_warning ||
                           row.due_kind == DueKind::recycle;
    if (by_itself && row.due <= now) expected.push_back({row.due, ContactId(i)});
    const TimerRow& timer = state.timer(ContactId(i));
    const bool own = timer.due_kind != DueKind::none && !(by_itself && timer.due == row.due);
    if (own && timer.due <= now) expected.push_back({timer.due, ContactId(i)});
  }
  std::sort(expected.begin(), expected.end(), [](const DueEntry& a, const DueEntry& b) {
    return a.due != b.due ? a.due < b.due : a.contact < b.contact;
  });
  if (expected.size() > count_max) expected.resize(count_max);
  std::vector<DueEntry> due;
  state.due_contacts(now, count_max, due);
  RC_ASSERT(due.size() == expected.size());
  for (std::size_t i = 0; i < due.size(); ++i) {
    RC_ASSERT(due[i].due == expected[i].due);
    RC_ASSERT(due[i].contact == expected[i].contact);
  }
  RC_ASSERT((expected.empty() || count_max == 0 || state.anything_due(now)));
}

void expect_counts(const Scenario& s) {
  const State& state = s.state();
  std::uint32_t pending_deals = 0;
  std::uint32_t contested = 0;
  std::uint32_t managers = 0;
  std::vector<ActorRow> actors(state.actor_count() + 1);
  for (std::uint32_t i = 1; i <= state.contact_count(); ++i) {
    const ContactRow& row = state.contact(ContactId(i));
    // The status speaks of the current deal.
    if (row.state == cold_call::pending_verification)
      RC_ASSERT(row.deal.present() && state.deal(row.deal).status == CloseStatus::pending);
    if (row.state == cold_call::verified_close)
      RC_ASSERT(row.deal.present() && state.deal(row.deal).status == CloseStatus::verified);
    ActorRow& actor = actors[row.assignee.number()];
    ++actor.contacts;
    actor.callbacks += row.state == cold_call::callback_scheduled ? 1U : 0U;
    RC_ASSERT(row.claimant.present() == row.claim_position.present());
    RC_ASSERT(!row.overdue || row.state == cold_call::callback_scheduled);
    const Claim claim = claim_of(s, ContactId(i));
    RC_ASSERT(row.claim_position == claim.position);
    RC_ASSERT(row.claimant == claim.owner);
    if (claim.position.present()) {
      const Event& entry = s.events()[claim.position.number() - 1];
      RC_ASSERT(row.claimed_at == entry.recorded_at);
      RC_ASSERT((has(entry.flags, EventFlag::valid_entry) || entry.kind == EventKind::claim_overridden));
    }
  }
  for (std::uint32_t i = 1; i <= state.deal_count(); ++i)
    pending_deals += state.deal(DealId(i)).status == CloseStatus::pending ? 1U : 0U;
  for (const Event& event : s.events()) contested += event.kind == EventKind::interest_contested ? 1U : 0U;
  for (std::uint32_t i = 1; i <= state.actor_count(); ++i) {
    const ActorRow& row = state.actor(ActorId(i));
    managers += row.active && row.roles.has(Role::manager) ? 1U : 0U;
    RC_ASSERT(row.contacts == actors[i].contacts);
    RC_ASSERT(row.callbacks == actors[i].callbacks);
  }
  RC_ASSERT(state.organisation().pending == pending_deals);
  RC_ASSERT(state.organisation().contested == contested);
  RC_ASSERT(state.organisation().active_managers == managers);
}

// Evolves what is new on `mirror`, directly; looks at what each event may not do.
void follow(State& mirror, const Scenario& s) {
  const auto& events = s.events();
  for (std::size_t i = mirror.organisation().head.number(); i < events.size(); ++i) {
    const Event& event = events[i];
    RC_ASSERT(event.position == Position(i + 1));
    // The double parentheses keep || the language's own, which stops early.
    RC_ASSERT((i == 0 || event.recorded_at > events[i - 1].recorded_at));
    const bool quiet = event.kind == EventKind::command_refused || event.kind == EventKind::note_added ||
                       event.kind == EventKind::interest_contested ||
                       event.kind == EventKind::claim_lapse_warned;
    ContactRow before;
    if (event.contact.present() && event.kind != EventKind::contact_registered) {
      before = mirror.contact(event.contact);
      RC_ASSERT(event.previous == before.last);
    }
    std::vector<DealRow> deals;
    for (std::uint32_t d = 1; d <= mirror.deal_count(); ++d) deals.push_back(mirror.deal(DealId(d)));
    RC_ASSERT(evolve(mirror, event));
    if (quiet && event.contact.present()) {
      before.last = event.position;
      RC_ASSERT(same(before, mirror.contact(event.contact)));
    }
    for (std::uint32_t d = 1; d <= deals.size(); ++d) {
      const bool moved = !same(deals[d - 1], mirror.deal(DealId(d)));
      RC_ASSERT(!moved || event.deal == DealId(d));
      const bool corrects =
          event.kind == EventKind::close_amended || event.kind == EventKind::approval_revoked ||
          event.kind == EventKind::close_reversed || event.kind == EventKind::reversal_undone ||
          event.kind == EventKind::invoice_recorded;
      RC_ASSERT((!moved || corrects || deals[d - 1].status != CloseStatus::verified));
      RC_ASSERT(mirror.deal(DealId(d)).reversed >= 0);
      RC_ASSERT(mirror.deal(DealId(d)).reversed <= mirror.deal(DealId(d)).invoiced.minor_units());
    }
    if (quiet || event.contact.present()) {
      RC_ASSERT(mirror.organisation().freeze_due == s.state().organisation().freeze_due ||
                mirror.organisation().oldest_open < s.state().organisation().oldest_open);
    }
  }
}

TEST(Sequences, KeepWhatMustHold) {
  EXPECT_TRUE(rc::check([] {
    Policy policy = euro_policy();
    policy.claim_by = *rc::gen::element(ClaimBy::assignee_or_pool, ClaimBy::any_rep);
    policy.interest_needs_connect =
        *rc::gen::weightedElement<ConnectCheck>({{6, ConnectCheck::warn}, {1, ConnectCheck::require}});
    policy.recycle_excludes_previous = *rc::gen::arbitrary<bool>();
    policy.journal_refusals = *rc::gen::weightedElement<bool>({{3, true}, {1, false}});
    policy.missed_callback_working_days = *rc::gen::inRange(0, 3);
    policy.callbacks_per_rep = 2;
    policy.pipeline.states[cold_call::not_interested - 1].recycles_after_days = 2;
    if (*rc::gen::arbitrary<bool>()) {
      policy.protection_warning_days = *rc::gen::inRange(0, 3);
      for (PipelineState& state : policy.pipeline.states)
        if (*rc::gen::arbitrary<bool>()) state.protection_days = *rc::gen::inRange(1, 4);
    }
    if (*rc::gen::arbitrary<bool>()) {
      policy.release.idle_days = *rc::gen::inRange(1, 4);
      policy.release.overdue_days = 1;
      policy.release.stage_days = 3;
      policy.release.first_contact_hours = *rc::gen::inRange(20, 80);
      policy.release.failed_attempts_per_week = 2;
    }
    policy.retract_minutes = *rc::gen::element(15, 1440);
    policy.assignment = {{"bakers", "bakery", "", "", "ana"}, {"C1", "", "C1", "C2", "ben"}};
    Scenario s(std::move(policy));
    for (string_view rep : {"ana", "ben", "cleo"}) s.add_actor(rep, Role::rep);
    s.add_actor("mia", Role::rep | Role::manager);
    s.add_actor("tea", Role::team_lead);
    s.add_actor("ina", Role::rep, false);
    State mirror;
    // A number's range must not shrink with the size of the case, as it would by itself.
    const auto any_step =
        rc::gen::resize(rc::kNominalSize, rc::gen::tuple(rc::gen::inRange(0, 35), rc::gen::inRange(0, 20),
                                                         rc::gen::inRange(0, 4), rc::gen::inRange(0, 7),
                                                         rc::gen::inRange(0, 3000)));
    const auto batches =
        *rc::gen::scale(4.0, rc::gen::container<std::vector<std::vector<Step>>>(
                                 rc::gen::scale(0.03, rc::gen::container<std::vector<Step>>(any_step))));
    for (string_view key : {"c1", "c2", "c3"})
      s.give(commands::RegisterContact{.actor = "root", .key = key, .name = key});
    for (const std::vector<Step>& batch : batches) {
      follow(mirror, s);
      std::vector<Command> given;
      for (const Step& step : batch) given.push_back(command_of(step, s));
      s.give_all(given, [&](const State& branch, const Command& command, const Outcome& outcome) {
        RC_ASSERT(outcome.verdict != Verdict::undecided);
        if (outcome.contact.present() && outcome.verdict != Verdict::malformed) {
          const ContactRow& row = branch.contact(outcome.contact);
          RC_ASSERT(outcome.state == row.state);
          RC_ASSERT(outcome.rep == row.assignee);
          RC_ASSERT((outcome.deal == row.deal || outcome.deal == command.deal));
          if (outcome.verdict == Verdict::contested) RC_ASSERT(outcome.winner == row.claimant);
        }
        if (outcome.verdict == Verdict::accepted && command.kind != CommandKind::advance)
          RC_ASSERT(outcome.event_count == 1U);
        expect_due_as_scanned(branch, s.now() + Duration::hours(72), 3);
        // The base learns of nothing before the branch is absorbed.
        RC_ASSERT(difference(s.state(), mirror) == "");
      });
      follow(mirror, s);
      RC_ASSERT(difference(s.state(), mirror) == "");
      expect_counts(s);
      for (int hours : {0, 5, 48, 72, 10'000})
        for (std::size_t count_max : {std::size_t{0}, std::size_t{1}, std::size_t{100}})
          expect_due_as_scanned(s.state(), s.now() + Duration::hours(hours), count_max);
      if (!batch.empty()) s.pass(Duration::minutes(std::get<4>(batch.front())));
    }
  }));
}

}  // namespace
}  // namespace firstlog_test
