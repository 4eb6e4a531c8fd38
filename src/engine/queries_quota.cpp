// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Quotas and ranks as people ask for them.
#include <algorithm>

#include "engine/ask.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::no_such;
using detail::Organisation;

Result<QuotaStanding> Engine::quota(std::string_view organisation, ActorRef viewer, ActorRef rep,
                                    std::optional<YearMonth> period) {
  const Instant now = impl_->around.clock->now();
  return ask<QuotaStanding>(*impl_, organisation, [&](const Organisation& o) -> Result<QuotaStanding> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    const ActorId whose = o.state().find(rep);
    if (!whose.present()) return no_such("rep");
    if (id != whose && !detail::shows_all(o.state().actor(id))) return detail::not_yours("quota");
    return o.performance().standing(whose, period.value_or(o.performance().period_of(now)), now);
  });
}

Result<std::optional<std::uint32_t>> Engine::rank(std::string_view organisation, ActorRef rep,
                                                  std::optional<YearMonth> period) {
  using Rank = std::optional<std::uint32_t>;
  const Instant now = impl_->around.clock->now();
  return ask<Rank>(*impl_, organisation, [&](const Organisation& o) -> Result<Rank> {
    const ActorId whose = o.state().find(rep);
    if (!whose.present()) return no_such("rep");
    return o.performance().rank(whose, period.value_or(o.performance().period_of(now)));
  });
}

Result<std::vector<QuotaReview>> Engine::quota_reviews(std::string_view organisation, ActorRef viewer) {
  using Reviews = std::vector<QuotaReview>;
  return ask<Reviews>(*impl_, organisation, [&](const Organisation& o) -> Result<Reviews> {
    const ActorId id = o.state().find(viewer);
    if (!id.present()) return no_such("viewer");
    Reviews reviews = o.performance().reviews();
    if (!detail::shows_all(o.state().actor(id)))
      std::erase_if(reviews, [&](const QuotaReview& review) { return review.rep != id; });
    return reviews;
  });
}

}  // namespace firstlog::inline v1
