// uploads.cpp - the parts of a form become files and fields.
#include "server/http/uploads.hpp"

#include <algorithm>
#include <charconv>

#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

constexpr std::size_t kPieceBytes = 131'072;
constexpr std::size_t kMaxFields = 32;

bool is_file_field(std::string_view name) { return name == "files" || name == "file" || name == "files[]"; }

class FormSink final : public PartSink {
public:
    FormSink(BlobStore& blobs, const UploadLimits& limits, UploadForm& form) : blobs_(blobs), limits_(limits), form_(form) {}

    Result<void> begin_part(const PartHead& head) override {
        field_ = nullptr;
        file_.reset();
        if (head.filename && is_file_field(head.name)) {
            head_ = head;
            return {};
        }
        head_.reset();
        if (head.name == "face_limit") field_ = &form_.face_limit;
        if (head.name == "model") field_ = &form_.model;
        if (head.name == "options") field_ = &form_.options;
        if (head.name == "idempotency_key") field_ = &form_.idempotency_key;
        if (is_file_field(head.name)) {
            return Error{ErrorCode::InvalidRequest, "The field \"" + head.name + "\" must be a file. Send it with a file name.",
                         head.name};
        }
        return {};
    }

    Result<void> part_data(std::string_view piece) override {
        if (head_) {
            if (Result<void> opened = open_file(); !opened) return opened;
            // One byte over the limit is enough to know; the rest is read and dropped.
            const std::uint64_t room = limits_.image.max_bytes + 1 - file_->blob->size_bytes();
            const std::string_view kept = piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), room)));
            if (!kept.empty()) file_->blob->write(as_bytes(kept));
            return {};
        }
        field_bytes_ += piece.size();
        if (field_bytes_ > limits_.max_field_bytes)
            return Error{ErrorCode::PayloadTooLarge, "The form's text fields are too large. Send less text."};
        if (field_ != nullptr) field_->append(piece);
        return {};
    }

    Result<void> end_part() override {
        if (!head_) return {};
        // A browser sends a file field that nobody filled as a part without name and content.
        if (!file_ && head_->filename->empty()) return {};
        if (Result<void> opened = open_file(); !opened) return opened;
        file_->blob->finish();
        file_->report = check_image(file_->blob->view(), file_->filename, head_->content_type, limits_.image);
        file_->blob->end_view();
        form_.files.push_back(std::move(*file_));
        file_.reset();
        return {};
    }

private:
    Result<void> open_file() {
        if (file_) return {};
        if (form_.files.size() >= limits_.max_files) {
            return Error{ErrorCode::TooManyFiles,
                         limits_.max_files == 1
                             ? "Send one image here. For more use /api/v1/upload/batch."
                             : "Too many files. Send at most " + std::to_string(limits_.max_files) + " at a time."};
        }
        file_.emplace(AcceptFile{clean_file_name(*head_->filename), blobs_.begin(), {}});
        return {};
    }

    BlobStore& blobs_;
    const UploadLimits& limits_;
    UploadForm& form_;
    std::optional<PartHead> head_;    ///< of the file part being read
    std::optional<AcceptFile> file_;  ///< begun with its first byte
    std::string* field_ = nullptr;
    std::size_t field_bytes_ = 0;
};

}  // namespace

Result<UploadForm> read_upload(Request& request, BlobStore& blobs, const UploadLimits& limits) {
    const std::optional<std::string> boundary = boundary_of(request.headers.get("Content-Type"));
    if (!boundary) return Error{ErrorCode::InvalidRequest, "Send the images as multipart/form-data, in the field \"files\"."};
    UploadForm form;
    FormSink sink(blobs, limits, form);
    MultipartParser parser(*boundary, sink, {limits.max_files + kMaxFields, 8'192});
    const auto piece = std::make_unique<char[]>(kPieceBytes);
    while (true) {
        const Result<std::size_t> count = request.body_reader->read(piece.get(), kPieceBytes);
        if (!count) return count.error();
        if (*count == 0) break;
        if (const Result<void> fed = parser.feed({piece.get(), *count}); !fed) return fed.error();
    }
    if (const Result<void> finished = parser.finish(); !finished) return finished.error();
    return form;
}

Result<AcceptRequest> to_accept_request(UploadForm form, const Request& request) {
    AcceptRequest out;
    out.owner = request.caller.owner;
    out.model = std::move(form.model);
    out.files = std::move(form.files);
    out.idempotency_key = std::move(form.idempotency_key);
    if (const std::string_view header = request.headers.get("Idempotency-Key"); !header.empty()) out.idempotency_key = header;
    if (!form.face_limit.empty()) {
        std::int64_t faces = 0;
        const char* const end = form.face_limit.data() + form.face_limit.size();
        const auto [stopped, error] = std::from_chars(form.face_limit.data(), end, faces);
        if (error != std::errc() || stopped != end || faces <= 0) {
            return Error{ErrorCode::InvalidOption, "face_limit must be a whole number above 0. Leave it out for no limit.",
                         "face_limit"};
        }
        out.face_limit = faces;
    }
    if (!form.options.empty()) {
        Result<json::Value> options = json::parse(form.options);
        if (!options || options->as_object() == nullptr) {
            return Error{ErrorCode::InvalidOption, "options must be a JSON object. Check it and send it again.", "options"};
        }
        out.options = *std::move(options);
    }
    return out;
}

}  // namespace i2m::http
