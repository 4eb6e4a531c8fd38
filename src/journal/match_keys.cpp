// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/match_keys.hpp"

#include <sodium.h>

#include <algorithm>

#include "journal/sodium.hpp"

namespace firstlog::inline v1 {

Result<MatchKey> match_key_of(MatchKind kind, std::string_view normalised, Bytes secret) noexcept {
  if (name_of(kind).empty())
    return Error(Status::invalid_argument, "match key", "there is no such kind of key",
                 "use a kind of MatchKind");
  if (normalised.empty())
    return Error(Status::invalid_argument, "match key", "the text is empty",
                 "make no key of what is not known");
  if (secret.size() < match_secret_bytes_min || secret.size() > match_secret_bytes_max)
    return Error(Status::invalid_argument, "match key",
                 "the secret is shorter than 16 or longer than 64 bytes",
                 "draw 32 random bytes once and keep them");
  detail::sodium_ready();
  crypto_generichash_state state;
  std::array<unsigned char, Digest::size> hash{};
  const auto number = static_cast<unsigned char>(kind);
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                          hash.size());
  crypto_generichash_update(&state, &number, 1);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(normalised.data()),
                            normalised.size());
  crypto_generichash_final(&state, hash.data(), hash.size());
  MatchKey key;
  key.kind = kind;
  std::transform(hash.begin(), hash.begin() + MatchKey::hash_size, key.hash.begin(),
                 [](unsigned char byte) { return static_cast<std::byte>(byte); });
  return key;
}

}  // namespace firstlog::inline v1
