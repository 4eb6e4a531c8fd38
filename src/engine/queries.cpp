// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What people look at. State and views are read under the organisation's shared lock; the journal
// through a session of its own, with no lock held.
#include <algorithm>

#include "engine/ask.hpp"
#include "firstlog/core/cluster.hpp"
#include "firstlog/core/suppressed.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/journal/commitment.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/restatement.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::no_such;
using detail::Organisation;

using detail::not_yours;
using detail::shows_all;

Result<HeadSummary> Engine::head(std::string_view organisation) {
  return detail::guarded(organisation, [&]() -> Result<HeadSummary> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    HeadSummary head;
    Result<void> looked = (*found)->look([&](const Organisation& o) {
      head = {o.head().commit_number, o.head().last_position, o.head().last_time, o.head().hash};
    });
    if (!looked) return looked.error();
    return head;
  });
}

Result<ContactId> Engine::contact_id(std::string_view organisation, std::string_view key) {
  return ask<ContactId>(*impl_, organisation,
                        [&](const Organisation& o) { return o.state().find(ContactRef(key)); });
}

Result<ActorId> Engine::actor_id(std::string_view organisation, std::string_view key) {
  return ask<ActorId>(*impl_, organisation,
                      [&](const Organisation& o) { return o.state().find(ActorRef(key)); });
}

Result<std::string> Engine::contact_key(std::string_view organisation, ContactId id) {
  return ask<std::string>(*impl_, organisation, [&](const Organisation& o) {
    return std::string(o.state().find(ContactRef(id)).present() ? o.state().key_of(id) : std::string_view());
  });
}

Result<std::string> Engine::actor_key(std::string_view organisation, ActorId id) {
  return ask<std::string>(*impl_, organisation, [&](const Organisation& o) {
    return std::string(o.state().find(ActorRef(id)).present() ? o.state().key_of(id) : std::string_view());
  });
}

Result<ContactRecord> Engine::contact(std::string_view organisation, ContactRef contact) {
  return ask<ContactRecord>(*impl_, organisation, [&](const Organisation& o) -> Result<ContactRecord> {
    const State& state = o.state();
    const ContactId id = state.find(contact);
    if (!id.present()) return no_such("contact");
    const ContactRow& row = state.contact(id);
    ContactRecord record;
    record.id = id;
    record.key = state.key_of(id);
    record.state = state.policy().state(row.state).name;
    record.status_since = row.status_since;
    record.assignee = row.assignee;
    if (row.assignee.present()) record.assignee_key = state.key_of(row.assignee);
    record.assigned_since = row.assigned_since;
    record.assigned_by = row.assigned_by;
    record.claimant = row.claimant;
    if (row.claimant.present()) record.claimant_key = state.key_of(row.claimant);
    record.claim_position = row.claim_position;
    record.claimed_at = row.claimed_at;
    record.cycle = row.cycle;
    record.attempts = row.attempts;
    record.due = row.due;
    record.due_kind = row.due_kind;
    record.overdue = row.overdue;
    record.locked = state.policy().state(row.state).locks;
    record.deal = row.deal;
    record.cluster = cluster_of(state, id);
    if (row.kin != 0) record.merged_into = state.kin(row.kin).merged_into;
    if (row.kin != 0) record.parent = state.kin(row.kin).parent;
    record.suppressed = {.calls = is_suppressed(state, id, SuppressionScope::calls),
                         .messages = is_suppressed(state, id, SuppressionScope::messages),
                         .email = is_suppressed(state, id, SuppressionScope::email)};
    return record;
  });
}

Result<EventLog> Engine::history(std::string_view organisation, ContactRef contact) {
  return detail::guarded(organisation, [&]() -> Result<EventLog> {
    struct Start {
      ContactId id;
      Position newest;
    };
    Result<Start> start = ask<Start>(*impl_, organisation, [&](const Organisation& o) -> Result<Start> {
      const ContactId id = o.state().find(contact);
      if (!id.present()) return no_such("contact");
      return Start{id, o.state().contact(id).last};
    });
    if (!start) return start.error();
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    detail::BorrowedSession session(**found);
    if (!session.result()) return session.result().error();
    EventLog log;
    if (Result<void> r = detail::read_history(*session, organisation, start->id, start->newest, log); !r)
      return r.error();
    return log;
  });
}

Result<ClaimExplanation> Engine::explain_claim(std::string_view organisation, ContactRef contact,
                                               std::optional<std::uint32_t> cycle) {
  Result<EventLog> log = history(organisation, contact);
  if (!log) return log.error();
  return detail::guarded(organisation, [&]() -> Result<ClaimExplanation> {
    return firstlog::explain_claim(log->events(), cycle);
  });
}

Result<Leaderboard> Engine::leaderboard(std::string_view organisation, ActorRef viewer,
                                        std::optional<YearMonth> period, BoardPage page) {
  const Instant now = impl_->around.clock->now();
  return ask<Leaderboard>(*impl_, organisation, [&](const Organisation& o) -> Result<Leaderboard> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    const Audience audience = shows_all(o.state().actor(id)) ? Audience::manager : Audience::rep;
    return o.performance().leaderboard(period.value_or(o.performance().period_of(now)), audience, id, now,
                                       page);
  });
}

