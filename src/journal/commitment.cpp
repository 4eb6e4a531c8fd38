// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/commitment.hpp"

#include <sodium.h>

#include <new>

#include "journal/sodium.hpp"

namespace firstlog::inline v1 {

Digest commit_to(Bytes personal, const Salt& salt) noexcept {
  detail::sodium_ready();
  Digest digest;
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.bytes.data()), Digest::size,
                     reinterpret_cast<const unsigned char*>(personal.data()), personal.size(),
                     reinterpret_cast<const unsigned char*>(salt.bytes.data()), Salt::size);
  return digest;
}

Result<void> vault_content(Bytes personal, const Salt& salt, std::vector<std::byte>& out) noexcept {
  try {
    out.assign(salt.bytes.begin(), salt.bytes.end());
    out.insert(out.end(), personal.begin(), personal.end());
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "vault", "out of memory");
  }
  return {};
}

Result<Bytes> check_commitment(Bytes content, const Digest& commitment) noexcept {
  if (content.size() < Salt::size)
    return Error(Status::corrupt, "vault", "the content is shorter than its salt",
                 "restore the vault from a backup");
  Bytes personal = content.subspan(Salt::size);
  if (commit_to(personal, Salt::copy_of(content.data())) != commitment)
    return Error(Status::corrupt, "vault", "the content is not what the journal committed to",
                 "restore the vault from a backup");
  return personal;
}

}  // namespace firstlog::inline v1
