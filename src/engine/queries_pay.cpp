// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Why somebody is paid what he is paid, and what could not be paid.
#include <algorithm>

#include "engine/ask.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::no_such;
using detail::not_yours;
using detail::Organisation;
using detail::shows_all;

namespace {

// The rep whose pay the viewer may see.
Result<ActorId> whose_pay(const State& state, ActorRef viewer, ActorRef rep) {
  const ActorId id = state.find(viewer);
  if (!id.present()) return no_such("viewer");
  const ActorId whose = state.find(rep);
  if (!whose.present()) return no_such("rep");
  if (id != whose && !shows_all(state.actor(id))) return not_yours("pay");
  return whose;
}

}  // namespace

Result<PayExplanation> Engine::explain_pay(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                           DealId deal) {
  return ask<PayExplanation>(*impl_, organisation, [&](const Organisation& o) -> Result<PayExplanation> {
    const Result<ActorId> whose = whose_pay(o.state(), viewer, rep);
    if (!whose) return whose.error();
    return o.performance().explain(*whose, deal);
  });
}

Result<PayExplanation> Engine::explain_pay(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                           const StatementComponent& component, Date from) {
  return ask<PayExplanation>(*impl_, organisation, [&](const Organisation& o) -> Result<PayExplanation> {
    const Result<ActorId> whose = whose_pay(o.state(), viewer, rep);
    if (!whose) return whose.error();
    return o.performance().explain_span(*whose, component, from);
  });
}

Result<std::vector<PayException>> Engine::pay_exceptions(std::string_view organisation, ActorRef viewer) {
  using Exceptions = std::vector<PayException>;
  return ask<Exceptions>(*impl_, organisation, [&](const Organisation& o) -> Result<Exceptions> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    Exceptions all = o.performance().pay_exceptions();
    if (!shows_all(o.state().actor(id)))
      std::erase_if(all, [id](const PayException& one) { return one.rep != id; });
    return all;
  });
}

}  // namespace firstlog::inline v1
