// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <memory>

#include "convert.hpp"
#include "firstlog/rules/assignment.hpp"
#include "handles.hpp"

namespace firstlog_c {

using namespace firstlog;

static_assert(sizeof(firstlog_event) >= event_size_first);

firstlog_money to_c(Money from) noexcept {
  firstlog_money to{};
  if (!from.currency().present()) return to;
  to.minor_units = from.minor_units();
  const std::uint32_t packed = from.currency().packed();
  to.currency[0] = static_cast<char>(packed >> 24U & 0xFFU);
  to.currency[1] = static_cast<char>(packed >> 16U & 0xFFU);
  to.currency[2] = static_cast<char>(packed >> 8U & 0xFFU);
  return to;
}

namespace {

using firstlog_c::to_c;

firstlog_month to_c(YearMonth from) noexcept {
  if (from == YearMonth()) return {0, 0};
  return {from.year(), from.month()};
}

firstlog_place to_c(const Place& from) noexcept {
  firstlog_place to{};
  std::copy(from.country.begin(), from.country.end(), to.country);
  std::copy(from.region.begin(), from.region.end(), to.region);
  const std::string_view postcode = from.postcode.view();
  std::copy(postcode.begin(), postcode.end(), to.postcode);
  return to;
}

firstlog_event to_c(const Event& from) noexcept {
  firstlog_event to{};
  to.struct_size = sizeof to;
  to.kind = static_cast<std::uint16_t>(from.kind);
  to.flags = static_cast<std::uint16_t>(from.flags);
  to.position = from.position.number();
  to.recorded_at = from.recorded_at.microseconds();
  to.previous = from.previous.number();
  to.command = from.command;
  to.actor = from.actor.number();
  to.contact = from.contact.number();
  to.rep = from.rep.number();
  to.deal = from.deal.number();
  to.cycle = from.cycle;
  to.state_from = from.state_from;
  to.state_to = from.state_to;
  to.rule = static_cast<std::uint16_t>(from.rule);
  to.refused = static_cast<std::uint16_t>(from.refused);
  to.touch = static_cast<std::uint8_t>(from.touch);
  to.disposition = static_cast<std::uint8_t>(from.disposition);
  to.due = from.due.microseconds();
  to.occurred_at = from.occurred_at.microseconds();
  to.amount = to_c(from.amount);
  to.refers_to = from.refers_to.number();
  to.period = to_c(from.period);
  to.roles = from.roles.bits();
  to.scope = static_cast<std::uint8_t>(from.scope);
  to.talk_seconds = from.talk_seconds;
  const std::string_view sort_key = from.sort_key.view();
  std::copy(sort_key.begin(), sort_key.end(), to.sort_key);
  to.claim = from.claim.number();
  to.effective_at = from.effective_at.microseconds();
  to.owner = from.owner.number();
  to.other = from.other.number();
  to.cover = from.cover.number();
  to.importer = from.importer.number();
  to.tax = to_c(from.tax);
  to.signed_on = from.signed_on.days();
  to.invoiced_on = from.invoiced_on.days();
  to.paid_on = from.paid_on.days();
  to.from = from.from.days();
  to.until = from.until.days();
  to.row = from.row;
  to.place = to_c(from.place);
  to.share = from.share;
  to.key = text_view(from.key);
  to.reason = text_view(from.reason);
  to.niche = text_view(from.niche);
  to.document = text_view(from.document);
  to.document_number = text_view(from.document_number);
  to.team = text_view(from.team);
  to.batch = text_view(from.batch);
  std::memcpy(to.digest, from.digest.bytes.data(), sizeof to.digest);
  return to;
}

}  // namespace

Result<void> hand_out(EventLog log, firstlog_events** events) {
  auto made = std::make_unique<firstlog_events>(std::move(log));
  made->events.reserve(made->log.size());
  for (const Event& from : made->log) {
    firstlog_event to = to_c(from);
    if (!from.lines.empty()) {
      auto& list = made->lines.emplace_back();
      for (const DealLine& line : from.lines)
        list.push_back(
            {text_view(line.product), line.quantity, to_c(line.net), to_c(line.tax), to_c(line.cost)});
      to.lines = list.data();
      to.line_count = list.size();
    }
    if (!from.credits.empty()) {
      auto& list = made->credits.emplace_back();
      for (const CreditShare& credit : from.credits)
        list.push_back({{credit.rep.id.number(), 0, text_view(credit.rep.key)},
                        {credit.share.numerator(), credit.share.denominator()}});
      to.credits = list.data();
      to.credit_count = list.size();
    }
    if (!from.match_keys.empty()) {
      auto& list = made->match_keys.emplace_back();
      for (const MatchKey& key : from.match_keys) {
        firstlog_match_key& one = list.emplace_back();
        one.kind = static_cast<std::uint8_t>(key.kind);
        std::memcpy(one.hash, key.hash.data(), sizeof one.hash);
      }
      to.match_keys = list.data();
      to.match_key_count = list.size();
    }
    if (!from.balances.empty()) {
      auto& list = made->balances.emplace_back();
      for (const OpeningBalance& balance : from.balances)
        list.push_back({static_cast<std::uint8_t>(balance.kind), {}, to_c(balance.amount), balance.closes});
      to.balances = list.data();
      to.balance_count = list.size();
    }
    made->events.push_back(to);
  }
  *events = made.release();
  return {};
}

}  // namespace firstlog_c
