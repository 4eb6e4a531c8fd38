// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "replay.hpp"

#include <algorithm>
#include <chrono>
#include <span>

#include "firstlog/core/commands.hpp"

namespace firstlog_demo {
namespace {

namespace commands = firstlog::commands;
using firstlog::ActorId;
using firstlog::Command;
using firstlog::Currency;
using firstlog::Instant;
using firstlog::Money;
using firstlog::Outcome;
using firstlog::Result;
using firstlog::Role;
using firstlog::Rule;
using firstlog::Verdict;

constexpr std::int64_t batch_microseconds = std::int64_t{4} * 3'600 * 1'000'000;
constexpr std::uint8_t nobody = 0xFF;

class Replayer {
 public:
  Replayer(firstlog::Engine& engine, firstlog::ManualClock& clock, const std::vector<CampaignRow>& rows,
           const std::vector<DemoAction>& actions)
      : engine_(engine), clock_(clock), rows_(rows), actions_(actions) {}

  Result<Replay> run(std::string_view policy, Progress& progress) {
    const auto began = std::chrono::steady_clock::now();
    if (Result<void> prepared = prepare(policy); !prepared) return prepared.error();
    for (std::size_t begin = 0; begin < actions_.size();) {
      const std::size_t end = end_of_batch(begin);
      clock_.set(Instant::from_microseconds(actions_[begin].microseconds));
      if (Result<void> done = submit(begin, end); !done) return done.error();
      progress.replayed(replay_.given[static_cast<std::size_t>(ActionKind::call)], clock_.now());
      begin = end;
    }
    replay_.milliseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began)
            .count());
    return std::move(replay_);
  }

 private:
  Result<void> prepare(std::string_view policy) {
    const Result<Currency> euro = Currency::parse("EUR");
    if (!euro) return euro.error();
    euro_ = *euro;
    contacts_.reserve(rows_.size());
    for (std::uint32_t place = 0; place < rows_.size(); ++place)
      contacts_.push_back(derive_contact(rows_[place], place));
    replay_.contacts.resize(rows_.size());
    assignees_.assign(rows_.size(), nobody);
    contested_.assign(rows_.size(), false);
    for (const DemoAction& action : actions_)
      if (action.who == Who::other_rep) contested_[action.contact] = true;

    clock_.set(Instant::from_microseconds(actions_.front().microseconds - batch_microseconds));
    batch_.push_back(
        commands::FoundOrganisation{.actor = manager_key, .key = organisation, .document = policy});
    const auto enlist = [&](std::string_view key, Role role) {
      batch_.push_back(commands::RegisterActor{.actor = manager_key, .key = key, .roles = role});
    };
    enlist(importer_key, Role::importer);
    enlist(ticker_key, Role::integration);
    for (const std::string_view rep : rep_keys) enlist(rep, Role::rep);
    outcomes_.resize(batch_.size());
    if (Result<void> done = engine_.submit(organisation, batch_, outcomes_); !done) return done.error();
    for (const Outcome& outcome : outcomes_) {
      if (outcome.verdict == Verdict::accepted) continue;
      return firstlog::Error(firstlog::Status::invalid_argument, organisation, firstlog::describe(outcome));
    }
    manager_ = outcomes_[0].actor;
    importer_ = outcomes_[1].rep;
    ticker_ = outcomes_[2].rep;
    for (std::size_t rep = 0; rep < rep_keys.size(); ++rep) reps_[rep] = outcomes_[3 + rep].rep;
    return {};
  }

  std::size_t end_of_batch(std::size_t begin) const {
    const std::int64_t now = actions_[begin].microseconds;
    std::size_t end = begin + 1;
    for (; end < actions_.size(); ++end) {
      const DemoAction& action = actions_[end];
      if (action.microseconds == now) continue;
      if (action.microseconds / batch_microseconds != now / batch_microseconds) break;
      if (action.kind == ActionKind::advance || may_be_contested(action)) break;
    }
    return end;
  }

