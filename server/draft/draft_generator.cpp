// draft_generator.cpp - decode, make the draft, write it.
#include "server/draft/draft_generator.hpp"

#include "server/core/direct_generator.hpp"
#include "shared/base/own_data.hpp"
#include "shared/draft/draft.hpp"
#include "shared/image/pixels.hpp"

namespace i2m {
namespace {

Failure permanent(Error error, const std::string& filename) {
    if (error.message.rfind(filename, 0) != 0) error.message = filename + ": " + error.message;
    error.field = filename;
    return Failure{FailureKind::Permanent, std::move(error)};
}

/// The registry has checked names, kinds and ranges; what is absent keeps the engine's default.
Result<draft::Options> options_of(const GenerateInput& input) {
    draft::Options options;
    options.input_sha256 = input.source_sha256;
    const auto number = [&](std::string_view name, std::uint32_t& out) {
        const json::Value* const value = input.options.find(name);
        if (value != nullptr && value->as_int() != nullptr) out = static_cast<std::uint32_t>(*value->as_int());
    };
    number("grid", options.grid);
    number("texture", options.texture_px);
    number("face_limit", options.face_limit);
    const json::Value* const method = input.options.find("method");
    if (method == nullptr || method->as_string() == nullptr) return options;
    using enum draft::Method;
    for (const draft::Method known : {Auto, Balls, Cuboid, Extrusion, Relief}) {
        if (draft::method_name(known) != *method->as_string()) continue;
        options.method = known;
        return options;
    }
    return Error{ErrorCode::InvalidOption, "The draft has no method \"" + *method->as_string() + "\".", "method"};
}

class DraftGenerator final : public DirectGenerator {
public:
    [[nodiscard]] models::Provider provider() const override { return models::Provider::Draft; }

    [[nodiscard]] Outcome<Fetched> fetch(const GenerateInput& input, const Submission*, BlobWriter& out,
                                         std::stop_token stop) override {
        Result<draft::Options> options = options_of(input);
        if (!options) return permanent(options.error(), input.filename);
        options->is_unwanted = [&stop] { return stop.stop_requested(); };
        const Result<Bytes> glb = drafted(read_all(input.source), *options);
        if (!glb && glb.error().code == ErrorCode::Cancelled) return Failure{FailureKind::Transient, glb.error()};
        if (!glb) return permanent(glb.error(), input.filename);
        out.write(*glb);
        return Fetched{};
    }

private:
    [[nodiscard]] static Result<Bytes> drafted(const Bytes& image, const draft::Options& options) {
        const OwnData own;
        const Result<Pixels> pixels = decode_image(image);
        if (!pixels) return pixels.error();
        return draft::make_draft_glb(*pixels, options);
    }
};

}  // namespace

std::unique_ptr<Generator> make_draft_generator() { return std::make_unique<DraftGenerator>(); }

}  // namespace i2m
