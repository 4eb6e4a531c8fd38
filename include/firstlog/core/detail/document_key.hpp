// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "firstlog/core/deal.hpp"

namespace firstlog::inline v1::detail {

// What names a document: a byte for its kind, then its number of at most document_number_bytes_max.
class DocumentKey {
 public:
  DocumentKey(DocumentKind kind, std::string_view number) noexcept : size_(1 + number.size()) {
    bytes_[0] = static_cast<char>(kind);
    std::memcpy(bytes_ + 1, number.data(), number.size());
  }
  std::string_view view() const noexcept { return {bytes_, size_}; }

 private:
  char bytes_[1 + document_number_bytes_max];
  std::size_t size_;
};

}  // namespace firstlog::inline v1::detail
