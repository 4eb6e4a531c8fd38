// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A store that keeps the head of one organisation and forgets every record, so that a process holds
// what the engine holds and nothing else. One writer, one engine, never opened again.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "firstlog/store/store.hpp"

namespace firstlog_benchmarks {

class ForgetfulStore final : public firstlog::Store {
 public:
  firstlog::StoreCapabilities capabilities() const noexcept override { return {}; }
  std::string_view name() const noexcept override { return "forgetful:"; }
  firstlog::Result<std::unique_ptr<firstlog::Session>> open_session() noexcept override {
    return std::unique_ptr<firstlog::Session>(std::make_unique<Connection>(*this));
  }

 private:
  class Connection final : public firstlog::Session {
   public:
    explicit Connection(ForgetfulStore& store) noexcept : store_(store) {}

    firstlog::Result<firstlog::Head> acquire(std::string_view, firstlog::Duration) noexcept override {
      return store_.head_;
    }
    firstlog::Result<void> append(const firstlog::CommitRow& row,
                                  std::span<const firstlog::VaultPut>) noexcept override {
      store_.head_ = row.head;
      return {};
    }
    void release() noexcept override {}
    firstlog::Result<firstlog::Head> head(std::string_view) noexcept override { return store_.head_; }
    firstlog::Result<void> read(std::string_view, firstlog::Position from,
                                firstlog::RowSink&) noexcept override {
      if (from > store_.head_.last_position) return {};
      return forgotten();
    }
    firstlog::Result<void> put_chunk(std::string_view, std::string_view, firstlog::Bytes) noexcept override {
      return forgotten();
    }
    firstlog::Result<void> get_chunk(std::string_view, std::string_view,
                                     firstlog::BytesSink&) noexcept override {
      return firstlog::Error(firstlog::Status::not_found, "forgetful:", "nothing is kept");
    }
    firstlog::Result<void> erase_chunk(std::string_view, std::string_view) noexcept override { return {}; }
    firstlog::Result<void> vault_get(std::string_view, firstlog::Bytes,
                                     firstlog::BytesSink&) noexcept override {
      return firstlog::Error(firstlog::Status::not_found, "forgetful:", "nothing is kept");
    }
    firstlog::Result<void> vault_erase(std::string_view, firstlog::Bytes) noexcept override { return {}; }
    firstlog::Result<void> wait_for_news(std::string_view, firstlog::Position,
                                         firstlog::Duration) noexcept override {
      return forgotten();
    }

   private:
    static firstlog::Error forgotten() noexcept {
      return firstlog::Error(firstlog::Status::unsupported, "forgetful:", "nothing is kept");
    }
    ForgetfulStore& store_;
  };

  firstlog::Head head_;
};

}  // namespace firstlog_benchmarks
