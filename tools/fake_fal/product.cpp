// product.cpp - filling in the members that a model's row names.
#include "tools/fake_fal/product.hpp"

#include "shared/glb/data_uri.hpp"
#include "shared/image/check.hpp"
#include "tools/fake_fal/call.hpp"

namespace i2m::fake {
namespace {

constexpr std::string_view kTypes[][2] = {
    {"glb", "model/gltf-binary"}, {"obj", "model/obj"},  {"fbx", "application/octet-stream"},
    {"zip", "application/zip"},   {"mtl", "text/plain"}, {"jpg", "image/jpeg"},
    {"png", "image/png"}};

std::string type_of(std::string_view format) {
    for (const auto& [known, type] : kTypes) {
        if (known == format) return std::string(type);
    }
    return "application/octet-stream";
}

/// Puts files into the storage and writes the `File` objects that name them.
class FileShelf {
public:
    FileShelf(Storage& storage, std::string base_url, const Job& job, TimePoint now)
        : storage_(storage), base_url_(std::move(base_url)), lifecycle_(job.wishes.lifecycle), now_(now) {
        if (job.settings.media_ttl_ms) lifecycle_.lifetime = Millis(*job.settings.media_ttl_ms);
    }

    [[nodiscard]] json::Value put(const std::string& name, const std::string& type, const Content& content) {
        const auto size = static_cast<std::uint64_t>(content->size());
        const std::string path = storage_.put(name, type, content, lifecycle_, now_);
        return json::Object{{"url", base_url_ + path}, {"content_type", type}, {"file_name", name}, {"file_size", size}};
    }
    [[nodiscard]] json::Value model(MadeModel& model, const std::string& format) {
        return put("model." + format, type_of(format), model.file(format));
    }

private:
    Storage& storage_;
    std::string base_url_;
    Lifecycle lifecycle_;
    TimePoint now_;
};

bool is_true(const json::Value& input, const std::string& option, bool absent) {
    const json::Value* const value = input.find(option);
    return value == nullptr || value->is_null() ? absent : *value == json::Value(true);
}

bool is_plain(const Endpoint& endpoint, const json::Value& input) {
    const OutputRow& row = endpoint.output;
    if (row.plain_option.empty()) return false;
    const json::Value* const value = input.find(row.plain_option);
    return value == nullptr || value->is_null() ? row.plain_by_default : *value == row.plain_value;
}

std::string format_of(const Endpoint& endpoint, const json::Value& input) {
    const json::Value* const value = endpoint.output.format_option.empty() ? nullptr : input.find(endpoint.output.format_option);
    if (value == nullptr || value->is_null()) return endpoint.output.file;
    if (const bool* is_quad = value->as_bool()) return *is_quad ? "fbx" : endpoint.output.file;
    return value->as_string() == nullptr ? endpoint.output.file : *value->as_string();
}

/// The integer option `name`, or `otherwise`.
std::int64_t integer_of(const json::Value& input, const std::string& name, std::int64_t otherwise) {
    const json::Value* const value = name.empty() ? nullptr : input.find(name);
    return value == nullptr || value->as_int() == nullptr ? otherwise : *value->as_int();
}

Product refused(int status, json::Array detail) {
    Product out;
    out.payload = json::Object{{"detail", std::move(detail)}};
    out.answer = json_answer(out.payload, status);
    out.answer.headers.set("X-Fal-Retryable", "false");
    return out;
}

/// Members that are no model files.
void add_more(json::Value& out, const Job& job, MadeModel& model, FileShelf& shelf, std::uint64_t seed) {
    const json::Value& input = *job.input;
    for (const std::string& name : job.endpoint->output.more) {
        if (name == "task_id") out.set(name, Dice(seed, "task", static_cast<std::uint64_t>(job.number)).uuid());
        if (name == "seed") out.set(name, integer_of(input, "seed", 1'234 + job.number));
        if (name == "usage_tokens") out.set(name, 30'000);
        if (name == "timings") out.set(name, json::Object{{"prepare", 0.1}, {"generation", 0.4}});
        const bool is_list = name == "textures" || name == "texture_urls";
        if (!is_list) continue;
        json::Array list;
        if (const Content texture = model.texture()) {
            const std::string& type = model.texture_type();
            json::Value file = shelf.put(type == "image/png" ? "texture.png" : "texture.jpg", type, texture);
            list.push_back(name == "textures" ? file : json::Value(json::Object{{"base_color", file}}));
        }
        out.set(name, std::move(list));
    }
}

}  // namespace

Content fetch_image(const Storage& storage, const std::string& base_url, const std::string& url, TimePoint now) {
    if (glb::is_data_uri(url)) {
        const std::optional<glb::DataUri> uri = glb::decode_data_uri(url);
        return uri ? std::make_shared<const std::string>(as_text(uri->data)) : nullptr;
    }
    if (!url.starts_with(base_url + "/")) return nullptr;
    const std::optional<StoredFile> file = storage.find(std::string_view(url).substr(base_url.size()), now);
    return file ? file->content : nullptr;
}

json::Array check_picture(const Endpoint& endpoint, const Content& content) {
    const std::string& field = endpoint.model.image_field;
    const OutputRow& row = endpoint.output;
    if (content == nullptr) return {detail_row(field, "file_download_error", "Failed to download the file.")};
    if (content->size() > row.max_bytes)
        return {detail_row(field, "file_too_large", "File size exceeds the maximum.", {{"max_size", row.max_bytes}})};
    const ImageLimits limits{.max_bytes = row.max_bytes};
    const ImageReport report = check_image(as_bytes(*content), "", "", limits);
    if (report.format == ImageFormat::Unknown)
        return {detail_row(field, "unsupported_image_format", "Unsupported image format.",
                           {{"supported_formats", json::Array{"jpeg", "png"}}})};
    const std::uint32_t shorter = std::min(report.width_px, report.height_px);
    const std::uint32_t longer = std::max(report.width_px, report.height_px);
    if (shorter < row.min_side_px)
        return {detail_row(field, "image_too_small", "The image is too small.",
                           {{"min_width", row.min_side_px}, {"min_height", row.min_side_px}})};
    if (longer > row.max_side_px)
        return {detail_row(field, "image_too_large", "The image is too large.",
                           {{"max_width", row.max_side_px}, {"max_height", row.max_side_px}})};
    if (report.refused()) return {detail_row(field, "image_load_error", "Failed to load the image.")};
    return {};
}

void Products::reset(std::string base_url, std::uint64_t seed) {
    const std::scoped_lock lock(mutex_);
    base_url_ = std::move(base_url);
    seed_ = seed;
    entries_.clear();
}

std::shared_ptr<const Product> Products::of(const Job& job, TimePoint now) {
    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(mutex_);
        std::shared_ptr<Entry>& known = entries_[job.id];
        if (known == nullptr) known = std::make_shared<Entry>();
        entry = known;
    }
    std::call_once(entry->once, [&] { entry->product = std::make_shared<const Product>(make(job, now)); });
    return entry->product;
}

json::Value Products::output_of(const Job& job, MadeModel& model, const std::string& image, TimePoint now) const {
    const OutputRow& row = job.endpoint->output;
    FileShelf shelf(storage_, base_url_, job, now);
    const json::Value mesh = shelf.model(model, format_of(*job.endpoint, *job.input));
    const bool is_pbr = !row.pbr_option.empty() && is_true(*job.input, row.pbr_option, true);
    json::Value out{json::Object{}};
    out.set(is_pbr ? row.pbr_mesh : row.mesh, mesh);
    if (is_pbr) out.set(row.mesh, nullptr);
    if (!row.pbr_copy.empty()) out.set(row.pbr_copy, mesh);
    if (!row.zip.empty()) out.set(row.zip, shelf.model(model, "zip"));
    if (!row.list.empty()) out.set(row.list, json::Array{mesh});
    if (row.file == "obj") out.set("material_mtl", shelf.model(model, "mtl"));
    if (!row.urls.empty()) {
        json::Value urls{json::Object{}};
        for (const std::string& name : row.urls) urls.set(name, shelf.model(model, name == "pbr_model" ? "glb" : name));
        out.set("model_urls", std::move(urls));
    }
    if (!row.preview.empty()) {
        const bool is_png = image.starts_with("\x89PNG");
        out.set(row.preview, shelf.put(is_png ? "preview.png" : "preview.jpg", type_of(is_png ? "png" : "jpg"),
                                       std::make_shared<const std::string>(image)));
    }
    add_more(out, job, model, shelf, seed_);
    return out;
}

Product Products::make(const Job& job, TimePoint now) const {
    const Endpoint& endpoint = *job.endpoint;
    const Content image = fetch_image(storage_, base_url_, image_url_of(endpoint, *job.input), now);
    if (json::Array wrong = check_picture(endpoint, image); !wrong.empty()) return refused(422, std::move(wrong));
    ModelWish wish{*image, static_cast<std::uint32_t>(*job.settings.texture_px)};
    wish.face_limit = static_cast<std::uint32_t>(integer_of(*job.input, endpoint.model.face_limit_parameter, 0));
    wish.is_plain = is_plain(endpoint, *job.input);
    const Result<std::shared_ptr<MadeModel>> model = maker_.make(wish);
    if (!model) return refused(422, {detail_row(endpoint.model.image_field, "no_media_generated", model.error().message)});
    Product out;
    out.payload = output_of(job, **model, *image, now);
    out.answer = json_answer(out.payload);
    return out;
}

}  // namespace i2m::fake
