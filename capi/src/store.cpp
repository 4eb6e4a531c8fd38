// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store.hpp"

#include <cstring>

#include "firstlog/engine/transfer.hpp"
#include "handles.hpp"
#include "journal.hpp"
#include "organisation.hpp"
#include "transaction.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::size_t session_size_first = 112;
constexpr std::size_t store_size_first = 56;

Result<void> check_contract(std::uint32_t abi_version, std::string_view place) noexcept {
  if (abi_version == FIRSTLOG_STORE_ABI_VERSION) return {};
  return Error(Status::unsupported, place, "written against another version of the contract",
               "set abi_version to FIRSTLOG_STORE_ABI_VERSION and build again");
}

firstlog_bytes bytes_view(Bytes bytes) noexcept {
  return {bytes.data(), bytes.size()};
}

Error broken(std::string_view store, std::string_view reason) noexcept {
  return Error(Status::corrupt, store, reason, "run the conformance suite on the store");
}

// One piece of content on its way from a slot to the engine.
struct OnePiece {
  BytesSink& sink;
  int pieces = 0;

  static std::int32_t take(void* self, const void* data, std::uint64_t size) {
    auto& piece = *static_cast<OnePiece*>(self);
    if (++piece.pieces > 1 || (data == nullptr && size != 0) || size > record_bytes_max) {
      piece.pieces = 2;
      return 1;
    }
    return piece.sink.take({static_cast<const std::byte*>(data), static_cast<std::size_t>(size)}) ? 0 : 1;
  }
};

}  // namespace

Error slot_error(std::string_view store, std::string_view slot, firstlog_status status,
                 const firstlog_error& told) noexcept {
  const auto known = static_cast<Status>(status);
  if (status < 0 || (name_of(known) == "internal" && known != Status::internal)) {
    Error error(Status::internal, store, "slot ", "answer a status of firstlog_numbers.h");
    error.reason.append(slot).append(" answered ").append_number(status).append(", which is no status");
    return error;
  }
  Error error(known, store, text_in(told.reason), text_in(told.remedy), told.native_code);
  if (told.place[0] != 0) error.place.append(", ").append(text_in(told.place));
  if (error.reason.empty()) error.reason.append("slot ").append(slot).append(" answered so");
  return error;
}

// ---- session --------------------------------------------------------------------------------------

Result<std::unique_ptr<HostSession>> HostSession::make(const firstlog_session& session,
                                                       std::string_view store, Gate* gate) {
  const Result<firstlog_session> slots = read_struct(&session, session_size_first, "session");
  if (!slots) return slots.error();
  if (Result<void> r = check_contract(slots->abi_version, "session.abi_version"); !r) return r.error();
  FIRSTLOG_NOT_NULL(slots->acquire);
  FIRSTLOG_NOT_NULL(slots->append);
  FIRSTLOG_NOT_NULL(slots->release);
  FIRSTLOG_NOT_NULL(slots->head);
  FIRSTLOG_NOT_NULL(slots->read);
  FIRSTLOG_NOT_NULL(slots->put_chunk);
  FIRSTLOG_NOT_NULL(slots->get_chunk);
  FIRSTLOG_NOT_NULL(slots->erase_chunk);
  FIRSTLOG_NOT_NULL(slots->vault_get);
  FIRSTLOG_NOT_NULL(slots->vault_erase);
  return std::unique_ptr<HostSession>(new HostSession(*slots, store, gate));
}

HostSession::~HostSession() {
  if (slots_.destroy == nullptr) return;
  const Gate::Inside inside(gate_);
  try {
    slots_.destroy(slots_.self);
  } catch (...) {  // NOLINT(bugprone-empty-catch): whatever it kept, it is gone for us
  }
}

template <class Slot>
Result<void> HostSession::call(std::string_view slot, Slot slot_call) noexcept {
  firstlog_error told = FIRSTLOG_ERROR_INIT;
  const Gate::Inside inside(gate_);
  try {
    const firstlog_status status = slot_call(&told);
    if (status == FIRSTLOG_STATUS_OK) return {};
    return slot_error(store_, slot, status, told);
  } catch (...) {
    Error error(Status::internal, store_, "slot ", "let it answer a status");
    error.reason.append(slot).append(" threw");
    return error;
  }
}

