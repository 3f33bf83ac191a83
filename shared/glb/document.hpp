// document.hpp - the description of a GLB after parsing, with its buffers and images beside it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/glb/container.hpp"
#include "shared/glb/issues.hpp"

namespace tinygltf {
class Model;
}

namespace i2m::glb {

/// Where an image's bytes lie.
struct ImageSource {
    std::string mime_type;  ///< as claimed, or ""
    int buffer_view = -1;
    Bytes decoded;  ///< of a data URI
};

/// A parsed glTF document. Buffers are views of the file, so it must not outlive the bytes it was read from.
struct Document {
    Document();
    ~Document();
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    std::unique_ptr<tinygltf::Model> model;  ///< everything but buffers and images
    std::vector<ByteView> buffers;           ///< empty views stand for buffers without data here
    std::vector<Bytes> own_buffers;          ///< the data of buffers that were data URIs
    std::vector<ImageSource> images;
    std::string generator;
    std::string extras_json;
};

/// Parses the container's JSON. What is wrong goes into `issues`; only meaningful without errors. Indices inside the
/// model are as the file says them: check_model comes next.
[[nodiscard]] Document parse_document(const Container& container, const Limits& limits, Issues& issues);

/// Holds every index, offset and count of the model against what is there, and the node graph against cycles.
void check_model(const Document& document, const Limits& limits, Issues& issues);

}  // namespace i2m::glb
