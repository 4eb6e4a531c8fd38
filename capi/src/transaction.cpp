// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "transaction.hpp"

#include <sqlite3.h>

#include "firstlog/store/sqlite.hpp"
#include "organisation.hpp"

struct firstlog_transaction : firstlog_c::Handle {
  firstlog_transaction(firstlog_engine& of, std::unique_ptr<firstlog::Session> of_host,
                       firstlog::HostTransaction made) noexcept
      : Handle(firstlog_c::HandleKind::transaction),
        engine(of),
        session(std::move(of_host)),
        transaction(std::move(made)) {}
  firstlog_c::EngineShare engine;
  std::unique_ptr<firstlog::Session> session;
  firstlog::HostTransaction transaction;
};

namespace firstlog_c {

using namespace firstlog;

Result<void> make_transaction(firstlog_engine& engine, std::string_view organisation,
                              std::unique_ptr<Session> session, firstlog_transaction** transaction) {
  Result<HostTransaction> joined = engine.engine->join(organisation, *session);
  if (!joined) return joined.error();
  *transaction = new firstlog_transaction(engine, std::move(session), std::move(*joined));
  return {};
}

}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_transaction_create(firstlog_engine* engine, const char* organisation,
                                            void* sqlite_connection, const char* sqlite_sourceid,
                                            firstlog_transaction** transaction, firstlog_error* error) {
  return guard(error, "transaction", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(transaction);
    *transaction = nullptr;
    FIRSTLOG_NOT_NULL(sqlite_connection);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    // The text stands in the library that answers it: another address is another copy, whatever it says.
    if (sqlite_sourceid != nullptr && sqlite_sourceid != sqlite3_sourceid())
      return Error(Status::unsupported, "sqlite", "the host's SQLite is another copy than this library's",
                   "link the host to the shared SQLite, or keep the journal through firstlog_store.h");
    Result<std::unique_ptr<Session>> session = sqlite_host_session(static_cast<sqlite3*>(sqlite_connection));
    if (!session) return session.error();
    return make_transaction(*engine, *key, std::move(*session), transaction);
  });
}

firstlog_status firstlog_transaction_submit(firstlog_transaction* transaction,
                                            const firstlog_command* commands, uint64_t count,
                                            firstlog_outcome* outcomes, firstlog_error* error) {
  return guard(error, "transaction", [&]() -> Result<void> {
    if (Result<void> r = check_handle(transaction, HandleKind::transaction, "transaction"); !r) return r;
    if (Result<void> r = transaction->engine->gate.check(); !r) return r;
    return submit_to(transaction->transaction, commands, count, outcomes,
                     transaction->engine->commands_per_commit_max);
  });
}

void firstlog_transaction_destroy(firstlog_transaction* transaction) {
  if (transaction != nullptr && bury(*transaction, HandleKind::transaction)) delete transaction;
}
