// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The members that a mapping can give a command: name, field, how it is read.
#pragma once

#include <string_view>

#include "firstlog/core/command.hpp"
#include "firstlog/formats/import_mapping.hpp"

namespace firstlog::inline v1::detail {

enum class ImportRead : std::uint8_t {
  text,
  time,
  date,
  month,
  money,
  roles,
  flag,
  choice,
  number,
  match,
  credits,
  lines
};

struct ImportTargetRow {
  ImportTarget target;
  std::string_view name;
  Field field;
  ImportRead read;
};

inline constexpr ImportTargetRow import_targets[import_target_count] = {
    {ImportTarget::actor, "actor", Field::actor, ImportRead::text},
    {ImportTarget::occurred_at, "occurred_at", Field::occurred_at, ImportRead::time},
    {ImportTarget::contact, "contact", Field::contact, ImportRead::text},
    {ImportTarget::other, "other", Field::other, ImportRead::text},
    {ImportTarget::rep, "rep", Field::rep, ImportRead::text},
    {ImportTarget::cover, "cover", Field::cover, ImportRead::text},
    {ImportTarget::key, "key", Field::key, ImportRead::text},
    {ImportTarget::reason, "reason", Field::reason, ImportRead::text},
    {ImportTarget::niche, "niche", Field::niche, ImportRead::text},
    {ImportTarget::team, "team", Field::team, ImportRead::text},
    {ImportTarget::document_number, "document_number", Field::document_number, ImportRead::text},
    {ImportTarget::name, "name", Field::sort_key, ImportRead::text},
    {ImportTarget::country, "country", Field::place, ImportRead::text},
    {ImportTarget::region, "region", Field::place, ImportRead::text},
    {ImportTarget::postcode, "postcode", Field::place, ImportRead::text},
    {ImportTarget::amount, "amount", Field::amount, ImportRead::money},
    {ImportTarget::tax, "tax", Field::tax, ImportRead::money},
    {ImportTarget::due, "due", Field::due, ImportRead::time},
    {ImportTarget::signed_on, "signed_on", Field::signed_on, ImportRead::date},
    {ImportTarget::invoiced_on, "invoiced_on", Field::invoiced_on, ImportRead::date},
    {ImportTarget::paid_on, "paid_on", Field::paid_on, ImportRead::date},
    {ImportTarget::from, "from", Field::from, ImportRead::date},
    {ImportTarget::until, "until", Field::until, ImportRead::date},
    {ImportTarget::period, "period", Field::period, ImportRead::month},
    {ImportTarget::roles, "roles", Field::roles, ImportRead::roles},
    {ImportTarget::active, "active", Field::active, ImportRead::flag},
    {ImportTarget::inbound, "inbound", Field::inbound, ImportRead::flag},
    {ImportTarget::confirm, "confirm", Field::confirm, ImportRead::flag},
    {ImportTarget::with_claim, "with_claim", Field::with_claim, ImportRead::flag},
    {ImportTarget::touch, "touch", Field::touch, ImportRead::choice},
    {ImportTarget::disposition, "disposition", Field::disposition, ImportRead::choice},
    {ImportTarget::scope, "scope", Field::scope, ImportRead::choice},
    {ImportTarget::talk_seconds, "talk_seconds", Field::talk_seconds, ImportRead::number},
    {ImportTarget::personal, "personal", Field::personal, ImportRead::text},
    {ImportTarget::phone, "phone", Field::match_keys, ImportRead::match},
    {ImportTarget::email, "email", Field::match_keys, ImportRead::match},
    {ImportTarget::domain, "domain", Field::match_keys, ImportRead::match},
    {ImportTarget::name_and_postcode, "name_and_postcode", Field::match_keys, ImportRead::match},
    {ImportTarget::match_key, "match_key", Field::match_keys, ImportRead::match},
    {ImportTarget::credits, "credits", Field::credits, ImportRead::credits},
    {ImportTarget::lines, "lines", Field::lines, ImportRead::lines},
};

constexpr const ImportTargetRow& row_of(ImportTarget target) noexcept {
  return import_targets[static_cast<std::size_t>(target)];
}

}  // namespace firstlog::inline v1::detail
