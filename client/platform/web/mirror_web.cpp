// mirror_web.cpp - packs a frame into one block of numbers and one of text, so that one call carries it.
#include "client/platform/web/mirror_web.hpp"

#include <emscripten.h>

#include <algorithm>
#include <string_view>

// clang-format off
EM_JS(void, i2m_js_show_mirror, (const double* numbers, int count, const char* text, int size), {
    Module["page"]["show_mirror"](numbers, count, text, size);
})
// clang-format on

namespace i2m::client::web {
namespace {

void append(std::string& text, std::string_view words) {
    const std::size_t begin = text.size();
    text += words;
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), '\0', ' ');
    text += '\0';
}

}  // namespace

PackedMirror pack(const MirrorFrame& frame) {
    PackedMirror out;
    out.numbers.reserve(frame.size() * 12);
    for (const MirrorItem& item : frame) {
        const double numbers[] = {static_cast<double>(item.id),
                                  static_cast<double>(item.parent),
                                  static_cast<double>(item.role),
                                  static_cast<double>(item.state),
                                  static_cast<double>(item.level),
                                  static_cast<double>(item.x),
                                  static_cast<double>(item.y),
                                  static_cast<double>(item.width),
                                  static_cast<double>(item.height),
                                  item.value_now,
                                  item.value_min,
                                  item.value_max};
        out.numbers.insert(out.numbers.end(), std::begin(numbers), std::end(numbers));
        append(out.text, item.name);
        append(out.text, item.value);
        append(out.text, item.description);
    }
    return out;
}

void MirrorSender::send(const MirrorFrame& frame, std::uint64_t hash) {
    if (has_sent_ && hash == sent_hash_) return;
    has_sent_ = true;
    sent_hash_ = hash;
    const PackedMirror packed = pack(frame);
    i2m_js_show_mirror(packed.numbers.data(), static_cast<int>(packed.numbers.size()), packed.text.data(),
                       static_cast<int>(packed.text.size()));
}

}  // namespace i2m::client::web
