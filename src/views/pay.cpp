// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/views/detail/pay-inl.hpp"