// A head is either none of a journal never written, or all of one.
Result<Head> HostSession::checked(const firstlog_head& from) const noexcept {
  Head to;
  to.commit_number = from.commit_number;
  to.last_position = Position(from.last_position);
  to.last_time = Instant::from_microseconds(from.last_time);
  to.hash = Digest::copy_of(from.hash);
  to.commit_id = CommitId::copy_of(from.commit_id);
  if (to.commit_number == 0 ? !(to == Head()) : to.last_position.number() < to.commit_number)
    return broken(store_, "the store answered a head that contradicts itself");
  return to;
}

Result<Head> HostSession::acquire(std::string_view organisation, Duration wait_max) noexcept {
  firstlog_head head{};
  Result<void> called = call("acquire", [&](firstlog_error* told) {
    return slots_.acquire(slots_.self, text_view(organisation), wait_max.microseconds(), &head, told);
  });
  // Whoever failed may hold the right all the same: a slot that threw half-way, or one that forgot. What it
  // refuses as misuse leaves a right taken before where it was.
  Result<Head> answer = called ? checked(head) : Result<Head>(called.error());
  if (!answer && answer.status() != Status::invalid_argument) release();
  return answer;
}

Result<void> HostSession::append(const CommitRow& row, std::span<const VaultPut> vault) noexcept {
  firstlog_error told = FIRSTLOG_ERROR_INIT;
  const Gate::Inside inside(gate_);
  try {
    const firstlog_commit_row to{row.first_position.number(), to_c(row.head), bytes_view(row.record)};
    std::vector<firstlog_vault_put> puts;
    puts.reserve(vault.size());
    for (const VaultPut& put : vault) puts.push_back({bytes_view(put.key), bytes_view(put.content)});
    try {
      const firstlog_status status = slots_.append(slots_.self, &to, puts.data(), puts.size(), &told);
      if (status == FIRSTLOG_STATUS_OK) return {};
      release();
      Error error = slot_error(store_, "append", status, told);
      // Whoever answers nonsense may have written: the engine looks.
      if (error.status == Status::internal) error.status = Status::commit_unknown;
      return error;
    } catch (...) {
      release();
      return Error(Status::commit_unknown, store_, "slot append threw", "let it answer a status");
    }
  } catch (const std::bad_alloc&) {
    release();
    return Error(Status::out_of_memory, store_, "no memory to pass the commit on",
                 "commit fewer commands at once");
  }
}

void HostSession::release() noexcept {
  const Gate::Inside inside(gate_);
  try {
    slots_.release(slots_.self);
  } catch (...) {  // NOLINT(bugprone-empty-catch): the next acquire tells
  }
}

Result<Head> HostSession::head(std::string_view organisation) noexcept {
  firstlog_head head{};
  Result<void> called = call("head", [&](firstlog_error* told) {
    return slots_.head(slots_.self, text_view(organisation), &head, told);
  });
  if (!called) return called.error();
  return checked(head);
}

Result<void> HostSession::read(std::string_view organisation, Position from, RowSink& sink) noexcept {
  struct Rows {
    RowSink& sink;
    bool stopped = false;
    bool bad = false;
    std::uint64_t behind = 0;  // the last position given
    static std::int32_t take(void* self, const firstlog_commit_row* row) {
      auto& rows = *static_cast<Rows*>(self);
      if (rows.stopped || rows.bad) return 1;
      if (row == nullptr || row->record.data == nullptr || row->record.size == 0 ||
          row->record.size > record_bytes_max || row->first_position == 0 ||
          row->head.last_position < row->first_position ||
          (rows.behind != 0 && row->first_position != rows.behind + 1)) {
        rows.bad = true;
        return 1;
      }
      rows.behind = row->head.last_position;
      CommitRow to;
      to.first_position = Position(row->first_position);
      to.head.commit_number = row->head.commit_number;
      to.head.last_position = Position(row->head.last_position);
      to.head.last_time = Instant::from_microseconds(row->head.last_time);
      to.head.hash = Digest::copy_of(row->head.hash);
      to.head.commit_id = CommitId::copy_of(row->head.commit_id);
      to.record = {static_cast<const std::byte*>(row->record.data),
                   static_cast<std::size_t>(row->record.size)};
      rows.stopped = !rows.sink.take(to);
      return rows.stopped ? 1 : 0;
    }
  } rows{sink};
  Result<void> called = call("read", [&](firstlog_error* told) {
    return slots_.read(slots_.self, text_view(organisation), from.number(), &Rows::take, &rows, told);
  });
  if (rows.bad) return broken(store_, "the store gave rows that are none, or not in order");
  return called;
}

