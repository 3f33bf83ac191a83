// blob_store.cpp - reading a whole blob.
#include "server/core/blob_store.hpp"

#include "server/core/storage_error.hpp"

namespace i2m {

Bytes read_all(const BlobReader& reader) {
    Bytes bytes(static_cast<std::size_t>(reader.size_bytes()));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const std::size_t got = reader.read(done, std::span(bytes).subspan(done));
        if (got == 0) throw StorageError(ErrorCode::Internal, "a blob is shorter than its size");
        done += got;
    }
    return bytes;
}

}  // namespace i2m
