// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What is told of the postings when somebody asks; performance.cpp makes them.
#include "firstlog/views/detail/performance_explain-inl.hpp"
#include "firstlog/views/detail/performance_import-inl.hpp"
#include "firstlog/views/detail/performance_statement-inl.hpp"
#include "firstlog/views/detail/settlement-inl.hpp"
