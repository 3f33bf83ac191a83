// messages_fuzz.cpp - a body that can be decoded keeps everything when it is encoded and decoded again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/api/messages.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

template <class T>
void check(const i2m::json::Value& body) {
    const auto message = i2m::json::decode<T>(body);
    if (!message) {
        require(message.error().code == i2m::ErrorCode::InvalidRequest && !message.error().message.empty());
        return;
    }
    const i2m::json::Value encoded = i2m::json::encode(*message);
    const auto again = i2m::json::decode<T>(encoded);
    require(again.ok() && i2m::json::encode(*again) == encoded);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace i2m::api;
    const auto body = i2m::json::parse({reinterpret_cast<const char*>(data), size});
    if (!body) return 0;
    check<ErrorEnvelope>(*body);
    check<UploadAnswer>(*body);
    check<JobView>(*body);
    check<JobListAnswer>(*body);
    check<EventData>(*body);
    check<DownloadListAnswer>(*body);
    check<ModelView>(*body);
    check<LimitsView>(*body);
    return 0;
}
