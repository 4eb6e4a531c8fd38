// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A store of the library's own behind the C vtable, and what can be made of it to try the other side: slots
// that fail, lie, throw, give too little, or call back into the engine.
#pragma once

#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <string>

#include "capi.hpp"
#include "firstlog/store/store.hpp"

namespace capi_test {

// What happens instead of, or before, a slot's work.
struct Trouble {
  std::string slot = {};  // whose; empty: none
  int after = 0;          // calls of it that go well first
  firstlog_status status = 0;
  std::function<void()> act = {};  // run at the slot's call; may throw
  bool skip = false;               // answer `status` without doing anything
  bool twice = false;              // give rows or content twice
  bool nothing = false;            // give no rows or content, and say ok
  bool shorten = false;            // give all but the last byte
  firstlog_head* head = nullptr;   // answer this head
};

// Wraps a C++ store. Lives as long as the vtable's self.
class VtableStore {
 public:
  explicit VtableStore(std::unique_ptr<firstlog::Store> store) : store_(std::move(store)) {}

  Trouble trouble;
  int sessions = 0;   // open now
  int destroyed = 0;  // stores

  firstlog_store slots() {
    firstlog_store slots{};
    slots.struct_size = sizeof slots;
    slots.abi_version = FIRSTLOG_STORE_ABI_VERSION;
    slots.self = this;
    const firstlog::StoreCapabilities can = store_->capabilities();
    if (can.durable) slots.capabilities |= FIRSTLOG_STORE_DURABLE;
    if (can.shared_by_processes) slots.capabilities |= FIRSTLOG_STORE_SHARED_BY_PROCESSES;
    if (can.waits_for_news) slots.capabilities |= FIRSTLOG_STORE_WAITS_FOR_NEWS;
    slots.name = {store_->name().data(), store_->name().size()};
    slots.open_session = open_session;
    slots.destroy = [](void* self) { ++static_cast<VtableStore*>(self)->destroyed; };
    return slots;
  }

  // A session over a C++ session; `of` may be null.
  static firstlog_session wrap(std::unique_ptr<firstlog::Session> session, VtableStore* of) {
    firstlog_session slots{};
    slots.struct_size = sizeof slots;
    slots.abi_version = FIRSTLOG_STORE_ABI_VERSION;
    slots.self = new Wrapped{std::move(session), of};
    slots.acquire = acquire;
    slots.append = append;
    slots.release = [](void* self) {
      auto& s = *static_cast<Wrapped*>(self);
      s.meet("release");
      s.session->release();
    };
    slots.head = head;
    slots.read = read;
    slots.put_chunk = put_chunk;
    slots.get_chunk = get_chunk;
    slots.erase_chunk = erase_chunk;
    slots.vault_get = vault_get;
    slots.vault_erase = vault_erase;
    slots.wait_for_news = wait_for_news;
    slots.destroy = [](void* self) {
      auto* s = static_cast<Wrapped*>(self);
      if (s->of != nullptr) --s->of->sessions;
      const std::unique_ptr<Wrapped> last(s);
      s->meet("destroy");
    };
    return slots;
  }

 private:
  struct Wrapped {
    std::unique_ptr<firstlog::Session> session;
    VtableStore* of = nullptr;

    // The trouble that this call meets, or none.
    const Trouble* meet(const char* slot) const {
      if (of == nullptr || of->trouble.slot != slot) return nullptr;
      if (of->trouble.after-- > 0) return nullptr;
      if (of->trouble.act) of->trouble.act();
      return &of->trouble;
    }
  };

  static std::string_view view(firstlog_text text) { return {text.data, text.size}; }
  static firstlog::Bytes view(firstlog_bytes bytes) {
    return {static_cast<const std::byte*>(bytes.data), bytes.size};
  }
  static firstlog_status say(const firstlog::Error& from, firstlog_error* to) {
    to->native_code = from.native_code;
    const auto copy = [](char* at, std::size_t room, std::string_view text) {
      std::memcpy(at, text.data(), std::min(text.size(), room - 1));
    };
    copy(to->reason, sizeof to->reason, from.reason.view());
    copy(to->remedy, sizeof to->remedy, from.remedy.view());
    return static_cast<firstlog_status>(from.status);
  }
  static firstlog_status say(const firstlog::Result<void>& from, firstlog_error* to) {
    return from.ok() ? FIRSTLOG_STATUS_OK : say(from.error(), to);
  }
  static firstlog_head to_c(const firstlog::Head& from) {
    firstlog_head to{};
    to.commit_number = from.commit_number;
    to.last_position = from.last_position.number();
    to.last_time = from.last_time.microseconds();
    std::memcpy(to.hash, from.hash.bytes.data(), sizeof to.hash);
    std::memcpy(to.commit_id, from.commit_id.bytes.data(), sizeof to.commit_id);
    return to;
  }
  static firstlog_status say(const firstlog::Result<firstlog::Head>& from, firstlog_head* head,
                             const Trouble* t, firstlog_error* to) {
    if (!from) return say(from.error(), to);
    *head = t != nullptr && t->head != nullptr ? *t->head : to_c(*from);
    return FIRSTLOG_STATUS_OK;
  }

