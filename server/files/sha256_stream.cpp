// sha256_stream.cpp - OpenSSL's digest interface.
#include "server/files/sha256_stream.hpp"

#include <openssl/evp.h>

#include <array>

#include "server/core/storage_error.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {
void require(bool is_good) {
    if (!is_good) throw StorageError(ErrorCode::Internal, "SHA-256 is not available in the crypto library");
}
}  // namespace

void Sha256Stream::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
    require(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256Stream::update(ByteView bytes) { require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }

std::string Sha256Stream::finish() {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    return to_hex(digest.data(), size);
}

}  // namespace i2m
