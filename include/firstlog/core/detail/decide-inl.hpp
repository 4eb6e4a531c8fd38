// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#include "firstlog/base/text.hpp"
#include "firstlog/core/assign.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/core/decide.hpp"

namespace firstlog::inline v1 {

namespace detail {

// command_rows by number, so that a command finds its row in one step.
inline constexpr auto command_row_at = [] {
  std::array<const CommandRow*, 64> rows{};
  for (const CommandRow& row : command_rows) rows[static_cast<std::size_t>(row.kind)] = &row;
  return rows;
}();

// The largest claimed or invoiced amount in minor units: thousands of such closes still fit a total.
inline constexpr std::int64_t amount_minor_max = 10'000'000'000'000;

constexpr bool valid_code(std::string_view text, std::size_t bytes_max) noexcept {
  return !text.empty() && text.size() <= bytes_max;
}

}  // namespace detail

// One decision under way. Each `decide_*` answers an outcome; whatever it adds to `events_` counts
// only where that outcome is not malformed.
class Decision {
 public:
  Decision(const State& state, const Command& command, const CompiledPolicy& policy, Instant now,
           Events& events, const CompiledPolicy* document_policy) noexcept
      : s_(state), c_(command), p_(policy), now_(now), events_(events), document_(document_policy) {}

  Outcome run() {
    events_.clear();
    row_ = static_cast<std::size_t>(c_.kind) < 64 ? detail::command_row_at[static_cast<std::size_t>(c_.kind)]
                                                  : nullptr;
    if (row_ == nullptr) return malformed(Rule::field_malformed, Field::kind);
    if (const Fields missing = row_->needs.without(c_.given); !missing.empty())
      return malformed(Rule::field_missing, missing.first());
    if (const Fields surplus = c_.given.without(row_->needs | row_->knows); !surplus.empty())
      return malformed(Rule::field_not_allowed, surplus.first());
    if (Field field{}; !fields_are_well_formed(field)) return malformed(Rule::field_malformed, field);

    if (c_.kind == CommandKind::found_organisation) return found();
    if (!s_.founded()) return malformed(Rule::organisation_not_founded, Field::kind);
    actor_ = s_.find(c_.actor);
    if (!actor_.present()) return malformed(Rule::unknown_actor, Field::actor);
    if (c_.given.has(Field::contact)) {
      contact_ = s_.find(c_.contact);
      if (!contact_.present()) return malformed(Rule::unknown_contact, Field::contact);
      contact_row_ = &s_.contact(contact_);
      if (c_.given.has(Field::deal) && c_.deal != contact_row_->deal)
        return malformed(Rule::unknown_deal, Field::deal);
    }
    if (c_.given.has(Field::rep)) {
      rep_ = s_.find(c_.rep);
      if (!rep_.present()) return malformed(Rule::unknown_rep, Field::rep);
    }
    if (!actor().active) return refused(Rule::actor_inactive);
    const Roles overridden = p_.role_override(static_cast<std::uint16_t>(c_.kind));
    if (!actor().roles.shares(overridden.empty() ? row_->roles : overridden) ||
        row_->roles == Roles(Role::system))
      return refused(Rule::role_not_allowed);

    switch (c_.kind) {
      case CommandKind::adopt_policy: return adopt();
      case CommandKind::register_actor: return register_actor();
      case CommandKind::change_actor: return change_actor();
      case CommandKind::register_contact: return register_contact();
      case CommandKind::assign: return assign();
      case CommandKind::release: return release();
      case CommandKind::take: return take();
      case CommandKind::log_interest: return log_interest();
      case CommandKind::schedule_callback:
      case CommandKind::schedule_retry:
      case CommandKind::mark_not_interested:
      case CommandKind::mark_unworkable:
      case CommandKind::log_close: return move_by_assignee();
      case CommandKind::withdraw_close:
      case CommandKind::approve:
      case CommandKind::reject:
      case CommandKind::hold: return settle_close();
      case CommandKind::reopen: return reopen();
      case CommandKind::log_activity: return log_activity();
      case CommandKind::add_note: return accepted(add(EventKind::note_added), Rule::none);
      case CommandKind::advance: return answer(Verdict::accepted, Rule::none);
      case CommandKind::close_period: return close_period();
      case CommandKind::confirm_clock: return confirm_clock();
      default: return malformed(Rule::field_malformed, Field::kind);
    }
  }