  // Between two reps minutes count.
  bool may_be_contested(const DemoAction& action) const {
    return contested_[action.contact] &&
           (action.kind == ActionKind::log_interest || action.kind == ActionKind::schedule_callback);
  }

  ActorId actor_of(const DemoAction& action) {
    const std::uint8_t assignee = assignees_[action.contact];
    switch (action.who) {
      case Who::importer: return importer_;
      case Who::system: return ticker_;
      case Who::manager: return manager_;
      case Who::assignee: return assignee == nobody ? ActorId() : reps_[assignee];
      case Who::other_rep: return reps_[(assignee + action.rep_offset) % reps_.size()];
      case Who::pool_rep: return reps_[action.rep_offset % reps_.size()];
    }
    return {};
  }

  Command command_of(const DemoAction& action) {
    const ActorId actor = actor_of(action);
    const DemoContact& known = contacts_[action.contact];
    const std::string_view contact = known.key;
    const Instant due = Instant::from_microseconds(action.due_microseconds);
    const Money amount = Money::minor(action.amount_minor, euro_);
    switch (action.kind) {
      case ActionKind::import_contact:
        return commands::RegisterContact{
            .actor = actor, .key = contact, .niche = known.niche, .name = known.name};
      case ActionKind::take:
        // Whoever acts later in the same batch already is the one who took it.
        assignees_[action.contact] = static_cast<std::uint8_t>(action.rep_offset % reps_.size());
        return commands::Take{.actor = actor, .contact = contact};
      case ActionKind::call:
        return commands::LogActivity{.actor = actor,
                                     .contact = contact,
                                     .disposition = static_cast<firstlog::Disposition>(action.result),
                                     .talk_seconds = action.talk_seconds};
      case ActionKind::log_interest: return commands::LogInterest{.actor = actor, .contact = contact};
      case ActionKind::schedule_callback:
        return commands::ScheduleCallback{.actor = actor, .contact = contact, .due = due};
      case ActionKind::schedule_retry:
        return commands::ScheduleRetry{.actor = actor, .contact = contact, .due = due};
      case ActionKind::mark_not_interested:
        return commands::MarkNotInterested{.actor = actor, .contact = contact, .reason = action.reason};
      case ActionKind::mark_unworkable:
        return commands::MarkUnworkable{.actor = actor, .contact = contact, .reason = action.reason};
      case ActionKind::log_close:
        return commands::LogClose{.actor = actor, .contact = contact, .amount = amount};
      case ActionKind::approve:
        return commands::Approve{.actor = actor, .contact = contact, .amount = amount};
      case ActionKind::reject:
        return commands::Reject{.actor = actor, .contact = contact, .reason = action.reason};
      case ActionKind::hold:
        return commands::Hold{.actor = actor, .contact = contact, .reason = action.reason, .due = due};
      case ActionKind::advance: return commands::Advance{.actor = actor};
    }
    return {};
  }

  Result<void> submit(std::size_t begin, std::size_t end) {
    batch_.clear();
    for (std::size_t i = begin; i < end; ++i) batch_.push_back(command_of(actions_[i]));
    outcomes_.assign(batch_.size(), {});
    if (Result<void> done = engine_.submit(organisation, batch_, outcomes_); !done) return done;
    replay_.commands += batch_.size();
    for (std::size_t i = begin; i < end; ++i) {
      if (Result<void> done = take_answer(actions_[i], outcomes_[i - begin]); !done) return done;
    }
    return {};
  }

  Result<void> take_answer(const DemoAction& action, const Outcome& outcome) {
    const auto kind = static_cast<std::size_t>(action.kind);
    ++replay_.given[kind];
    if (outcome.verdict == Verdict::accepted) ++replay_.accepted[kind];
    if (outcome.verdict == Verdict::contested) ++replay_.contested;
    if (outcome.verdict == Verdict::accepted && action.kind == ActionKind::approve)
      replay_.approved_minor += static_cast<std::uint64_t>(action.amount_minor);
    const Verdict expected = action.who == Who::other_rep ? Verdict::contested : Verdict::accepted;
    if (outcome.verdict != expected) surprise(action, outcome);
    if (has(outcome.notices, firstlog::Notice::no_recent_connect)) ++replay_.no_recent_connect;

    if (action.kind == ActionKind::advance) return look_at_desk();
    if (outcome.contact.present()) {
      replay_.contacts[action.contact] = outcome.contact;
      assignees_[action.contact] = place_of(outcome.rep);
    }
    if (outcome.verdict == Verdict::contested) return keep_contest(action, outcome);
    return {};
  }

