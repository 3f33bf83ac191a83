// report_wire.hpp - verdicts and drafts on their way from the worker's WASM instance to the page's: JSON with enums as
// numbers, since both come from one build. Header only: the worker links nothing of the client.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/draft/draft.hpp"
#include "shared/image/check.hpp"
#include "shared/json/fields.hpp"

namespace i2m::client::web {

struct IssueWire {
    std::uint8_t code = 0;
    std::uint8_t severity = 0;
    std::string message;
    std::string brief;
};
struct ReportWire {
    std::uint8_t format = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint8_t channels = 0;
    std::uint8_t bits = 0;
    bool has_alpha = false;
    std::uint8_t orientation = 1;
    std::vector<IssueWire> issues;
};
/// `error` in words, or the rest; `glb_bytes` and the mask's size tell what to fetch from the worker's memory.
struct DraftWire {
    std::string error;
    std::uint8_t method = 0;
    std::vector<std::uint8_t> advice;
    double fill = 0;
    std::uint64_t triangles = 0;
    double took_ms = 0;
    std::uint64_t glb_bytes = 0;
    std::uint32_t mask_width = 0;
    std::uint32_t mask_height = 0;
    std::uint64_t mesh_triangles = 0;  ///< of the coarse mesh seen from the front: six coordinates each, in mask pixels
    double left = 0;                   ///< the object's extent across the picture, 0..1
    double right = 1;
};

}  // namespace i2m::client::web

template <>
struct i2m::json::Fields<i2m::client::web::IssueWire> {
    using W = i2m::client::web::IssueWire;
    static constexpr std::string_view kName = "Issue";
    static constexpr auto kList = std::tuple{required("code", &W::code), required("severity", &W::severity),
                                             required("message", &W::message), required("brief", &W::brief)};
};
template <>
struct i2m::json::Fields<i2m::client::web::ReportWire> {
    using W = i2m::client::web::ReportWire;
    static constexpr std::string_view kName = "Report";
    static constexpr auto kList =
        std::tuple{required("format", &W::format),           required("width", &W::width),  required("height", &W::height),
                   required("channels", &W::channels),       required("bits", &W::bits),    required("has_alpha", &W::has_alpha),
                   required("orientation", &W::orientation), required("issues", &W::issues)};
};
template <>
struct i2m::json::Fields<i2m::client::web::DraftWire> {
    using W = i2m::client::web::DraftWire;
    static constexpr std::string_view kName = "Draft";
    static constexpr auto kList = std::tuple{optional("error", &W::error),
                                             optional("method", &W::method),
                                             optional("advice", &W::advice),
                                             optional("fill", &W::fill),
                                             optional("triangles", &W::triangles),
                                             optional("took_ms", &W::took_ms),
                                             optional("glb_bytes", &W::glb_bytes),
                                             optional("mask_width", &W::mask_width),
                                             optional("mask_height", &W::mask_height),
                                             optional("mesh_triangles", &W::mesh_triangles),
                                             optional("left", &W::left),
                                             optional("right", &W::right)};
};

namespace i2m::client::web {

[[nodiscard]] inline std::string wire_of(const ImageReport& report) {
    ReportWire wire{static_cast<std::uint8_t>(report.format),
                    report.width_px,
                    report.height_px,
                    report.channels,
                    report.bits,
                    report.has_alpha,
                    report.orientation,
                    {}};
    for (const ImageIssue& issue : report.issues) {
        wire.issues.push_back(
            {static_cast<std::uint8_t>(issue.code), static_cast<std::uint8_t>(issue.severity), issue.message, issue.brief});
    }
    return json::encode_text(wire);
}

/// An unreadable verdict (the worker died) becomes a refusal that says so: never an image that was not looked at.
[[nodiscard]] inline ImageReport report_from(std::string_view text) {
    ImageReport report;
    const Result<ReportWire> wire = json::decode_text<ReportWire>(text);
    if (!wire) {
        const std::string words = "The image could not be checked. Reload the page and add it again.";
        report.issues.push_back({ImageIssueCode::Damaged, Severity::Refusal, words, words});
        return report;
    }
    report.format = static_cast<ImageFormat>(wire->format <= static_cast<int>(ImageFormat::Png) ? wire->format : 0);
    report.width_px = wire->width;
    report.height_px = wire->height;
    report.channels = wire->channels;
    report.bits = wire->bits;
    report.has_alpha = wire->has_alpha;
    report.orientation = wire->orientation;
    for (const IssueWire& issue : wire->issues) {
        if (issue.code > static_cast<int>(ImageIssueCode::Progressive) || issue.severity > static_cast<int>(Severity::Refusal))
            continue;
        report.issues.push_back(
            {static_cast<ImageIssueCode>(issue.code), static_cast<Severity>(issue.severity), issue.message, issue.brief});
    }
    return report;
}

}  // namespace i2m::client::web