  // The system's own transitions; `contact` is one that state.due_contacts named.
  void due(ContactId contact) {
    contact_ = contact;
    contact_row_ = &s_.contact(contact);
    const ContactRow& row = *contact_row_;
    if (row.due > now_) return;
    switch (row.due_kind) {
      case DueKind::callback: {
        Event& event = add(EventKind::callback_overdue);
        event.rep = row.assignee;
        event.occurred_at = row.due;
        event.flags |= EventFlag::sets_due;
        if (p_.policy().missed_callback_working_days > 0)
          event.due = p_.working_days_over(p_.date_of(row.due), p_.policy().missed_callback_working_days);
        break;
      }
      case DueKind::missed_warning: {
        Event& event = add(EventKind::callback_missed);
        event.rep = row.assignee;
        event.occurred_at = row.due;
        event.flags |= EventFlag::sets_due;
        break;
      }
      case DueKind::recycle: {
        // The day was decided when the contact was lost; a policy adopted since, whose pipeline
        // recycles this state no longer, does not take it back.
        const PipelineRow* move = p_.row(row.state, Trigger::recycle);
        Event& event = add(EventKind::recycled);
        event.occurred_at = row.due;
        renew(event, move != nullptr ? move->to : p_.policy().pipeline.initial,
              p_.policy().recycle_excludes_previous ? row.assignee : ActorId());
        break;
      }
      case DueKind::none:
      case DueKind::retry: break;
    }
  }

  void freeze() {
    const OrganisationRow& organisation = s_.organisation();
    if (!s_.founded() || organisation.freeze_due > now_) return;
    Event& event = freeze_event(organisation.oldest_open);
    event.occurred_at = organisation.freeze_due;
  }

 private:
  // ---- answers ----------------------------------------------------------------------------------

  Outcome answer(Verdict verdict, Rule rule) const noexcept {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.rule = rule;
    outcome.actor = actor_;
    outcome.contact = contact_;
    if (contact_row_ != nullptr) {
      outcome.state = contact_row_->state;
      outcome.rep = contact_row_->assignee;
      outcome.deal = contact_row_->deal;
    }
    return outcome;
  }

  Outcome malformed(Rule rule, Field field) noexcept {
    events_.clear();
    Outcome outcome;
    outcome.verdict = Verdict::malformed;
    outcome.rule = rule;
    outcome.field = field;
    outcome.actor = actor_;
    outcome.contact = contact_;
    return outcome;
  }

  Outcome refused(Rule rule) {
    events_.clear();
    if (p_.policy().journal_refusals) {
      Event& event = add(EventKind::command_refused);
      event.refused = c_.kind;
      event.rule = rule;
    }
    return answer(Verdict::refused, rule);
  }

  // A refusal that names whose entry or decision stands.
  Outcome refused(Rule rule, ActorId winner, Position position, Instant time) {
    Outcome outcome = refused(rule);
    name_winner(outcome, winner, position, time);
    if (events_.size() == 1) {
      events_[0].rep = winner;
      events_[0].refers_to = position;
    }
    return outcome;
  }

  static void name_winner(Outcome& outcome, ActorId winner, Position position, Instant time) noexcept {
    outcome.winner = winner;
    outcome.winning_position = position;
    outcome.winning_time = time;
  }

