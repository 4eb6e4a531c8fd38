// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The rows that grow with every close. Here, so that the copy of their code that the linker keeps is this
// fast one and not that of a report (cmake/FirstlogTargets.cmake).
#include <vector>

#include "firstlog/views/detail/deal_account.hpp"
#include "firstlog/views/performance.hpp"

template class std::vector<firstlog::StatementLine>;
template class std::vector<firstlog::detail::DealAccount>;
