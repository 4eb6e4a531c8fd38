// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/core/detail/commands-inl.hpp"
#include "firstlog/core/detail/commands/money-inl.hpp"
#include "firstlog/core/detail/commands/team-inl.hpp"
