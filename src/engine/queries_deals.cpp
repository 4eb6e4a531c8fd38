// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A contact's deals. Which they are is in the contact's history; a row of memory for each contact that
// never has two would cost more than reading it.
#include <algorithm>
#include "firstlog/engine/records.hpp"

#include "engine/engine_impl.hpp"

namespace firstlog::inline v1 {

using detail::Organisation;

namespace {

DealRecord record_of(const State& state, DealId id) {
  const DealRow& row = state.deal(id);
  DealRecord record;
  record.id = id;
  record.cycle = row.cycle;
  record.current = state.contact(row.contact).deal == id;
  record.status = row.status;
  record.closer = row.closer;
  record.decider = row.decider;
  record.credited = row.credited;
  for (std::uint32_t i = 0; i < row.credit_count; ++i) {
    const CreditRow& credit = state.credit(row.credits + i);
    record.credits.push_back({credit.rep, credit.share});
  }
  record.claimed = row.claimed;
  record.invoiced = row.invoiced;
  record.reversed = Money::minor(row.reversed, row.invoiced.currency());
  record.billed = row.billed;
  record.received = row.received;
  record.closed_at = row.closed_at;
  record.decided_at = row.decided_at;
  record.hold_until = row.hold_until;
  record.closed_position = row.closed_position;
  record.decided_position = row.decided_position;
  record.period = row.period;
  record.signed_on = row.signed_on;
  record.invoiced_on = row.invoiced_on;
  record.paid_on = row.paid_on;
  record.closes = row.closes;
  return record;
}

}  // namespace

Result<std::vector<DealRecord>> Engine::deals(std::string_view organisation, ContactRef contact) {
  Result<EventLog> log = history(organisation, contact);
  if (!log) return log.error();
  return detail::guarded(organisation, [&]() -> Result<std::vector<DealRecord>> {
    std::vector<DealId> ids;
    for (const Event& event : *log)
      if (event.deal.present()) ids.push_back(event.deal);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    std::vector<DealRecord> records;
    Result<void> looked = (*found)->look([&](const Organisation& o) {
      // A merge may have given a deal to the other contact.
      const ContactId id = o.state().find(contact);
      for (DealId deal : ids)
        if (deal.number() <= o.state().deal_count() && o.state().deal(deal).contact == id)
          records.push_back(record_of(o.state(), deal));
    });
    if (!looked) return looked.error();
    return records;
  });
}

}  // namespace firstlog::inline v1