  // The answer to the event that was just completed.
  Outcome accepted(Event& event, Rule rule) const noexcept {
    event.rule = rule;
    Outcome outcome = answer(Verdict::accepted, rule);
    if (event.state_to != 0) outcome.state = event.state_to;
    if (has(event.flags, EventFlag::assigns)) outcome.rep = event.rep;
    if (event.deal.present() || has(event.flags, EventFlag::starts_cycle)) outcome.deal = event.deal;
    if (has(event.flags, EventFlag::no_recent_connect))
      outcome.notices = outcome.notices | Notice::no_recent_connect;
    if (has(event.flags, EventFlag::self_approved)) outcome.notices = outcome.notices | Notice::self_approved;
    if (contact_row_ != nullptr && contact_row_->claimant.present() &&
        !has(event.flags, EventFlag::starts_cycle))
      name_winner(outcome, contact_row_->claimant, contact_row_->claim_position, contact_row_->claimed_at);
    // Its own position and time are stamped by whoever commits.
    if (has(event.flags, EventFlag::establishes_claim))
      name_winner(outcome, event.rep, Position(), Instant());
    return outcome;
  }

  Event& add(EventKind kind) {
    Event& event = events_.add(kind);
    event.actor = actor_;
    event.contact = contact_;
    if (contact_row_ != nullptr) {
      event.cycle = contact_row_->cycle;
      event.state_from = contact_row_->state;
    }
    if (c_.given.has(Field::occurred_at)) event.occurred_at = c_.occurred_at;
    if (c_.given.has(Field::reason)) event.reason = c_.reason;
    return event;
  }

  // ---- what a command must look like ------------------------------------------------------------

  bool fields_are_well_formed(Field& field) const noexcept {
    auto fails = [&](Field at, bool good) {
      field = at;
      return c_.given.has(at) && !good;
    };
    if (fails(Field::key, valid_key(c_.key))) return false;
    if (fails(Field::reason, detail::valid_code(c_.reason, 64) && valid_key(c_.reason))) return false;
    if (fails(Field::niche, detail::valid_code(c_.niche, 64) && valid_key(c_.niche))) return false;
    if (fails(Field::sort_key, c_.sort_key == SortKey::from_folded(c_.sort_key.view()))) return false;
    if (fails(Field::place, c_.place.present() && c_.place.valid())) return false;
    if (fails(Field::amount, c_.amount.currency().present())) return false;
    if (fails(Field::roles, !c_.roles.empty() && !c_.roles.has(Role::system))) return false;
    if (fails(Field::touch, static_cast<int>(c_.touch) < touch_count)) return false;
    if (fails(Field::disposition, static_cast<int>(c_.disposition) < disposition_count)) return false;
    if (fails(Field::personal, c_.personal.size() <= 65536)) return false;
    if (fails(Field::document, !c_.document.empty() && c_.document.size() <= (1U << 24U))) return false;
    return true;
  }

  const ActorRow& actor() const noexcept { return s_.actor(actor_); }

  // ---- the organisation -------------------------------------------------------------------------

  Outcome found() {
    if (s_.founded()) return malformed(Rule::organisation_already_founded, Field::kind);
    if (!valid_key(c_.actor.key)) return malformed(Rule::field_malformed, Field::actor);
    if (document_ == nullptr) return malformed(Rule::policy_malformed, Field::document);
    actor_ = ActorId(1);
    const YearMonth month = YearMonth::of(document_->date_of(now_)).value_or(YearMonth());
    Event& founded = add(EventKind::organisation_founded);
    founded.key = c_.key;
    founded.period = month;
    founded.due = document_->freeze_of(month);
    adopt_event();
    Event& first = add(EventKind::actor_registered);
    first.key = c_.actor.key;
    first.rep = actor_;
    first.roles = Role::admin | Role::manager;
    Outcome outcome = answer(Verdict::accepted, Rule::none);
    outcome.rep = actor_;
    return outcome;
  }

  Event& adopt_event() {
    Event& event = add(EventKind::policy_adopted);
    event.document = c_.document;
    event.policy = document_;
    return event;
  }

  Outcome adopt() {
    if (document_ == nullptr) return malformed(Rule::policy_malformed, Field::document);
    const auto& in_force = s_.policy().policy().pipeline.states;
    const auto& next = document_->policy().pipeline.states;
    // What a state waits for is counted per rep and per organisation while contacts stand in it.
    const bool extends = next.size() >= in_force.size() &&
                         std::equal(in_force.begin(), in_force.end(), next.begin(),
                                    [](const PipelineState& a, const PipelineState& b) {
                                      return a.name == b.name && a.awaits_callback == b.awaits_callback &&
                                             a.awaits_verification == b.awaits_verification;
                                    });
    if (!extends) return refused(Rule::pipeline_not_extended);
    if (document_->policy().plan.currency != s_.policy().policy().plan.currency)
      return refused(Rule::currency_not_of_plan);
    Event& event = adopt_event();
    event.due = document_->freeze_of(s_.organisation().oldest_open);
    return accepted(event, Rule::none);
  }

