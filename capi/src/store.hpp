// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A store written against the vtable of firstlog_store.h as the engine sees it. Nothing that it answers is
// believed that can be checked here; what its bytes say, the journal checks.
#pragma once

#include <memory>
#include <string>

#include "firstlog/store/store.hpp"
#include "firstlog_store.h"
#include "gate.hpp"
#include "guard.hpp"

namespace firstlog_c {

class HostSession final : public firstlog::Session {
 public:
  // Errors: invalid_argument (a slot that must be there is not), unsupported (another contract). Then
  // `session.self` is the caller's still. `gate` null: of no engine.
  static Result<std::unique_ptr<HostSession>> make(const firstlog_session& session, std::string_view store,
                                                   Gate* gate);
  ~HostSession() override;
  // Leaves self to whoever gave it.
  void disown() noexcept { slots_.destroy = nullptr; }
  void own(void (*destroy)(void*)) noexcept { slots_.destroy = destroy; }

  Result<firstlog::Head> acquire(std::string_view organisation,
                                 firstlog::Duration wait_max) noexcept override;
  Result<void> append(const firstlog::CommitRow& row,
                      std::span<const firstlog::VaultPut> vault) noexcept override;
  void release() noexcept override;
  Result<firstlog::Head> head(std::string_view organisation) noexcept override;
  Result<void> read(std::string_view organisation, firstlog::Position from,
                    firstlog::RowSink& sink) noexcept override;
  Result<void> put_chunk(std::string_view organisation, std::string_view name,
                         firstlog::Bytes content) noexcept override;
  Result<void> get_chunk(std::string_view organisation, std::string_view name,
                         firstlog::BytesSink& sink) noexcept override;
  Result<void> erase_chunk(std::string_view organisation, std::string_view name) noexcept override;
  Result<void> vault_get(std::string_view organisation, firstlog::Bytes key,
                         firstlog::BytesSink& sink) noexcept override;
  Result<void> vault_erase(std::string_view organisation, firstlog::Bytes key) noexcept override;
  Result<void> wait_for_news(std::string_view organisation, firstlog::Position known,
                             firstlog::Duration wait_max) noexcept override;

 private:
  HostSession(const firstlog_session& slots, std::string_view store, Gate* gate)
      : slots_(slots), store_(store), gate_(gate) {}
  template <class Slot>
  Result<void> call(std::string_view slot, Slot slot_call) noexcept;
  Result<firstlog::Head> checked(const firstlog_head& head) const noexcept;

  firstlog_session slots_;
  std::string store_;
  Gate* gate_;
};

class HostStore final : public firstlog::Store {
 public:
  // Errors and ownership as HostSession::make.
  static Result<std::unique_ptr<HostStore>> make(const firstlog_store* store);
  ~HostStore() override;
  void disown() noexcept { slots_.destroy = nullptr; }
  // Whose callbacks its slots are; before the first session.
  void watch(Gate& gate) noexcept { gate_ = &gate; }

  firstlog::StoreCapabilities capabilities() const noexcept override;
  std::string_view name() const noexcept override { return name_; }
  Result<std::unique_ptr<firstlog::Session>> open_session() noexcept override;

 private:
  HostStore(const firstlog_store& slots, std::string_view name) : slots_(slots), name_(name) {}

  firstlog_store slots_;
  std::string name_;
  Gate* gate_ = nullptr;
};

// What a slot answered, as an error of the store's.
Error slot_error(std::string_view store, std::string_view slot, firstlog_status status,
                 const firstlog_error& told) noexcept;

}  // namespace firstlog_c
