// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog.h"
#include "firstlog/journal/row.hpp"

namespace firstlog_c {

firstlog_head to_c(const firstlog::Head& head) noexcept;

}  // namespace firstlog_c
