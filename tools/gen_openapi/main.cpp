// gen_openapi - prints the HTTP API as an OpenAPI 3.1 document: gen_openapi > docs/openapi.json
#include <cstdio>

#include "server/version.hpp"
#include "shared/api/openapi.hpp"

int main() {
    const std::string text = i2m::json::dump_pretty(i2m::api::openapi_document(i2m::kVersion));
    return std::puts(text.c_str()) < 0 || std::fflush(stdout) != 0 ? 1 : 0;
}
