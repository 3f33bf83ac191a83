// fal_fuzz.cpp - whatever FAL.AI answers: what is taken keeps its rules, and an archive gives no more than it states.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/core/url.hpp"
#include "server/fal/fal_errors.hpp"
#include "server/fal/fal_limits.hpp"
#include "server/fal/fal_wire.hpp"
#include "server/fal/zip_reader.hpp"

namespace {

using namespace i2m;

constexpr std::string_view kQueue = "https://queue.fal.run";

void require(bool holds) {
    if (!holds) std::abort();
}

void check_address(const std::string& address) {
    const std::optional<Url> url = parse_url(address);
    require(url && url->has_same_origin(*parse_url(kQueue)));
}

void check_submit(std::string_view text) {
    const Result<Submission> submission = fal::parse_submit(kQueue, "fal-ai/trellis", text);
    if (!submission) return;
    require(fal::is_request_id(submission->request_id));
    const Result<fal::RequestUrls> urls = fal::kept_urls(kQueue, *submission);
    require(urls.ok());
    for (const std::string* address : {&urls->status, &urls->result, &urls->cancel}) check_address(*address);
}

void check_status(std::string_view text) {
    const Result<fal::StatusAnswer> status = fal::parse_status(text);
    if (!status) return;
    require(status->poll.message.size() <= fal::kMaxMessageBytes + 3);
    require(!status->poll.percent || (*status->poll.percent >= 0 && *status->poll.percent <= 95));
}

void check_result(std::string_view text) {
    const Result<fal::ResultFiles> files = fal::parse_result(text);
    if (!files) return;
    require(files->meshes.size() <= fal::kMaxMeshes);
    for (const std::string& mesh : files->meshes) require(parse_url(mesh).has_value());
}

void check_error(std::string_view text) {
    for (const fal::Step step : {fal::Step::Upload, fal::Step::Submit, fal::Step::Status, fal::Step::Result, fal::Step::Media}) {
        const Failure failure = fal::classify(HttpAnswer{422, {}, std::string(text)}, {step, "toy.png", "image_url"});
        require(!failure.error.message.empty() && failure.error.message.size() < 400);
        require(failure.kind != FailureKind::Ambiguous);
    }
}

void check_archive(ByteView bytes) {
    constexpr std::uint64_t kMost = 1U << 20;
    const Result<std::vector<fal::ZipEntry>> entries = fal::list_zip(bytes);
    if (!entries) return;
    std::uint64_t budget = 8 * kMost;
    for (const fal::ZipEntry& entry : *entries) {
        std::uint64_t got = 0;
        const Result<void> unpacked = fal::unpack_zip(bytes, entry, kMost, [&](ByteView piece) { got += piece.size(); });
        require(got <= kMost && got <= entry.bytes);
        require(!unpacked || got == entry.bytes);
        if (got > budget) return;
        budget -= got;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    const std::string_view text = as_text(bytes);
    check_submit(text);
    check_status(text);
    check_result(text);
    check_error(text);
    check_archive(bytes);
    return 0;
}