Result<Statement> Engine::statement(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                    std::optional<YearMonth> period) {
  const Instant now = impl_->around.clock->now();
  return ask<Statement>(*impl_, organisation, [&](const Organisation& o) -> Result<Statement> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    const ActorId whose = o.state().find(rep);
    if (!whose.present()) return no_such("rep");
    if (id != whose && !shows_all(o.state().actor(id))) return not_yours("statement");
    return o.performance().statement(whose, period.value_or(o.performance().period_of(now)), now);
  });
}

Result<std::vector<PendingClose>> Engine::pending(std::string_view organisation, ActorRef viewer) {
  using Closes = std::vector<PendingClose>;
  const Instant now = impl_->around.clock->now();
  return ask<Closes>(*impl_, organisation, [&](const Organisation& o) -> Result<Closes> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    Closes closes = o.performance().pending(now);
    // A merge may have moved a close to another contact, and the claim that it pays.
    for (PendingClose& close : closes) {
      close.contact = o.state().deal(close.deal).contact;
      const ContactRow& row = o.state().contact(close.contact);
      if (row.deal == close.deal) close.rep = row.claimant;
    }
    if (!shows_all(o.state().actor(id)))
      std::erase_if(closes, [&](const PendingClose& close) { return close.rep != id; });
    return closes;
  });
}

Result<std::vector<Engine::StateCount>> Engine::pipeline(std::string_view organisation) {
  using Counts = std::vector<StateCount>;
  return ask<Counts>(*impl_, organisation, [&](const Organisation& o) -> Result<Counts> {
    Counts counts;
    for (const PipelineState& state : o.state().policy().policy().pipeline.states)
      counts.push_back({state.name, 0});
    for (std::uint32_t i = 1; i <= o.state().contact_count(); ++i) {
      if (o.state().is_undone(ContactId(i)) || survivor_of(o.state(), ContactId(i)) != ContactId(i)) continue;
      ++counts[o.state().contact(ContactId(i)).state - 1U].contacts;
    }
    return counts;
  });
}

// ---- policies -------------------------------------------------------------------------------------

Result<std::vector<WaitingPolicy>> Engine::waiting_policies(std::string_view organisation, ActorRef viewer) {
  using Waiting = std::vector<WaitingPolicy>;
  return ask<Waiting>(*impl_, organisation, [&](const Organisation& o) -> Result<Waiting> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    if (!shows_all(o.state().actor(id))) return not_yours("policies");
    Waiting waiting;
    for (const ScheduledPolicy& one : o.state().scheduled_policies())
      waiting.push_back({one.effective_at, one.adoption, one.policy->policy().name});
    return waiting;
  });
}

Result<Restatement> Engine::preview_policy(std::string_view organisation, ActorRef viewer,
                                           std::string_view document, Instant effective) {
  return ask<Restatement>(*impl_, organisation, [&](const Organisation& o) -> Result<Restatement> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    if (!shows_all(o.state().actor(id))) return not_yours("policies");
    const Result<CompiledPolicy> policy = impl_->policies->check(document);
    if (!policy) return policy.error();
    return preview_restatement(o.performance(), *policy, effective, o.state().organisation().oldest_open);
  });
}

// ---- personal data --------------------------------------------------------------------------------

namespace {

Result<void> check_roles(Engine::Impl& impl, std::string_view organisation, ActorRef actor, Roles may) {
  auto allowed = ask<bool>(impl, organisation, [&](const Organisation& o) -> Result<bool> {
    const ActorId id = o.state().find(actor);
    if (!id.present()) return no_such("actor");
    if (!o.state().actor(id).active || !o.state().actor(id).roles.shares(may))
      return not_yours("personal data");
    return true;
  });
  if (!allowed) return allowed.error();
  return {};
}

}  // namespace

Result<std::vector<std::byte>> Engine::personal(std::string_view organisation, ActorRef actor,
                                                const Digest& digest) {
  using Content = std::vector<std::byte>;
  return detail::guarded(organisation, [&]() -> Result<Content> {
    constexpr Roles may = Role::rep | Role::team_lead | Role::manager | Role::admin | Role::finance |
                          Role::integration | Role::importer;
    if (Result<void> r = check_roles(*impl_, organisation, actor, may); !r) return r.error();
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    detail::BorrowedSession session(**found);
    if (!session.result()) return session.result().error();
    struct Copy final : BytesSink {
      Content bytes;
      bool failed = false;
      bool take(Bytes content) noexcept override {
        try {
          bytes.assign(content.begin(), content.end());
        } catch (...) {
          failed = true;
        }
        return true;
      }
    } copy;
    if (Result<void> r = session->vault_get(organisation, digest.view(), copy); !r) return r.error();
    if (copy.failed) return Error(Status::out_of_memory, organisation, "no memory for the personal data");
    Result<Bytes> checked = check_commitment(copy.bytes, digest);
    if (!checked) return checked.error();
    return Content(checked->begin(), checked->end());
  });
}

Result<void> Engine::erase_personal(std::string_view organisation, ActorRef actor, const Digest& digest) {
  return detail::guarded(organisation, [&]() -> Result<void> {
    if (Result<void> r = check_roles(*impl_, organisation, actor, Role::manager | Role::admin); !r) return r;
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    detail::BorrowedSession session(**found);
    if (!session.result()) return session.result().error();
    return session->vault_erase(organisation, digest.view());
  });
}

}  // namespace firstlog::inline v1
