// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands inside the host's own transaction.
#pragma once

#include <memory>

#include "handles.hpp"

namespace firstlog_c {

// Joins the transaction that `session` was made for.
Result<void> make_transaction(firstlog_engine& engine, std::string_view organisation,
                              std::unique_ptr<firstlog::Session> session, firstlog_transaction** transaction);

}  // namespace firstlog_c
