// model_conversion.cpp - turns, and the answer.
#include "server/http/model_conversion.hpp"

#include <cstring>
#include <utility>

#include "server/http/file_response.hpp"
#include "server/http/static_files.hpp"
#include "shared/base/own_data.hpp"
#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

class TextSource final : public BodySource {
public:
    explicit TextSource(std::string text) : text_(std::move(text)) {}
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        if (offset >= text_.size()) return 0;
        return text_.copy(reinterpret_cast<char*>(out.data()), out.size(), static_cast<std::size_t>(offset));
    }

private:
    const std::string text_;
};

}  // namespace

/// A place among those that convert; given back when it goes out of scope.
class ModelConverter::Turn {
public:
    explicit Turn(ModelConverter& owner) : owner_(owner) {
        std::unique_lock lock(owner_.mutex_);
        if (owner_.running_ == kMostAtOnce && owner_.waiting_ == kMostWaiting) return;
        ++owner_.waiting_;
        owner_.turn_.wait(lock, [this] { return owner_.running_ < kMostAtOnce; });
        --owner_.waiting_;
        ++owner_.running_;
        is_taken_ = true;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
        if (!is_taken_) return;
        {
            const std::scoped_lock lock(owner_.mutex_);
            --owner_.running_;
        }
        owner_.turn_.notify_one();
    }
    [[nodiscard]] bool is_taken() const { return is_taken_; }

private:
    ModelConverter& owner_;
    bool is_taken_ = false;
};

Response ModelConverter::respond(const Request& request, const StoredFile& file, const exporting::FormatInfo& format) {
    if (extension_of(file.filename) != ".glb") {
        return respond_error(
            {ErrorCode::InvalidRequest,
             file.filename + " is no GLB, and only those are converted. Leave format out to take it as it is.", "format"},
            request.request_id);
    }
    const std::string stem(stem_of(file.filename));
    const std::string etag = file.sha256 + "-" + std::string(format.name);
    // A copy that is still right costs nothing; everything else about the answer is respond_file's.
    if (matches_etag(request.headers.get("If-None-Match"), "\"" + etag + "\""))
        return respond_file(request, {nullptr, 0, etag, std::string(format.media_type), file.filename, true});
    const Turn turn(*this);
    if (!turn.is_taken()) {
        Response busy = respond_error(
            {ErrorCode::Unavailable, "Too many models are being converted. Ask again in a few seconds."}, request.request_id);
        busy.headers.set("Retry-After", "5");
        return busy;
    }
    const std::unique_ptr<BlobReader> blob = blobs_.open(file.sha256);
    if (!blob) return respond_error(Error{ErrorCode::Gone, file.filename + " is no longer kept."}, request.request_id);
    if (blob->size_bytes() > exporting::Limits{}.max_glb_bytes) {
        return respond_error({ErrorCode::PayloadTooLarge, file.filename + " is too large to convert here. Take it as glb."},
                             request.request_id);
    }
    Result<std::string> converted = [&] {
        const Bytes glb = read_all(*blob);
        const OwnData own;
        return exporting::convert_glb(glb, format.format, stem);
    }();
    if (!converted) return respond_error(converted.error(), request.request_id);
    const std::uint64_t size = converted->size();
    return respond_file(request, {std::make_shared<TextSource>(*std::move(converted)), size, etag, std::string(format.media_type),
                                  stem + std::string(format.extension), true});
}

}  // namespace i2m::http
