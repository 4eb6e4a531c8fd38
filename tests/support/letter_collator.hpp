// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A collation small enough to see through: digits, A to Z, then Å, Ä, Ö, as Swedish has it, one byte each.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/rules/collator.hpp"

namespace firstlog_test {

using namespace firstlog;

class LetterCollator final : public Collator {
 public:
  explicit LetterCollator(std::string version = "letters 1") : version_(std::move(version)) {
    for (char c = '0'; c <= '9'; ++c) letters_.emplace_back(1, c);
    for (char c = 'A'; c <= 'Z'; ++c) letters_.emplace_back(1, c);
    for (const char* last : {"Å", "Ä", "Ö"}) letters_.emplace_back(last);
  }
  std::string_view version() const noexcept override { return version_; }
  std::span<const std::string> letters() const noexcept override { return letters_; }
  SortKey key(std::string_view name) const noexcept override {
    char bytes[SortKey::size];
    std::size_t size = 0;
    while (!name.empty() && size < SortKey::size) {
      std::size_t taken = 1;
      for (std::size_t i = 0; i < letters_.size(); ++i)
        if (name.substr(0, letters_[i].size()) == letters_[i]) {
          taken = letters_[i].size();
          bytes[size++] = static_cast<char>(0xA0 + 2 * i);  // bytes that are no text, with room between
          break;
        }
      name.remove_prefix(taken);
    }
    return SortKey::from_folded({bytes, size});
  }

 private:
  std::string version_;
  std::vector<std::string> letters_;
};

// Has that one order, under the name "letters".
class LetterCollators final : public CollatorSource {
 public:
  explicit LetterCollators(std::string version = "letters 1") : collator_(std::move(version)) {}
  Result<const Collator*> collator(std::string_view name) noexcept override {
    if (name == "letters") return static_cast<const Collator*>(&collator_);
    return Error(Status::unsupported, "policy.collation", "no such order", "use letters");
  }

 private:
  LetterCollator collator_;
};

}  // namespace firstlog_test
