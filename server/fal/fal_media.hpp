// fal_media.hpp - downloads a result's model and its picture: what a file is, its first bytes say.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/generator.hpp"
#include "server/fal/fal_calls.hpp"
#include "server/fal/fal_errors.hpp"

namespace i2m::fal {

enum class MediaKind : std::uint8_t { Glb, Zip, Fbx, Other };
/// By the first bytes; Other also while there are too few (kHeadBytes are enough).
[[nodiscard]] MediaKind media_kind(ByteView head);
inline constexpr std::size_t kHeadBytes = 20;

/// Writes the first of `urls` that is a GLB, or a ZIP archive with one inside, into `out`. When none is, the first that is worth
/// keeping (FBX, OBJ, USDZ, ZIP) as it came, with words that say why there is no 3D view; when there is no such one either: what
/// they are, in words. That is Transient, as a download that breaks is: asking again is free. ModelInvalid, ProviderProtocol, ProviderUnreachable,
/// ResultExpired.
[[nodiscard]] Outcome<Fetched> download_model(const FalCalls& calls, const std::vector<std::string>& urls,
                                              const CallContext& context, BlobWriter& out, std::stop_token stop);

/// The picture at `url`, unchecked; empty when it cannot be had or is larger than kMaxPreviewBytes.
[[nodiscard]] Bytes download_preview(const FalCalls& calls, const std::string& url, std::stop_token stop);

}  // namespace i2m::fal