  Outcome register_actor() {
    if (s_.find(ActorRef(c_.key)).present()) return malformed(Rule::key_taken, Field::key);
    Event& event = add(EventKind::actor_registered);
    event.key = c_.key;
    event.rep = ActorId(s_.actor_count() + 1);
    event.roles = c_.roles;
    if (c_.given.has(Field::active) && !c_.active) event.flags |= EventFlag::inactive;
    Outcome outcome = accepted(event, Rule::none);
    outcome.rep = event.rep;
    return outcome;
  }

  Outcome change_actor() {
    const ActorRow& before = s_.actor(rep_);
    Event& event = add(EventKind::actor_changed);
    event.rep = rep_;
    event.roles = c_.given.has(Field::roles) ? c_.roles : before.roles;
    const bool active = c_.given.has(Field::active) ? c_.active : before.active;
    if (!active) event.flags |= EventFlag::inactive;
    Outcome outcome = accepted(event, Rule::none);
    outcome.rep = rep_;
    return outcome;
  }

  Outcome confirm_clock() {
    Event& event = add(EventKind::clock_confirmed);
    event.due = c_.given.has(Field::due) ? c_.due : now_;
    return accepted(event, Rule::none);
  }

  Event& freeze_event(YearMonth period) {
    Event& event = add(EventKind::period_closed);
    event.period = period;
    event.due = p_.freeze_of(period.plus_months(1).value_or(period));  // the next one's
    return event;
  }

  Outcome close_period() {
    const YearMonth open = s_.organisation().oldest_open;
    if (p_.date_of(now_) <= c_.period.last_day()) return refused(Rule::period_not_over);
    if (c_.period < open) return refused(Rule::period_already_closed);
    if (c_.period > open) return refused(Rule::period_not_oldest_open);
    return accepted(freeze_event(open), Rule::none);
  }

  // ---- assignment -------------------------------------------------------------------------------

  bool can_be_given_contacts(ActorId id, Rule& why_not) const noexcept {
    const ActorRow& row = s_.actor(id);
    why_not = !row.active ? Rule::rep_inactive : Rule::rep_not_a_rep;
    return row.active && row.roles.has(Role::rep);
  }

  // Assigns by rule. `excluded` is passed over; absent: nobody is.
  void assign_by_rule(Event& event, const ContactTraits& traits, ActorId excluded) const {
    const AssignedRep assigned = assigned_rep(s_, p_, traits, excluded);
    event.flags |= EventFlag::assigns;
    event.rep = assigned.rep;
    event.rule = assigned.rule;
    event.share = assigned.share;
  }

  Outcome register_contact() {
    if (s_.find(ContactRef(c_.key)).present()) return malformed(Rule::key_taken, Field::key);
    Event& event = add(EventKind::contact_registered);
    event.contact = contact_ = ContactId(s_.contact_count() + 1);
    event.cycle = 1;
    event.key = c_.key;
    event.state_to = p_.policy().pipeline.initial;
    if (c_.given.has(Field::niche)) event.niche = c_.niche;
    if (c_.given.has(Field::sort_key)) event.sort_key = c_.sort_key;
    if (c_.given.has(Field::place)) event.place = c_.place;
    if (c_.given.has(Field::rep)) {
      if (Rule why_not{}; !can_be_given_contacts(rep_, why_not)) {
        contact_ = ContactId();
        return refused(why_not);
      }
      event.flags |= EventFlag::assigns;
      event.rep = rep_;
      event.rule = Rule::assigned_explicitly;
    } else {
      assign_by_rule(event, {.place = event.place, .niche = event.niche, .sort_key = event.sort_key}, {});
    }
    return accepted(event, event.rule);
  }

