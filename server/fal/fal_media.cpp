// fal_media.cpp - a GLB is streamed to its place; an archive is gathered first, since its list of files comes last.
#include "server/fal/fal_media.hpp"

#include <algorithm>

#include "server/fal/fal_limits.hpp"
#include "server/fal/zip_reader.hpp"
#include "shared/base/text.hpp"

namespace i2m::fal {
namespace {

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

/// The largest GLB of the archive: beside the model lie at most parts of it.
Outcome<Done> unpack_model(ByteView archive, BlobWriter& out) {
    const Result<std::vector<ZipEntry>> entries = list_zip(archive);
    if (!entries) return Failure{FailureKind::Permanent, entries.error()};
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : *entries) {
        if (extension_of(entry.name) == ".glb" && (found == nullptr || entry.bytes > found->bytes)) found = &entry;
    }
    if (found == nullptr) {
        return invalid("The model came as a ZIP archive without a GLB in it. Run the file again with another model.");
    }
    const Result<void> unpacked = unpack_zip(archive, *found, kMaxModelBytes, [&](ByteView piece) { out.write(piece); });
    if (!unpacked) return Failure{FailureKind::Permanent, unpacked.error()};
    return Done{};
}

Failure other_format(MediaKind kind) {
    if (kind == MediaKind::Fbx) {
        return invalid("The model came as FBX, which cannot be shown here. Run the file again with options that give GLB.");
    }
    return invalid("The model came in a format that is no GLB. Run the file again with options that give GLB.");
}

/// One address: the model, a failure, or the kind of what lies there instead.
std::variant<Done, Failure, MediaKind> try_one(const FalCalls& calls, const std::string& url, const CallContext& context,
                                               BlobWriter& out, const std::stop_token& stop) {
    HttpRequest request;
    request.url = url;
    request.max_redirects = kMaxRedirects;
    request.max_body_bytes = kMaxModelBytes;
    request.timeout = Millis{0};
    Download download(out);
    const HttpOutcome outcome = calls.transfer(
        "download", request, [&](ByteView piece) { return download.take(piece); }, stop);
    if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) {
        if (broken->trouble != HttpTrouble::SinkEnded) return classify(*broken, context);
        if (download.is_archive_too_large()) return invalid("The model came as a ZIP archive that is too large.");
        return download.kind();
    }
    const auto& answer = std::get<HttpAnswer>(outcome);
    if (!answer.is_good()) return classify(answer, context);
    download.end();
    if (download.is_empty()) return Failure{FailureKind::Transient, {ErrorCode::ModelInvalid, "An empty model came back."}};
    if (download.kind() == MediaKind::Glb) return Done{};
    if (download.kind() != MediaKind::Zip) return download.kind();
    const Outcome<Done> unpacked = unpack_model(download.archive(), out);
    if (const auto* const failure = std::get_if<Failure>(&unpacked)) return *failure;
    return Done{};
}

}  // namespace

MediaKind media_kind(ByteView head) {
    const std::string_view text = as_text(head);
    if (text.starts_with("glTF")) return MediaKind::Glb;
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return MediaKind::Zip;
    if (text.starts_with("Kaydara FBX Binary")) return MediaKind::Fbx;
    return MediaKind::Other;
}

Outcome<Done> download_model(const FalCalls& calls, const std::vector<std::string>& urls, const CallContext& context,
                             BlobWriter& out, std::stop_token stop) {
    std::optional<Failure> first;
    for (const std::string& url : urls) {
        const auto tried = try_one(calls, url, context, out, stop);
        if (std::holds_alternative<Done>(tried)) return Done{};
        const auto* const failure = std::get_if<Failure>(&tried);
        // What broke may work soon; what is of no use leaves room for the next address, while nothing is written.
        if (failure != nullptr && (failure->kind != FailureKind::Permanent || out.size_bytes() > 0)) return *failure;
        if (!first) first = failure != nullptr ? *failure : other_format(std::get<MediaKind>(tried));
    }
    return first ? *first : Failure{FailureKind::Permanent, Error::of(ErrorCode::NoModelMade)};
}

}  // namespace i2m::fal
