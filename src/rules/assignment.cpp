// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/rules/detail/assignment-inl.hpp"
#include "firstlog/rules/detail/assignment_table-inl.hpp"
