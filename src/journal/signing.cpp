// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "journal/signing.hpp"

#include <sodium.h>

#include "journal/sodium.hpp"

namespace firstlog::inline v1 {
namespace {

const unsigned char* sodium_bytes(const std::byte* bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes);
}
const unsigned char* sodium_bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

VerifyKey verify_key_of(const SigningSeed& seed) noexcept {
  detail::sodium_ready();
  VerifyKey key;
  unsigned char secret[crypto_sign_SECRETKEYBYTES];
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(key.bytes.data()), secret,
                           sodium_bytes(seed.bytes.data()));
  sodium_memzero(secret, sizeof secret);
  return key;
}

namespace detail {

Signature sign_text(std::string_view text, const SigningSeed& seed) noexcept {
  sodium_ready();
  Signature signature;
  unsigned char key[crypto_sign_PUBLICKEYBYTES];
  unsigned char secret[crypto_sign_SECRETKEYBYTES];
  crypto_sign_seed_keypair(key, secret, sodium_bytes(seed.bytes.data()));
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.bytes.data()), nullptr, sodium_bytes(text),
                       text.size(), secret);
  sodium_memzero(secret, sizeof secret);
  return signature;
}

bool is_signed(std::string_view text, const Signature& signature, const VerifyKey& key) noexcept {
  sodium_ready();
  return crypto_sign_verify_detached(sodium_bytes(signature.bytes.data()), sodium_bytes(text), text.size(),
                                     sodium_bytes(key.bytes.data())) == 0;
}

}  // namespace detail
}  // namespace firstlog::inline v1
