// ed25519.cpp - one call of EVP.
#include "server/platform/ed25519.hpp"

#include <openssl/evp.h>

#include <memory>

namespace i2m {

bool is_signed_by_ed25519(ByteView public_key, ByteView signature, ByteView message) {
    constexpr std::size_t kKeyBytes = 32;
    constexpr std::size_t kSignatureBytes = 64;
    if (public_key.size() != kKeyBytes || signature.size() != kSignatureBytes) return false;
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()), &EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!key || !context) return false;
    if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace i2m