  Outcome assign_to(ActorId rep) {
    Event& event = add(EventKind::assigned);
    event.flags |= EventFlag::assigns;
    event.rep = rep;
    return accepted(event, Rule::assigned_explicitly);
  }

  Outcome assign() {
    if (Rule why_not{}; !can_be_given_contacts(rep_, why_not)) return refused(why_not);
    if (contact_row_->assignee == rep_) return refused(Rule::already_assigned);
    return assign_to(rep_);
  }

  Outcome release() {
    const bool pool = !contact_row_->assignee.present();
    const bool leads = actor().roles.shares(Role::manager | Role::team_lead);
    if (!pool && contact_row_->assignee != actor_ && !leads) return refused(Rule::not_assignee);
    if (p_.state(contact_row_->state).locks) return refused(Rule::locked);
    if (pool) return refused(Rule::not_assigned);
    Event& event = add(EventKind::released);
    event.flags |= EventFlag::assigns;
    Outcome outcome = accepted(event, Rule::none);
    outcome.rep = ActorId();
    return outcome;
  }

  Outcome take() {
    if (contact_row_->assignee.present() && contact_row_->assignee != actor_)
      return refused(Rule::not_assignee);
    if (Rule why_not{}; !can_be_given_contacts(actor_, why_not)) return refused(why_not);
    if (contact_row_->assignee == actor_) return refused(Rule::already_assigned);
    // A close that a manager logged may be pending on a contact of the pool.
    if (p_.state(contact_row_->state).locks) return refused(Rule::locked);
    if (is_full(s_, p_, actor_)) return refused(Rule::rep_full);
    return assign_to(actor_);
  }

  // ---- interest and arbitration (DOMAIN 5) ------------------------------------------------------

  bool has_claim() const noexcept { return contact_row_->claimant.present(); }

  Outcome contested(Rule rule) {
    Event& event = add(EventKind::interest_contested);
    event.rep = contact_row_->claimant;
    event.refers_to = contact_row_->claim_position;
    event.rule = rule;
    Outcome outcome = answer(Verdict::contested, rule);
    name_winner(outcome, contact_row_->claimant, contact_row_->claim_position, contact_row_->claimed_at);
    return outcome;
  }

  Outcome log_interest() {
    const ContactRow& row = *contact_row_;
    const PipelineRow* move = p_.row(row.state, Trigger::log_interest);
    const bool assignee = row.assignee == actor_;
    const bool pool = !row.assignee.present();
    if (move != nullptr && (assignee || pool)) {
      if (!move->who.assignee) return refused(Rule::role_not_allowed);
      return pull(*move, EventKind::interest_logged);
    }

    // From here on the entry cannot move the contact; it can only claim, be contested, or be refused.
    if (has_claim() && row.claimant == actor_)
      return refused(Rule::already_logged, row.claimant, row.claim_position, row.claimed_at);
    if (has_claim()) return contested(Rule::first_log_wins);
    if (p_.policy().claim_by == ClaimBy::any_rep && actor().roles.has(Role::rep)) {
      // Valid where interest could be logged at all: along a row of the pipeline, or where the
      // contact is still being worked.
      const PipelineState& state = p_.state(row.state);
      if (move == nullptr && (state.won || state.lost)) return refused(Rule::no_transition);
      Event& event = add(EventKind::interest_logged);
      if (!connect_allows(event, actor_)) return refused(Rule::interest_needs_connect);
      event.flags |= EventFlag::establishes_claim;
      event.rep = actor_;
      return accepted(event, Rule::claim_established);
    }
    if (!assignee && !pool) return contested(Rule::assignee_only);
    return refused(Rule::no_transition);
  }

  // Interest asks for a recent connect with this contact by the rep who will own the claim (DOMAIN
  // 3). Flags the event where the policy only warns; answers false where it requires one.
  bool connect_allows(Event& event, ActorId rep) const noexcept {
    const ConnectCheck check = p_.policy().interest_needs_connect;
    if (check == ConnectCheck::off) return true;
    const ContactRow& row = *contact_row_;
    const bool recent = row.last_connect_by == rep &&
                        now_ - row.last_connect_at <= Duration::hours(p_.policy().connect_hours);
    if (recent) return true;
    event.flags |= EventFlag::no_recent_connect;
    return check == ConnectCheck::warn;
  }

