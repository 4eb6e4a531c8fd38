// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What is disputed, paid and owed, and the documents that say so.
#include <algorithm>

#include "engine/ask.hpp"
#include "firstlog/formats/documents.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::no_such;
using detail::not_yours;
using detail::Organisation;
using detail::shows_all;

namespace {

// Notes names as they are asked for.
class Naming {
 public:
  Naming(const State& state, DocumentNames& into) : state_(state), into_(into) {}

  void add(ActorId actor) {
    if (actor.present()) into_.actors.emplace(actor.number(), state_.key_of(actor));
  }
  void add(ContactId contact) {
    if (contact.present()) into_.contacts.emplace(contact.number(), state_.key_of(contact));
  }
  void add(const std::vector<Dispute>& disputes) {
    for (const Dispute& dispute : disputes)
      for (const ActorId actor : {dispute.rep, dispute.opener, dispute.resolver}) add(actor);
  }

 private:
  const State& state_;
  DocumentNames& into_;
};

// Runs `read` for viewers with the manager's view.
template <class T, class Read>
Result<T> ask_as_manager(Engine::Impl& impl, std::string_view organisation, ActorRef viewer,
                         std::string_view what, Read read) {
  return ask<T>(impl, organisation, [&](const Organisation& o) -> Result<T> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    if (!shows_all(o.state().actor(id))) return not_yours(what);
    return read(o);
  });
}

}  // namespace

Result<std::vector<Dispute>> Engine::disputes(std::string_view organisation, ActorRef viewer) {
  using Disputes = std::vector<Dispute>;
  const Instant now = impl_->around.clock->now();
  return ask<Disputes>(*impl_, organisation, [&](const Organisation& o) -> Result<Disputes> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    Disputes disputes = o.performance().disputes(now);
    if (!shows_all(o.state().actor(id)))
      std::erase_if(disputes, [&](const Dispute& dispute) { return dispute.rep != id; });
    return disputes;
  });
}

Result<PeriodClose> Engine::period_close(std::string_view organisation, ActorRef viewer,
                                         std::optional<YearMonth> period) {
  const Instant now = impl_->around.clock->now();
  return ask_as_manager<PeriodClose>(
      *impl_, organisation, viewer, "period_close", [&](const Organisation& o) -> Result<PeriodClose> {
        return o.performance().period_close(period.value_or(o.state().organisation().oldest_open), now);
      });
}

Result<StatementDocument> Engine::statement_document(std::string_view organisation, ActorRef viewer,
                                                     ActorRef rep, std::optional<YearMonth> period) {
  Result<Statement> statement = this->statement(organisation, viewer, rep, period);
  if (!statement) return statement.error();
  return ask<StatementDocument>(*impl_, organisation,
                                [&](const Organisation& o) -> Result<StatementDocument> {
                                  StatementDocument document;
                                  document.organisation = organisation;
                                  document.zone = o.state().policy().zone();
                                  document.statement = std::move(*statement);
                                  const Statement& s = document.statement;
                                  Naming naming(o.state(), document.names);
                                  naming.add(s.rep);
                                  for (const StatementLine& line : s.lines) {
                                    naming.add(line.contact);
                                    naming.add(line.approver);
                                  }
                                  for (const PendingClose& close : s.pending) {
                                    naming.add(close.contact);
                                    naming.add(close.closer);
                                  }
                                  naming.add(s.disputes);
                                  return document;
                                });
}

Result<LeaderboardDocument> Engine::leaderboard_document(std::string_view organisation, ActorRef viewer,
                                                         std::optional<YearMonth> period) {
  Result<Leaderboard> board = leaderboard(organisation, viewer, period);
  if (!board) return board.error();
  return ask<LeaderboardDocument>(*impl_, organisation,
                                  [&](const Organisation& o) -> Result<LeaderboardDocument> {
                                    LeaderboardDocument document;
                                    document.organisation = organisation;
                                    document.leaderboard = std::move(*board);
                                    Naming naming(o.state(), document.names);
                                    for (const LeaderboardRow& row : document.leaderboard.rows)
                                      naming.add(row.rep);
                                    return document;
                                  });
}

Result<PayrollDocument> Engine::payroll_document(std::string_view organisation, ActorRef viewer,
                                                 YearMonth period) {
  const Instant now = impl_->around.clock->now();
  return ask_as_manager<PayrollDocument>(*impl_, organisation, viewer, "payroll",
                                         [&](const Organisation& o) -> Result<PayrollDocument> {
                                           PayrollDocument document;
                                           document.organisation = organisation;
                                           document.payroll = o.performance().payroll(period, now);
                                           Naming naming(o.state(), document.names);
                                           for (const PayrollRow& row : document.payroll.rows)
                                             naming.add(row.rep);
                                           naming.add(document.payroll.disputes);
                                           return document;
                                         });
}

Result<LiabilityDocument> Engine::liability_document(std::string_view organisation, ActorRef viewer,
                                                     std::optional<Instant> at) {
  const Instant now = impl_->around.clock->now();
  return ask_as_manager<LiabilityDocument>(
      *impl_, organisation, viewer, "liability", [&](const Organisation& o) -> Result<LiabilityDocument> {
        LiabilityDocument document;
        document.organisation = organisation;
        // A clock may stand before what is written.
        document.liability =
            o.performance().liability(at.value_or(std::max(now, o.state().organisation().head_time)));
        Naming naming(o.state(), document.names);
        for (const LiabilityRow& row : document.liability.rows) naming.add(row.rep);
        return document;
      });
}

}  // namespace firstlog::inline v1