Result<void> HostSession::put_chunk(std::string_view organisation, std::string_view name,
                                    Bytes content) noexcept {
  return call("put_chunk", [&](firstlog_error* told) {
    return slots_.put_chunk(slots_.self, text_view(organisation), text_view(name), bytes_view(content), told);
  });
}

Result<void> HostSession::get_chunk(std::string_view organisation, std::string_view name,
                                    BytesSink& sink) noexcept {
  OnePiece piece{sink};
  Result<void> called = call("get_chunk", [&](firstlog_error* told) {
    return slots_.get_chunk(slots_.self, text_view(organisation), text_view(name), &OnePiece::take, &piece,
                            told);
  });
  if (called && piece.pieces != 1) return broken(store_, "get_chunk did not give the content in one piece");
  return called;
}

Result<void> HostSession::erase_chunk(std::string_view organisation, std::string_view name) noexcept {
  return call("erase_chunk", [&](firstlog_error* told) {
    return slots_.erase_chunk(slots_.self, text_view(organisation), text_view(name), told);
  });
}

Result<void> HostSession::vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept {
  OnePiece piece{sink};
  Result<void> called = call("vault_get", [&](firstlog_error* told) {
    return slots_.vault_get(slots_.self, text_view(organisation), bytes_view(key), &OnePiece::take, &piece,
                            told);
  });
  if (called && piece.pieces != 1) return broken(store_, "vault_get did not give the content in one piece");
  return called;
}

Result<void> HostSession::vault_erase(std::string_view organisation, Bytes key) noexcept {
  return call("vault_erase", [&](firstlog_error* told) {
    return slots_.vault_erase(slots_.self, text_view(organisation), bytes_view(key), told);
  });
}

Result<void> HostSession::wait_for_news(std::string_view organisation, Position known,
                                        Duration wait_max) noexcept {
  if (slots_.wait_for_news == nullptr)
    return Error(Status::unsupported, store_, "the store does not wait for news",
                 "ask it again from time to time");
  return call("wait_for_news", [&](firstlog_error* told) {
    return slots_.wait_for_news(slots_.self, text_view(organisation), known.number(), wait_max.microseconds(),
                                told);
  });
}

// ---- store ----------------------------------------------------------------------------------------

Result<std::unique_ptr<HostStore>> HostStore::make(const firstlog_store* store) {
  const Result<firstlog_store> slots = read_struct(store, store_size_first, "store");
  if (!slots) return slots.error();
  if (Result<void> r = check_contract(slots->abi_version, "store.abi_version"); !r) return r.error();
  FIRSTLOG_NOT_NULL(slots->open_session);
  const Result<std::string_view> name = text_of(slots->name, "store.name");
  if (!name) return name.error();
  if (name->empty()) return misuse("store.name", "errors could not name the store", "give it a name");
  return std::unique_ptr<HostStore>(new HostStore(*slots, *name));
}

HostStore::~HostStore() {
  if (slots_.destroy == nullptr) return;
  const Gate::Inside inside(gate_);
  try {
    slots_.destroy(slots_.self);
  } catch (...) {  // NOLINT(bugprone-empty-catch): whatever it kept, it is gone for us
  }
}

StoreCapabilities HostStore::capabilities() const noexcept {
  StoreCapabilities to;
  to.durable = (slots_.capabilities & FIRSTLOG_STORE_DURABLE) != 0;
  to.shared_by_processes = (slots_.capabilities & FIRSTLOG_STORE_SHARED_BY_PROCESSES) != 0;
  to.waits_for_news = (slots_.capabilities & FIRSTLOG_STORE_WAITS_FOR_NEWS) != 0;
  to.host_transactions = (slots_.capabilities & FIRSTLOG_STORE_HOST_TRANSACTIONS) != 0;
  return to;
}