  // Completes a status change along `move`, taking the contact from the pool where that is how the
  // actor may act, and establishing the claim where the row does so and the cycle has none.
  Outcome pull(const PipelineRow& move, EventKind kind) {
    const ContactRow& row = *contact_row_;
    Event& event = add(kind);
    const bool takes = !row.assignee.present() && actor().roles.has(Role::rep) && move.who.assignee;
    event.state_to = move.target == Target::same ? row.state : move.to;
    Rule rule = Rule::none;
    if (move.establishes_claim && !has_claim()) {
      event.rep = takes ? actor_ : row.assignee;
      if (!event.rep.present()) return refused(Rule::no_claim_to_credit);
      if (!connect_allows(event, event.rep)) return refused(Rule::interest_needs_connect);
      event.flags |= EventFlag::establishes_claim;
      rule = takes ? Rule::claim_from_pool : Rule::claim_established;
    } else if (move.establishes_claim) {
      event.rep = row.claimant;
      event.refers_to = row.claim_position;
      rule = Rule::claim_kept;
    }
    if (takes) {
      event.flags |= EventFlag::assigns;
      event.rep = actor_;
    }
    set_due(event);
    return accepted(event, rule);
  }

  // What the new state makes due. A state without anything due clears what was.
  void set_due(Event& event) const noexcept {
    const PipelineState& to = p_.state(event.state_to);
    if (event.state_to == event.state_from && event.kind != EventKind::callback_scheduled) return;
    event.flags |= EventFlag::sets_due;
    if (to.recycles_after_days) event.due = p_.days_later(now_, *to.recycles_after_days);
  }

  // ---- the assignee's moves ---------------------------------------------------------------------

  Outcome move_by_assignee() {
    const ContactRow& row = *contact_row_;
    const PipelineRow* move = p_.row(row.state, *row_->trigger);
    const bool manages = actor().roles.has(Role::manager) && managers_may(move);
    const bool works = !row.assignee.present() || row.assignee == actor_;
    if (!works && !manages) return refused(Rule::not_assignee);
    if (move == nullptr) return refused(Rule::no_transition);
    if (!manages && !move->who.assignee) return refused(Rule::role_not_allowed);
    if (!row.assignee.present() && !move->establishes_claim && !manages) return refused(Rule::not_assigned);
    switch (c_.kind) {
      case CommandKind::schedule_callback: return schedule_callback(*move);
      case CommandKind::schedule_retry: return schedule_retry(*move);
      case CommandKind::mark_not_interested: return pull(*move, EventKind::marked_not_interested);
      case CommandKind::mark_unworkable: return pull(*move, EventKind::marked_unworkable);
      default: return log_close(*move);
    }
  }

  // Whether managers may pull the command's trigger on contacts of others: here or, where the state
  // has no row for it, in any state.
  bool managers_may(const PipelineRow* move) const noexcept {
    if (move != nullptr) return move->who.manager;
    const auto& rows = p_.policy().pipeline.rows;
    return std::any_of(rows.begin(), rows.end(), [this](const PipelineRow& row) {
      return row.trigger == *row_->trigger && row.who.manager;
    });
  }

  bool due_fits(Rule& why_not) const noexcept {
    why_not = Rule::due_not_in_future;
    if (c_.due <= now_) return false;
    why_not = Rule::beyond_callback_horizon;
    return p_.date_of(c_.due) - p_.date_of(now_) <= p_.policy().callback_horizon_days;
  }

  Outcome schedule_callback(const PipelineRow& move) {
    if (Rule why_not{}; !due_fits(why_not)) return refused(why_not);
    const bool one_more = !p_.state(contact_row_->state).awaits_callback;
    if (one_more && actor().callbacks >= static_cast<std::uint32_t>(p_.policy().callbacks_per_rep))
      return refused(Rule::too_many_callbacks);
    Outcome outcome = pull(move, EventKind::callback_scheduled);
    if (outcome.verdict == Verdict::accepted) events_[0].due = c_.due;
    return outcome;
  }