  static firstlog_status open_session(void* self, firstlog_session* session, firstlog_error* error) {
    auto& store = *static_cast<VtableStore*>(self);
    const Wrapped meeting{nullptr, &store};
    if (const Trouble* t = meeting.meet("open_session"); t != nullptr && t->skip) return t->status;
    firstlog::Result<std::unique_ptr<firstlog::Session>> made = store.store_->open_session();
    if (!made) return say(made.error(), error);
    ++store.sessions;
    *session = wrap(std::move(*made), &store);
    return FIRSTLOG_STATUS_OK;
  }
  static firstlog_status acquire(void* self, firstlog_text organisation, std::int64_t wait,
                                 firstlog_head* head, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    const Trouble* t = s.meet("acquire");
    if (t != nullptr && t->skip) return t->status;
    return say(s.session->acquire(view(organisation), firstlog::Duration::microseconds(wait)), head, t,
               error);
  }
  static firstlog_status append(void* self, const firstlog_commit_row* row, const firstlog_vault_put* vault,
                                std::uint64_t count, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    const Trouble* t = s.meet("append");
    if (t != nullptr && t->skip) return t->status;
    firstlog::CommitRow to;
    to.first_position = firstlog::Position(row->first_position);
    to.head.commit_number = row->head.commit_number;
    to.head.last_position = firstlog::Position(row->head.last_position);
    to.head.last_time = firstlog::Instant::from_microseconds(row->head.last_time);
    to.head.hash = firstlog::Digest::copy_of(row->head.hash);
    to.head.commit_id = firstlog::CommitId::copy_of(row->head.commit_id);
    to.record = view(row->record);
    std::vector<firstlog::VaultPut> puts;
    for (std::uint64_t i = 0; i < count; ++i) puts.push_back({view(vault[i].key), view(vault[i].content)});
    const firstlog_status status = say(s.session->append(to, puts), error);
    return t != nullptr && t->status != 0 ? t->status : status;
  }
  static firstlog_status head(void* self, firstlog_text organisation, firstlog_head* head,
                              firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    const Trouble* t = s.meet("head");
    if (t != nullptr && t->skip) return t->status;
    return say(s.session->head(view(organisation)), head, t, error);
  }
  static firstlog_status read(void* self, firstlog_text organisation, std::uint64_t from,
                              firstlog_row_sink sink, void* sink_self, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    const Trouble* t = s.meet("read");
    if (t != nullptr && t->skip) return t->status;
    if (t != nullptr && t->nothing) return FIRSTLOG_STATUS_OK;
    struct Sink final : firstlog::RowSink {
      firstlog_row_sink sink = nullptr;
      void* self = nullptr;
      const Trouble* trouble = nullptr;
      bool take(const firstlog::CommitRow& row) noexcept override {
        firstlog_commit_row to{
            row.first_position.number(), to_c(row.head), {row.record.data(), row.record.size()}};
        if (trouble != nullptr && trouble->shorten) --to.record.size;
        if (trouble != nullptr && trouble->twice) sink(self, &to);
        return sink(self, &to) == 0;
      }
    } rows;
    rows.sink = sink;
    rows.self = sink_self;
    rows.trouble = t;
    return say(s.session->read(view(organisation), firstlog::Position(from), rows), error);
  }
  static firstlog_status put_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                   firstlog_bytes content, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    if (const Trouble* t = s.meet("put_chunk"); t != nullptr && t->skip) return t->status;
    return say(s.session->put_chunk(view(organisation), view(name), view(content)), error);
  }
  struct Content final : firstlog::BytesSink {
    firstlog_sink sink = nullptr;
    void* self = nullptr;
    const Trouble* trouble = nullptr;
    bool take(firstlog::Bytes bytes) noexcept override {
      if (trouble != nullptr && trouble->nothing) return true;
      if (trouble != nullptr && trouble->twice) sink(self, bytes.data(), bytes.size());
      const bool shorten = trouble != nullptr && trouble->shorten && !bytes.empty();
      return sink(self, bytes.data(), bytes.size() - (shorten ? 1 : 0)) == 0;
    }
  };
  static firstlog_status get_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                   firstlog_sink sink, void* sink_self, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    Content content;
    content.sink = sink;
    content.self = sink_self;
    content.trouble = s.meet("get_chunk");
    if (content.trouble != nullptr && content.trouble->skip) return content.trouble->status;
    return say(s.session->get_chunk(view(organisation), view(name), content), error);
  }
  static firstlog_status erase_chunk(void* self, firstlog_text organisation, firstlog_text name,
                                     firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    if (const Trouble* t = s.meet("erase_chunk"); t != nullptr && t->skip) return t->status;
    return say(s.session->erase_chunk(view(organisation), view(name)), error);
  }
  static firstlog_status vault_get(void* self, firstlog_text organisation, firstlog_bytes key,
                                   firstlog_sink sink, void* sink_self, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    Content content;
    content.sink = sink;
    content.self = sink_self;
    content.trouble = s.meet("vault_get");
    if (content.trouble != nullptr && content.trouble->skip) return content.trouble->status;
    return say(s.session->vault_get(view(organisation), view(key), content), error);
  }
  static firstlog_status vault_erase(void* self, firstlog_text organisation, firstlog_bytes key,
                                     firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    if (const Trouble* t = s.meet("vault_erase"); t != nullptr && t->skip) return t->status;
    return say(s.session->vault_erase(view(organisation), view(key)), error);
  }
  static firstlog_status wait_for_news(void* self, firstlog_text organisation, std::uint64_t known,
                                       std::int64_t wait, firstlog_error* error) {
    auto& s = *static_cast<Wrapped*>(self);
    if (const Trouble* t = s.meet("wait_for_news"); t != nullptr && t->skip) return t->status;
    return say(s.session->wait_for_news(view(organisation), firstlog::Position(known),
                                        firstlog::Duration::microseconds(wait)),
               error);
  }

  std::unique_ptr<firstlog::Store> store_;
};

}  // namespace capi_test
