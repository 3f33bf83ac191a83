// cors.hpp - lets the pages of listed web origins read answers (Fetch standard, section 3.2: CORS protocol).
#pragma once

#include "server/http/access.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

/// Adds the CORS fields to an answer: nothing while no origin is listed; for a listed one, spelled exactly, the permission to
/// read, and for its preflight (an OPTIONS whose answer has Allow) the methods and fields it may send. Keys travel in header
/// fields of the page's own, so credentials of the browser are not allowed.
void add_cors(const Access& access, const Request& request, Response& response);

}  // namespace i2m::http