Result<std::unique_ptr<Session>> HostStore::open_session() noexcept {
  firstlog_error told = FIRSTLOG_ERROR_INIT;
  firstlog_session session{};
  session.struct_size = sizeof session;
  const Gate::Inside inside(gate_);
  try {
    const firstlog_status status = slots_.open_session(slots_.self, &session, &told);
    if (status != FIRSTLOG_STATUS_OK) return slot_error(name_, "open_session", status, told);
    Result<std::unique_ptr<HostSession>> made = HostSession::make(session, name_, gate_);
    if (!made) {
      if (session.struct_size >= session_size_first && session.destroy != nullptr)
        session.destroy(session.self);
      return made.error();
    }
    return std::unique_ptr<Session>(std::move(*made));
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, name_, "no memory for a session", "free some and call again");
  } catch (...) {
    return Error(Status::internal, name_, "slot open_session threw", "let it answer a status");
  }
}

}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_engine_create_on_store(const firstlog_store* store,
                                                const firstlog_engine_options* options,
                                                firstlog_engine** engine, firstlog_error* error) {
  return guard(error, "engine", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(engine);
    *engine = nullptr;
    Result<std::unique_ptr<HostStore>> made = HostStore::make(store);
    if (!made) return made.error();
    return make_engine(std::move(*made), options, engine);
  });
}

firstlog_status firstlog_transaction_create_on_session(firstlog_engine* engine, const char* organisation,
                                                       const firstlog_session* session,
                                                       firstlog_transaction** transaction,
                                                       firstlog_error* error) {
  return guard(error, "transaction", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(transaction);
    *transaction = nullptr;
    FIRSTLOG_NOT_NULL(session);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    Result<std::unique_ptr<HostSession>> made = HostSession::make(*session, "host session", &engine->gate);
    if (!made) return made.error();
    HostSession* plain = made->get();
    const auto destroy = session->destroy;
    plain->disown();  // until it is the transaction's
    if (Result<void> r = make_transaction(*engine, *key, std::move(*made), transaction); !r) return r;
    plain->own(destroy);
    return {};
  });
}

firstlog_status firstlog_journal_import_to_store(const firstlog_store* store, const char* organisation,
                                                 firstlog_text lines, firstlog_head* head,
                                                 firstlog_error* error) {
  return guard(error, "import", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(organisation);
    const Result<std::string_view> text = text_of(lines, "lines");
    if (!text) return text.error();
    Result<std::unique_ptr<HostStore>> made = HostStore::make(store);
    if (!made) return made.error();
    (*made)->disown();
    const Result<Head> imported = import_journal(**made, organisation, *text);
    if (!imported) return imported.error();
    if (head != nullptr) *head = to_c(*imported);
    return {};
  });
}

firstlog_status firstlog_journal_read(firstlog_engine* engine, const char* organisation, uint64_t from,
                                      firstlog_row_sink sink, void* sink_self, firstlog_error* error) {
  return guard(error, "journal", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(sink);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    struct Rows final : RowSink {
      firstlog_row_sink sink = nullptr;
      void* self = nullptr;
      Gate* gate = nullptr;
      Result<void> result;
      bool take(const CommitRow& row) noexcept override {
        const Gate::Inside inside(gate);
        try {
          const firstlog_commit_row to{row.first_position.number(), to_c(row.head), bytes_view(row.record)};
          if (sink(self, &to) == 0) return true;
          result = Error(Status::cancelled, "sink", "the host's sink stopped the reading");
        } catch (...) {
          result = Error(Status::internal, "sink", "the host's sink threw", "let it answer a number");
        }
        return false;
      }
    } rows;
    rows.sink = sink;
    rows.self = sink_self;
    rows.gate = &engine->gate;
    if (Result<void> r = engine->engine->read_commits(*key, Position(from), rows); !r) return r;
    return rows.result;
  });
}
