// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The shape of questions that are answered with a text.
#pragma once

#include <string>

#include "organisation.hpp"

namespace firstlog_c {

// Enters, lets `make` write the answer, and hands it out.
template <class Make>
firstlog_status answer_text(firstlog_engine* engine, const char* organisation, firstlog_document** document,
                            firstlog_error* error, Make make) {
  return guard(error, "query", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    Result<std::string> text = make(*engine->engine, *key);
    return text ? hand_out(std::move(*text), document) : Result<void>(text.error());
  });
}

// The same of a rep's period.
template <class Make>
firstlog_status answer_for_rep(firstlog_engine* engine, const char* organisation, const char* viewer,
                               const char* rep, const char* period, firstlog_document** document,
                               firstlog_error* error, Make make) {
  return answer_text(engine, organisation, document, error,
                     [&](firstlog::Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(viewer);
                       FIRSTLOG_NOT_NULL(rep);
                       const auto month = period_of(period);
                       return month ? make(of, key, *month) : month.error();
                     });
}

}  // namespace firstlog_c
