// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/engine_impl.hpp"
#include "firstlog/engine/import_record.hpp"

namespace firstlog::inline v1 {

Result<std::vector<ImportRecord>> Engine::imports(std::string_view organisation) {
  return detail::guarded(organisation, [&]() -> Result<std::vector<ImportRecord>> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    std::vector<ImportRecord> all;
    Result<void> looked = (*found)->look([&](const detail::Organisation& o) {
      for (std::uint32_t i = 1; i <= o.state().import_count(); ++i) {
        const ImportRow& row = o.state().import(i);
        all.push_back({.batch = std::string(o.state().key_of_import(i)),
                       .status = row.status,
                       .begun_by = row.begun_by,
                       .begun = row.begun,
                       .contacts = row.contacts,
                       .first_use = row.first_use,
                       .wrote_elsewhere = row.wrote_elsewhere});
      }
    });
    if (!looked) return looked.error();
    return all;
  });
}

}  // namespace firstlog::inline v1