  Outcome schedule_retry(const PipelineRow& move) {
    if (Rule why_not{}; !due_fits(why_not)) return refused(why_not);
    Outcome outcome = pull(move, EventKind::retry_scheduled);
    if (outcome.verdict == Verdict::accepted) {
      events_[0].flags |= EventFlag::sets_due;
      events_[0].due = c_.due;
    }
    return outcome;
  }

  Outcome log_close(const PipelineRow& move) {
    Outcome outcome = pull(move, EventKind::close_logged);
    if (outcome.rule == Rule::interest_needs_connect) return outcome;
    if (c_.amount.minor_units() <= 0) return refused(Rule::amount_not_positive);
    const bool credited = has_claim() || move.establishes_claim;
    if (!credited) return refused(Rule::no_claim_to_credit);
    if (outcome.verdict != Verdict::accepted) return outcome;
    if (c_.amount.minor_units() > detail::amount_minor_max) return refused(Rule::amount_too_large);
    Event& event = events_[0];
    event.amount = c_.amount;
    event.refers_to = Position();
    event.deal = contact_row_->deal;
    if (event.deal.present() && s_.deal(event.deal).status != CloseStatus::verified)
      event.refers_to = s_.deal(event.deal).closed_position;  // the close that was rejected or withdrawn
    else
      event.deal = DealId(s_.deal_count() + 1);
    outcome.deal = event.deal;
    return outcome;
  }

  // ---- verification (DOMAIN 6) ------------------------------------------------------------------

  Outcome settle_close() {
    const ContactRow& row = *contact_row_;
    const PipelineRow* move = p_.row(row.state, *row_->trigger);
    const bool decides = c_.kind != CommandKind::withdraw_close;
    if (!decides && row.assignee != actor_) return refused(Rule::not_assignee);
    if (!row.deal.present()) return refused(Rule::no_transition);
    const DealRow& deal = s_.deal(row.deal);
    if (move == nullptr || deal.status != CloseStatus::pending) {
      if (decides && (deal.status == CloseStatus::verified || deal.status == CloseStatus::rejected))
        return refused(Rule::already_decided, deal.decider, deal.decided_position, deal.decided_at);
      return refused(Rule::no_transition);
    }
    switch (c_.kind) {
      case CommandKind::approve: return approve(*move, deal);
      case CommandKind::hold: return hold(*move, deal);
      case CommandKind::reject: return give_back(*move, EventKind::close_rejected, deal);
      default: return give_back(*move, EventKind::close_withdrawn, deal);
    }
  }

  Event& close_event(EventKind kind, const PipelineRow& move, const DealRow& deal) {
    Event& event = add(kind);
    event.deal = contact_row_->deal;
    event.refers_to = deal.closed_position;
    event.state_to = move.target == Target::same ? contact_row_->state : move.to;
    event.rep = contact_row_->claimant;
    return event;
  }

  Outcome approve(const PipelineRow& move, const DealRow& deal) {
    const bool own = deal.closer == actor_;
    if (own && p_.policy().four_eyes && s_.organisation().active_managers >= 2)
      return refused(Rule::four_eyes);
    if (c_.amount.minor_units() <= 0) return refused(Rule::amount_not_positive);
    const bool confirmed = c_.given.has(Field::confirm) && c_.confirm;
    if (c_.amount.currency() != deal.claimed.currency() && !confirmed) return refused(Rule::currency_differs);
    if (c_.amount.currency() != p_.policy().plan.currency) return refused(Rule::currency_not_of_plan);
    if (c_.amount.minor_units() > detail::amount_minor_max) return refused(Rule::amount_too_large);
    Event& event = close_event(EventKind::close_approved, move, deal);
    event.amount = c_.amount;
    if (own) event.flags |= EventFlag::self_approved;
    if (confirmed) event.flags |= EventFlag::confirmed;
    const YearMonth month = YearMonth::of(p_.date_of(now_)).value_or(YearMonth());
    event.period = std::max(month, s_.organisation().oldest_open);
    if (event.period != month) event.flags |= EventFlag::prior_period;
    event.flags |= EventFlag::sets_due;
    return accepted(event, Rule::none);
  }

