// sha256_stream.hpp - SHA-256 at the speed of the processor's own instructions.
#pragma once

#include <memory>
#include <string>

#include "shared/base/bytes.hpp"

struct evp_md_ctx_st;

namespace i2m {

/// A running SHA-256 (OpenSSL).
class Sha256Stream {
public:
    Sha256Stream();
    void update(ByteView bytes);
    /// 64 lower-case hexadecimal digits; the object is spent.
    [[nodiscard]] std::string finish();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace i2m
