// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A whole journal out of a store and into another one, with its bytes and hashes as they are: backup,
// restore, moving between kinds of stores, handing a journal to a third party. Personal data, which is
// in the vault, does not travel with it.
#pragma once

#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/row.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1 {

// Takes text piece by piece. Answering false stops the export, which then answers cancelled.
class TextSink {
 public:
  virtual bool take(std::string_view text) noexcept = 0;

 protected:
  ~TextSink() = default;
};

// Writes every commit as a line of JSON (formats/journal_json.hpp), in order; each commit's hash is
// checked on the way. Errors: corrupt, cancelled, and those of the store.
FIRSTLOG_API Result<void> export_journal(Engine& engine, std::string_view organisation, TextSink& out);

// Appends the commits that `lines` hold to `store`, where that organisation must be empty or hold a
// beginning of the same journal; what it holds already is compared, not written. Everything is checked
// before the first commit is written. Answers the store's head afterwards.
// Errors: malformed and corrupt (naming line and JSON path), conflict (the store holds another
// journal of that organisation), and those of the store; after one of these, what was appended before it
// stands, and importing again goes on behind it.
FIRSTLOG_API Result<Head> import_journal(Store& store, std::string_view organisation, std::string_view lines,
                                         Duration wait_max = Duration::seconds(10));

}  // namespace firstlog::inline v1
