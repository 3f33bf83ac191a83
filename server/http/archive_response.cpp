// archive_response.cpp - an archive as the source of an answer.
#include "server/http/archive_response.hpp"

#include <memory>
#include <utility>

#include "server/http/file_response.hpp"
#include "shared/base/sha256.hpp"
#include "shared/zip/stored_zip.hpp"

namespace i2m::http {
namespace {

/// Reads one blob after the other. For the one thread that sends the answer.
class ArchiveSource final : public BodySource {
public:
    ArchiveSource(const BlobStore& blobs, std::vector<zip::Entry> entries, std::vector<std::string> sha256)
        : blobs_(blobs),
          sha256_(std::move(sha256)),
          archive_(std::move(entries), [this](std::size_t entry, std::uint64_t offset, std::span<std::uint8_t> out) {
              return read_blob(entry, offset, out);
          }) {}

    [[nodiscard]] std::uint64_t size_bytes() const { return archive_.size_bytes(); }
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override { return archive_.read(offset, out); }

private:
    std::size_t read_blob(std::size_t entry, std::uint64_t offset, std::span<std::uint8_t> out) const {
        if (!open_ || open_entry_ != entry) {
            open_.reset();  // first: one is open at a time
            open_ = blobs_.open(sha256_[entry]);
            open_entry_ = entry;
        }
        return open_ ? open_->read(offset, out) : 0;
    }

    const BlobStore& blobs_;
    const std::vector<std::string> sha256_;
    mutable std::unique_ptr<BlobReader> open_;
    mutable std::size_t open_entry_ = 0;
    mutable zip::StoredZip archive_;
};

}  // namespace

Response respond_archive(const Request& request, const BlobStore& blobs, const std::vector<ArchivedFile>& files,
                         const std::string& archive_name) {
    std::vector<std::string> wanted;
    wanted.reserve(files.size());
    for (const ArchivedFile& file : files) wanted.push_back(file.name);
    const std::vector<std::string> names = zip::portable_names(wanted);
    std::vector<zip::Entry> entries;
    std::vector<std::string> sha256;
    std::string all;  // what the archive's bytes follow from
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::unique_ptr<BlobReader> blob = blobs.open(files[i].sha256);
        if (!blob || blob->size_bytes() != files[i].size_bytes)
            return respond_error({ErrorCode::Gone, files[i].name + " is no longer kept."}, request.request_id);
        entries.push_back({names[i], files[i].size_bytes, files[i].modified_s});
        sha256.push_back(files[i].sha256);
        all.append(names[i]).append("\n").append(files[i].sha256).append(std::to_string(files[i].modified_s)).append("\n");
    }
    auto source = std::make_shared<ArchiveSource>(blobs, std::move(entries), std::move(sha256));
    const std::uint64_t size = source->size_bytes();
    return respond_file(request, {std::move(source), size, sha256_hex(as_bytes(all)), "application/zip", archive_name, true});
}

}  // namespace i2m::http