  std::uint8_t place_of(ActorId rep) const {
    const auto found = std::find(reps_.begin(), reps_.end(), rep);
    return found == reps_.end() ? nobody : static_cast<std::uint8_t>(found - reps_.begin());
  }

  void surprise(const DemoAction& action, const Outcome& outcome) {
    for (Surprise& known : replay_.surprises) {
      if (known.kind != action.kind || known.verdict != outcome.verdict || known.rule != outcome.rule)
        continue;
      ++known.count;
      return;
    }
    replay_.surprises.push_back(
        {action.kind, outcome.verdict, outcome.rule, 1, contacts_[action.contact].key});
  }

  // The first contest, or better the first one over a contact that buys in the end.
  Result<void> keep_contest(const DemoAction& action, const Outcome& outcome) {
    if (replay_.contest && (rows_[replay_.contest->place].subscribed || !rows_[action.contact].subscribed))
      return {};
    Contest contest{.place = action.contact, .answer = outcome, .receipt = std::nullopt};
    const Result<firstlog::HeadSummary> head = engine_.head(organisation);
    if (!head) return head.error();
    if (head->hash == outcome.commit_hash) {
      contest.receipt = firstlog::Receipt{.organisation = std::string(organisation),
                                          .position = outcome.position,
                                          .event_count = outcome.event_count,
                                          .commit_number = head->commit_number,
                                          .recorded_at = outcome.recorded_at,
                                          .commit_hash = outcome.commit_hash};
    }
    replay_.contest = std::move(contest);
    return {};
  }

  Result<void> look_at_desk() {
    Result<std::vector<firstlog::PendingClose>> pending = engine_.pending(organisation, manager_);
    if (!pending) return pending.error();
    if (pending->size() > replay_.pending.closes.size())
      replay_.pending = {clock_.now(), std::move(*pending)};
    return {};
  }

  firstlog::Engine& engine_;
  firstlog::ManualClock& clock_;
  const std::vector<CampaignRow>& rows_;
  const std::vector<DemoAction>& actions_;
  Currency euro_;
  ActorId manager_;
  ActorId importer_;
  ActorId ticker_;
  std::array<ActorId, rep_keys.size()> reps_;
  std::vector<DemoContact> contacts_;    // by row; what commands' texts point to
  std::vector<std::uint8_t> assignees_;  // by row: place in rep_keys, as last answered
  std::vector<bool> contested_;          // by row
  std::vector<Command> batch_;
  std::vector<Outcome> outcomes_;
  Replay replay_;
};

}  // namespace

std::string_view name_of(ActionKind kind) {
  constexpr std::array<std::string_view, action_kind_count> names = {"import_contact",
                                                                     "take",
                                                                     "call",
                                                                     "log_interest",
                                                                     "schedule_callback",
                                                                     "schedule_retry",
                                                                     "mark_not_interested",
                                                                     "mark_unworkable",
                                                                     "log_close",
                                                                     "approve",
                                                                     "reject",
                                                                     "hold",
                                                                     "advance"};
  return names[static_cast<std::size_t>(kind)];
}

Result<Replay> replay(firstlog::Engine& engine, firstlog::ManualClock& clock, std::string_view policy,
                      const std::vector<CampaignRow>& rows, const std::vector<DemoAction>& actions,
                      Progress& progress) {
  if (actions.empty())
    return firstlog::Error(firstlog::Status::invalid_argument, "campaign", "there is nothing to replay");
  return Replayer(engine, clock, rows, actions).run(policy, progress);
}

}  // namespace firstlog_demo
