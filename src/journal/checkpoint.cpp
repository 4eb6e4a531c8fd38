// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/checkpoint.hpp"

#include <limits>
#include <new>

#include "journal/signing.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1 {
namespace {

// What is signed: the text form without the signature.
std::string checkpoint_statement(const Checkpoint& checkpoint) {
  std::string out = "firstlog-checkpoint 1 ";
  out.append(std::to_string(checkpoint.commit_number)).append(" ");
  out.append(std::to_string(checkpoint.last_position.number())).append(" ");
  out.append(checkpoint.last_time.to_string()).append(" ");
  detail::append_hex(out, checkpoint.hash.view());
  out.append(" ").append(checkpoint.organisation);
  return out;
}

}  // namespace

std::string Checkpoint::to_string() const {
  std::string out = checkpoint_statement(*this);
  std::string hex;
  detail::append_hex(hex, signature.view());
  out.insert(out.size() - organisation.size(), hex + " ");
  return out;
}

Result<Checkpoint> Checkpoint::parse(std::string_view line) noexcept {
  detail::LineFields fields(line, "checkpoint");
  Checkpoint checkpoint;
  if (fields.next("name") != "firstlog-checkpoint") fields.fail("name", "the line is not a checkpoint");
  if (fields.number("version", std::numeric_limits<std::uint32_t>::max()) != 1)
    fields.fail("version", "the checkpoint is of a later version", Status::unsupported);
  constexpr std::uint64_t number_max = std::uint64_t{1} << 62;
  checkpoint.commit_number = fields.number("commit_number", number_max);
  checkpoint.last_position = Position(fields.number("last_position", number_max));
  checkpoint.last_time = fields.instant("last_time");
  fields.hex("hash", checkpoint.hash.bytes);
  fields.hex("signature", checkpoint.signature.bytes);
  std::string_view organisation = fields.rest("organisation");
  if (!fields.ok()) return fields.error();
  try {
    checkpoint.organisation.assign(organisation);
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "checkpoint", "out of memory");
  }
  return checkpoint;
}

Result<Checkpoint> sign_checkpoint(std::string_view organisation, const Head& head,
                                   const SigningSeed& seed) noexcept {
  if (organisation.empty() || organisation.size() > key_bytes_max)
    return Error(Status::invalid_argument, "organisation", "an organisation's key has 1 to 128 bytes");
  if (head.commit_number == 0)
    return Error(Status::invalid_argument, "head", "an empty journal has no head to sign");
  try {
    Checkpoint checkpoint;
    checkpoint.organisation.assign(organisation);
    checkpoint.commit_number = head.commit_number;
    checkpoint.last_position = head.last_position;
    checkpoint.last_time = head.last_time;
    checkpoint.hash = head.hash;
    checkpoint.signature = detail::sign_text(checkpoint_statement(checkpoint), seed);
    return checkpoint;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "checkpoint", "out of memory");
  }
}

Result<void> check_checkpoint(const Checkpoint& checkpoint, const VerifyKey& key) noexcept {
  try {
    if (detail::is_signed(checkpoint_statement(checkpoint), checkpoint.signature, key)) return {};
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "checkpoint", "out of memory");
  }
  return Error(Status::corrupt, "checkpoint.signature", "the holder of this key did not sign this checkpoint",
               "check that key and checkpoint belong together");
}

}  // namespace firstlog::inline v1
