// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/rules/commission/detail/payable-inl.hpp"
