// bounded_stb.cpp - gives stb_image an allocator that stops at a budget.
#include "shared/image/bounded_stb.hpp"

#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace i2m {
namespace {

/// stb's allocation macros carry no context, so the budget of the running decode is kept per thread, for its duration.
thread_local std::size_t budget_left = 0;

/// In front of each block stands its size, so that freeing gives it back to the budget.
constexpr std::size_t kHeader = alignof(std::max_align_t);

void* budget_malloc(std::size_t size) {
    if (size > budget_left) return nullptr;
    auto* block = static_cast<unsigned char*>(std::malloc(size + kHeader));
    if (block == nullptr) return nullptr;
    std::memcpy(block, &size, sizeof size);
    budget_left -= size;
    return block + kHeader;
}

std::size_t block_size(const void* pointer) {
    std::size_t size = 0;
    std::memcpy(&size, static_cast<const unsigned char*>(pointer) - kHeader, sizeof size);
    return size;
}

void budget_free(void* pointer) {
    if (pointer == nullptr) return;
    budget_left += block_size(pointer);
    std::free(static_cast<unsigned char*>(pointer) - kHeader);
}

void* budget_realloc(void* pointer, std::size_t size) {
    if (pointer == nullptr) return budget_malloc(size);
    const std::size_t old_size = block_size(pointer);
    if (size > old_size && size - old_size > budget_left) return nullptr;
    auto* block = static_cast<unsigned char*>(std::realloc(static_cast<unsigned char*>(pointer) - kHeader, size + kHeader));
    if (block == nullptr) return nullptr;
    budget_left = budget_left + old_size - size;
    std::memcpy(block, &size, sizeof size);
    return block + kHeader;
}

}  // namespace
}  // namespace i2m

#define STBI_MALLOC(size) i2m::budget_malloc(size)
#define STBI_REALLOC(pointer, size) i2m::budget_realloc(pointer, size)
#define STBI_FREE(pointer) i2m::budget_free(pointer)
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_FAILURE_STRINGS
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wold-style-cast"  // around our macros, which count as our code
#endif
#include <stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace i2m {

Result<Pixels> decode_within(ByteView bytes, std::size_t budget_bytes) {
    if (bytes.size() > INT_MAX) return Error::of(ErrorCode::ImageUndecodable);
    int width = 0, height = 0, channels = 0;
    budget_left = budget_bytes;
    const std::unique_ptr<stbi_uc, decltype(&budget_free)> decoded(
        stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels, 4), &budget_free);
    if (!decoded) return Error::of(ErrorCode::ImageUndecodable);
    Pixels pixels;
    pixels.width_px = static_cast<std::uint32_t>(width);
    pixels.height_px = static_cast<std::uint32_t>(height);
    pixels.rgba.assign(decoded.get(), decoded.get() + 4 * std::size_t{pixels.width_px} * pixels.height_px);
    return pixels;
}

}  // namespace i2m
