// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which date of a close counts for what (DOMAIN 6), and where a correction of it posts (DOMAIN 13).
#pragma once

#include <algorithm>

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

constexpr EventFlag without(EventFlag set, EventFlag one) noexcept {
  return static_cast<EventFlag>(static_cast<unsigned>(set) & ~static_cast<unsigned>(one));
}

inline YearMonth month_of(const Decision& d, Instant at) noexcept {
  return YearMonth::of(d.policy.date_of(at)).value_or(YearMonth());
}

// The period that the event posts to: the one it belongs to or, where that is frozen, the oldest open.
inline void post_to(const Decision& d, Event& event, YearMonth belongs) noexcept {
  event.period = std::max(belongs, d.state.organisation().oldest_open);
  if (event.period != belongs) event.flags |= EventFlag::prior_period;
}

// The instant that a policy's date of a close means. A date counts from its 00:00; where it was not
// told, the system's own time of the close or of the approval stands for it. `told`: the event that may
// say dates anew.
inline Instant credit_instant(const Decision& d, CreditDate which, const DealRow& deal, const Event& told,
                              Instant approved_at) noexcept {
  auto of = [&d](Date said, Date known, Instant otherwise) {
    const Date date = said != Date() ? said : known;
    return date != Date() ? d.policy.zone().start_of_day(date) : otherwise;
  };
  switch (which) {
    case CreditDate::closed_at: return deal.closed_at;
    case CreditDate::signed_on: return of(told.signed_on, deal.signed_on, deal.closed_at);
    case CreditDate::invoiced_on: return of(told.invoiced_on, deal.invoiced_on, approved_at);
    case CreditDate::approved_at: return approved_at;
    case CreditDate::paid_on: return of(told.paid_on, deal.paid_on, approved_at);
  }
  return approved_at;
}

// Writes into an approval what it counts in and by which version of the plan.
inline void credit_approval(const Decision& d, Event& event, const DealRow& deal,
                            Instant approved_at) noexcept {
  const Policy& policy = d.policy.policy();
  post_to(d, event, month_of(d, credit_instant(d, policy.period_date, deal, event, approved_at)));
  const Instant rated = credit_instant(d, policy.rate_date, deal, event, approved_at);
  if (rated != deal.closed_at) event.effective_at = rated;
}

// Whether the command says that date of the close anew.
inline bool says(const Decision& d, CreditDate which) noexcept {
  return (which == CreditDate::signed_on && d.gives(Field::signed_on)) ||
         (which == CreditDate::invoiced_on && d.gives(Field::invoiced_on)) ||
         (which == CreditDate::paid_on && d.gives(Field::paid_on));
}

// An amendment that corrects the date that counts moves the close to its period and plan version; any
// other leaves both as they were.
inline void credit_amendment(const Decision& d, Event& event, const DealRow& deal) noexcept {
  const Policy& policy = d.policy.policy();
  if (says(d, policy.period_date)) {
    event.flags = without(event.flags, EventFlag::prior_period);
    post_to(d, event, month_of(d, credit_instant(d, policy.period_date, deal, event, deal.decided_at)));
  }
  if (says(d, policy.rate_date))
    event.effective_at = credit_instant(d, policy.rate_date, deal, event, deal.decided_at);
}

}  // namespace firstlog::inline v1::detail
