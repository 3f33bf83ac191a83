// multipart_fuzz.cpp - however a form is cut, the same parts come out, and memory stays within what was fed.
// The first byte chooses where to cut, the second the limits; the rest is the form, its boundary is "b".
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/http/multipart.hpp"

namespace {

using namespace i2m;
using namespace i2m::http;

void require(bool holds) {
    if (!holds) std::abort();
}

/// Writes down everything that happens, and checks that it happens in order.
class Scribe final : public PartSink {
public:
    Result<void> begin_part(const PartHead& head) override {
        require(!is_open_ && !head.name.empty());
        is_open_ = true;
        ++parts;
        story += "\n<" + head.name + "|" + head.filename.value_or("-") + "|" + head.content_type + ">";
        return {};
    }
    Result<void> part_data(std::string_view piece) override {
        require(is_open_ && !piece.empty());
        bytes += piece.size();
        story += piece;
        return {};
    }
    Result<void> end_part() override {
        require(is_open_);
        is_open_ = false;
        story += "</>";
        return {};
    }
    std::string story;
    std::size_t bytes = 0;
    std::size_t parts = 0;

private:
    bool is_open_ = false;
};

std::string told(std::string_view form, std::size_t piece, const MultipartLimits& limits) {
    Scribe scribe;
    MultipartParser parser("b", scribe, limits);
    const std::size_t size = form.size();
    Result<void> result;
    for (; result.ok() && !form.empty(); form.remove_prefix(std::min(piece, form.size())))
        result = parser.feed(form.substr(0, piece));
    if (result.ok()) result = parser.finish();
    require(scribe.bytes <= size && scribe.parts <= limits.max_parts);
    return scribe.story + (result.ok() ? "\nok" : "\n" + result.error().message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2 || size > 20'000) return 0;
    const MultipartLimits limits{data[1] % 8U + 1, data[1] * 4U + 32U};
    const std::string_view form(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::string whole = told(form, std::max<std::size_t>(form.size(), 1), limits);
    require(told(form, data[0] % 50U + 1, limits) == whole);
    require(told(form, 1, limits) == whole);
    return 0;
}
