// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What looks at every event of a journal for one import.
#pragma once

#include <cstdint>
#include <new>
#include <string_view>

#include "firstlog/core/event.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1::detail {

class ImportFold : public RowSink {
 public:
  bool take(const CommitRow& row) noexcept final {
    try {
      result_ = reader_.open(row, {.commands = false});
      Event event;
      for (std::uint32_t i = 0; result_.ok() && i < reader_.event_count(); ++i) {
        if (!reader_.event(i, event)) continue;
        if (event.kind == EventKind::import_begun && event.batch == batch_) begun_ = true;
        fold(event);
      }
    } catch (const std::bad_alloc&) {
      result_ = Error(Status::out_of_memory, batch_, no_memory_);
    }
    return result_.ok();
  }

 protected:
  // What is pointed to outlives the fold.
  struct Of {
    std::string_view batch;
    std::string_view no_memory;  // the reason told where memory runs out
  };
  explicit ImportFold(Of of) : batch_(of.batch), no_memory_(of.no_memory) {}
  ~ImportFold() = default;

  // Throws std::bad_alloc, nothing else.
  virtual void fold(const Event& event) = 0;

  // Why there is no answer, once everything was taken.
  Result<void> outcome() const {
    if (!result_) return result_;
    if (!begun_)
      return Error(Status::not_found, batch_, "no import of that name was begun", "correct the name");
    return {};
  }

  std::string_view batch_;
  Result<void> result_;

 private:
  std::string_view no_memory_;
  CommitReader reader_;
  bool begun_ = false;
};

}  // namespace firstlog::inline v1::detail
