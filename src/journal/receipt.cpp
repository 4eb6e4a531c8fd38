// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/receipt.hpp"

#include <cstdint>
#include <limits>
#include <new>

#include "journal/text_form.hpp"

namespace firstlog::inline v1 {

std::string Receipt::to_string() const {
  std::string out = "firstlog-receipt 1 ";
  out.append(std::to_string(position.number())).append(" ");
  out.append(std::to_string(event_count)).append(" ");
  out.append(std::to_string(commit_number)).append(" ");
  out.append(recorded_at.to_string()).append(" ");
  detail::append_hex(out, commit_hash.view());
  out.append(" ").append(organisation);
  return out;
}

Result<Receipt> Receipt::parse(std::string_view line) noexcept {
  detail::LineFields fields(line, "receipt");
  Receipt receipt;
  if (fields.next("name") != "firstlog-receipt") fields.fail("name", "the line is not a receipt");
  if (fields.number("version", std::numeric_limits<std::uint32_t>::max()) != 1)
    fields.fail("version", "the receipt is of a later version", Status::unsupported);
  constexpr std::uint64_t number_max = std::uint64_t{1} << 62;
  receipt.position = Position(fields.number("position", number_max));
  receipt.event_count =
      static_cast<std::uint32_t>(fields.number("event_count", std::numeric_limits<std::uint32_t>::max()));
  receipt.commit_number = fields.number("commit_number", number_max);
  receipt.recorded_at = fields.instant("recorded_at");
  fields.hex("commit_hash", receipt.commit_hash.bytes);
  std::string_view organisation = fields.rest("organisation");
  if (!fields.ok()) return fields.error();
  try {
    receipt.organisation.assign(organisation);
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "receipt", "out of memory");
  }
  return receipt;
}

}  // namespace firstlog::inline v1
