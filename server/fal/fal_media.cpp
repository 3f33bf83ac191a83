// fal_media.cpp - a GLB is streamed to its place; an archive is gathered first, since its list of files comes last.
#include "server/fal/fal_media.hpp"

#include <algorithm>

#include "server/fal/fal_limits.hpp"
#include "server/fal/zip_reader.hpp"
#include "shared/base/text.hpp"

namespace i2m::fal {
namespace {

constexpr Millis kPreviewTimeout{30'000};

/// Takes one download: the first bytes decide where the rest goes.
class Download {
public:
    explicit Download(BlobWriter& out) : out_(out) {}

    /// False when no more is wanted.
    bool take(ByteView piece) {
        if (is_decided_) return pass_on(piece);
        head_.insert(head_.end(), piece.begin(), piece.end());
        if (head_.size() < kHeadBytes) return true;
        return decide();
    }
    /// After the last byte: short files are judged too.
    void end() {
        if (!is_decided_) decide();
    }
    [[nodiscard]] MediaKind kind() const { return kind_; }
    [[nodiscard]] ByteView head() const { return head_; }
    [[nodiscard]] ByteView archive() const { return archive_; }
    [[nodiscard]] bool is_archive_too_large() const { return is_archive_too_large_; }
    [[nodiscard]] bool is_empty() const { return head_.empty(); }

private:
    bool decide() {
        is_decided_ = true;
        kind_ = media_kind(head_);
        return pass_on(head_);
    }
    bool pass_on(ByteView piece) {
        if (kind_ == MediaKind::Glb) {
            out_.write(piece);
            return true;
        }
        if (kind_ != MediaKind::Zip) return false;
        is_archive_too_large_ = piece.size() > kMaxArchiveBytes - archive_.size();
        if (is_archive_too_large_) return false;
        archive_.insert(archive_.end(), piece.begin(), piece.end());
        return true;
    }

    BlobWriter& out_;
    Bytes head_;
    Bytes archive_;
    MediaKind kind_ = MediaKind::Other;
    bool is_decided_ = false;
    bool is_archive_too_large_ = false;
};

Failure invalid(const std::string& words) { return {FailureKind::Permanent, {ErrorCode::ModelInvalid, words}}; }

/// What came instead of a GLB and where it lies; `extension` is "" when it is not worth keeping.
struct Other {
    std::string url;
    MediaKind kind = MediaKind::Other;
    std::string extension;
};

/// The largest GLB of the archive, since beside the model lie at most parts of it; false when there is none.
Result<bool> unpack_model(ByteView archive, BlobWriter& out) {
    const Result<std::vector<ZipEntry>> entries = list_zip(archive);
    if (!entries) return entries.error();
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : *entries) {
        if (extension_of(entry.name) == ".glb" && (found == nullptr || entry.bytes > found->bytes)) found = &entry;
    }
    if (found == nullptr) return false;
    const Result<void> unpacked = unpack_zip(archive, *found, kMaxModelBytes, [&](ByteView piece) { out.write(piece); });
    if (!unpacked) return unpacked.error();
    return true;
}

/// The path's extension in small letters; the query does not count.
std::string extension_in(const std::string& url) { return to_lower(extension_of(url.substr(0, url.find_first_of("?#")))); }

bool is_plain_text(ByteView head) {
    return std::all_of(head.begin(), head.end(), [](std::uint8_t c) { return c >= ' ' || c == '\n' || c == '\r' || c == '\t'; });
}

std::string extension_to_keep(MediaKind kind, const std::string& url, ByteView head) {
    if (kind == MediaKind::Fbx) return ".fbx";
    if (kind == MediaKind::Zip) return extension_in(url) == ".usdz" ? ".usdz" : ".zip";
    return extension_in(url) == ".obj" && is_plain_text(head) ? ".obj" : "";
}

std::string words_of_kept(const std::string& extension) {
    if (extension == ".zip")
        return "The model came as a ZIP archive without a GLB, which cannot be shown here. Download it to see what is in it.";
    std::string name = extension.substr(1);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return "The model came as " + name +
           ", which cannot be shown here. Download it, or run the file again with options that give GLB.";
}

/// Often a page of whoever stands before the files: the next time it may be the model.
Failure other_format() {
    return {
        FailureKind::Transient,
        {ErrorCode::ModelInvalid, "The model came in a format that is no GLB. Run the file again with options that give GLB."}};
}

HttpRequest media_request(const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.max_redirects = kMaxRedirects;
    request.max_body_bytes = kMaxModelBytes;
    request.timeout = Millis{0};
    return request;
}

/// One address: the model, a failure, or what lies there instead.
std::variant<Fetched, Failure, Other> try_one(const FalCalls& calls, const std::string& url, const CallContext& context,
                                              BlobWriter& out, const std::stop_token& stop) {
    Download download(out);
    const HttpOutcome outcome = calls.transfer(
        "download", media_request(url), [&](ByteView piece) { return download.take(piece); }, stop);
    const auto instead = [&] { return Other{url, download.kind(), extension_to_keep(download.kind(), url, download.head())}; };
    if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) {
        if (broken->trouble != HttpTrouble::SinkEnded) return classify(*broken, context);
        if (download.is_archive_too_large()) return invalid("The model came as a ZIP archive that is too large.");
        return instead();
    }
    const auto& answer = std::get<HttpAnswer>(outcome);
    if (!answer.is_good()) return classify(answer, context);
    download.end();
    if (download.is_empty())
        return Failure{FailureKind::Transient, {ErrorCode::ModelInvalid, "An empty model came back. Run the file again."}};
    if (download.kind() == MediaKind::Glb) return Fetched{};
    if (download.kind() != MediaKind::Zip) return instead();
    const Result<bool> unpacked = unpack_model(download.archive(), out);
    if (!unpacked) return Failure{FailureKind::Permanent, unpacked.error()};
    if (*unpacked) return Fetched{};
    return instead();
}

/// The whole file as it is. Only the start of it was looked at before.
Outcome<Fetched> keep_as_it_is(const FalCalls& calls, const Other& other, const CallContext& context, BlobWriter& out,
                               const std::stop_token& stop) {
    const HttpOutcome outcome = calls.transfer(
        "download", media_request(other.url),
        [&](ByteView piece) {
            out.write(piece);
            return true;
        },
        stop);
    if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) return classify(*broken, context);
    const auto& answer = std::get<HttpAnswer>(outcome);
    if (!answer.is_good()) return classify(answer, context);
    return Fetched{other.extension, words_of_kept(other.extension)};
}

}  // namespace

