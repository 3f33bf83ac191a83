// forwarded.hpp - who asks, where proxies stand between.
#pragma once

#include "server/core/net_address.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

/// Sets who the client is, whether it spoke TLS and whether it sits at this machine. X-Forwarded-For and X-Forwarded-Proto are
/// believed only from `trusted` peers.
void find_client(Request& request, const AddressList& trusted);

}  // namespace i2m::http
