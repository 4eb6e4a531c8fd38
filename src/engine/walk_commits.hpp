// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A look at one commit after another, each checked against its hash.
#pragma once

#include <utility>

#include "engine/engine_impl.hpp"
#include "firstlog/journal/commit.hpp"

namespace firstlog::inline v1::detail {

// `look` gets a reader and answers false when it has seen enough.
template <class Look>
class Walk final : public RowSink {
 public:
  explicit Walk(Look look) : look_(std::move(look)) {}
  Result<void> result;

  bool take(const CommitRow& row) noexcept override {
    bool more = false;
    result = guarded("journal", [&]() -> Result<void> {
      if (Result<void> r = reader_.open(row, {.skip_unknown = true}); !r) return r;
      if (Result<void> r = reader_.check_hash(row.head.hash); !r) return r;
      Result<bool> looked = look_(reader_);
      if (!looked) return looked.error();
      more = *looked;
      return {};
    });
    return result.ok() && more;
  }

 private:
  Look look_;
  CommitReader reader_;
};

template <class Look>
Result<void> walk_commits(Engine& engine, std::string_view organisation, Position from, Look look) {
  Walk<Look> sink(std::move(look));
  if (Result<void> r = engine.read_commits(organisation, from, sink); !r) return r;
  return sink.result;
}

}  // namespace firstlog::inline v1::detail