MediaKind media_kind(ByteView head) {
    const std::string_view text = as_text(head);
    if (text.starts_with("glTF")) return MediaKind::Glb;
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return MediaKind::Zip;
    if (text.starts_with("Kaydara FBX Binary")) return MediaKind::Fbx;
    return MediaKind::Other;
}

Outcome<Fetched> download_model(const FalCalls& calls, const std::vector<std::string>& urls, const CallContext& context,
                                BlobWriter& out, std::stop_token stop) {
    std::optional<Failure> first;
    std::optional<Other> kept;
    for (const std::string& url : urls) {
        const auto tried = try_one(calls, url, context, out, stop);
        if (const auto* const model = std::get_if<Fetched>(&tried)) return *model;
        const auto* const failure = std::get_if<Failure>(&tried);
        // What broke may work soon; what is of no use leaves room for the next address, while nothing is written.
        if (failure != nullptr && (failure->kind != FailureKind::Permanent || out.size_bytes() > 0)) return *failure;
        if (!first) first = failure != nullptr ? *failure : other_format();
        const auto* const other = std::get_if<Other>(&tried);
        if (!kept && other != nullptr && !other->extension.empty()) kept = *other;
    }
    if (kept) return keep_as_it_is(calls, *kept, context, out, stop);
    return first ? *first : Failure{FailureKind::Permanent, Error::of(ErrorCode::NoModelMade)};
}

Bytes download_preview(const FalCalls& calls, const std::string& url, std::stop_token stop) {
    HttpRequest request = media_request(url);
    request.max_body_bytes = kMaxPreviewBytes;
    request.timeout = kPreviewTimeout;
    Bytes picture;
    const HttpOutcome outcome = calls.transfer(
        "preview", request,
        [&](ByteView piece) {
            picture.insert(picture.end(), piece.begin(), piece.end());
            return true;
        },
        std::move(stop));
    const auto* const answer = std::get_if<HttpAnswer>(&outcome);
    return answer != nullptr && answer->is_good() ? picture : Bytes{};
}

}  // namespace i2m::fal
