// address_guard.hpp - which network addresses an answer of somebody else may send us to.
#pragma once

#include <sys/socket.h>

#include <optional>

#include "server/core/net_address.hpp"

namespace i2m {

/// nullopt for other families.
[[nodiscard]] std::optional<NetAddress> net_address(const sockaddr& address);

/// True for addresses of the public internet: not this machine, not a private or link-local network (with it the metadata
/// services of clouds), not a carrier's, multicast, reserved or documentation range, and no IPv6 form that carries an IPv4 address.
[[nodiscard]] bool is_public(const NetAddress& address);

}  // namespace i2m