  Outcome hold(const PipelineRow& move, const DealRow& deal) {
    if (c_.due <= now_) return refused(Rule::due_not_in_future);
    Event& event = close_event(EventKind::close_held, move, deal);
    event.due = c_.due;
    if (rep_.present()) event.rep = rep_;  // who must act
    return accepted(event, Rule::none);
  }

  // Rejected or withdrawn: back to where the contact was (DOMAIN 3).
  Outcome give_back(const PipelineRow& move, EventKind kind, const DealRow& deal) {
    const ContactRow& row = *contact_row_;
    Event& event = close_event(kind, move, deal);
    if (move.target == Target::before) {
      const bool fresh = row.state_before == 0 || row.state_before == p_.policy().pipeline.initial;
      event.state_to = fresh ? move.to : row.state_before;
    }
    event.flags |= EventFlag::sets_due;
    event.due = row.suspended_due;  // a callback, a retry: with its time, and overdue where it was
    return accepted(event, Rule::none);
  }

  // ---- the rest ---------------------------------------------------------------------------------

  // The next cycle: the claim ends, assignment runs again.
  void renew(Event& event, StateNumber to, ActorId excluded) const {
    event.state_to = to;
    event.flags |= EventFlag::starts_cycle | EventFlag::sets_due;
    event.cycle = contact_row_->cycle + 1;
    assign_by_rule(event, traits_of(s_, contact_), excluded);
  }

  Outcome reopen() {
    const PipelineRow* move = p_.row(contact_row_->state, Trigger::reopen);
    if (move == nullptr) return refused(Rule::no_transition);
    Event& event = add(EventKind::reopened);
    renew(event, move->to, ActorId());
    return accepted(event, event.rule);
  }

  Outcome log_activity() {
    const ContactRow& row = *contact_row_;
    const bool inbound = c_.given.has(Field::inbound) && c_.inbound;
    const Roles roles = actor().roles;
    const bool only_rep = roles.has(Role::rep) && !roles.shares(Role::manager | Role::team_lead) &&
                          !roles.has(Role::integration);
    if (!inbound && only_rep && row.assignee.present() && row.assignee != actor_)
      return refused(Rule::not_assignee);
    Event& event = add(EventKind::activity_logged);
    event.rep = row.assignee;
    event.touch = c_.given.has(Field::touch) ? c_.touch : Touch::dial;
    event.disposition = c_.given.has(Field::disposition) ? c_.disposition : Disposition::none;
    event.talk_seconds = c_.given.has(Field::talk_seconds) ? c_.talk_seconds : 0;
    if (inbound) event.flags |= EventFlag::inbound;
    return accepted(event, Rule::none);
  }

  const State& s_;
  const Command& c_;
  const CompiledPolicy& p_;
  const Instant now_;
  Events& events_;
  const CompiledPolicy* document_;
  const CommandRow* row_ = nullptr;
  ActorId actor_;
  ContactId contact_;
  ActorId rep_;
  const ContactRow* contact_row_ = nullptr;
};

FIRSTLOG_INLINE Outcome decide(const State& state, const Command& command, const CompiledPolicy& policy,
                               Instant now, Events& events, const CompiledPolicy* document_policy) {
  return Decision(state, command, policy, now, events, document_policy).run();
}

FIRSTLOG_INLINE void decide_due(const State& state, ContactId contact, const CompiledPolicy& policy,
                                Instant now, Events& events) {
  const Command none;
  events.clear();
  Decision(state, none, policy, now, events, nullptr).due(contact);
}

FIRSTLOG_INLINE void decide_freeze(const State& state, const CompiledPolicy& policy, Instant now,
                                   Events& events) {
  const Command none;
  events.clear();
  Decision(state, none, policy, now, events, nullptr).freeze();
}

}  // namespace firstlog::inline v1
