// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/rules/commission/detail/bulk_order-inl.hpp"
