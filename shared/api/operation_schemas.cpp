// operation_schemas.cpp - written by hand where no struct of ours has the form.
#include "shared/api/operation_schemas.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

#include "shared/api/messages.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {
namespace {

using json::schema;

json::Value parsed(std::string_view text) {
    Result<json::Value> value = json::parse(text);
    return value ? *std::move(value) : json::Value();
}

/// The form fields that both uploads take beside their images.
void add_upload_options(json::Value& properties) {
    properties.set("model", parsed(R"({"type":"string","description":"Id of a model; left out: the server's default"})"));
    properties.set(
        "options",
        parsed(
            R"({"type":"string","contentMediaType":"application/json","description":"Options of the model, as a JSON object"})"));
    properties.set("face_limit", parsed(R"({"type":"integer","minimum":1,"description":"Most triangles of a model"})"));
    properties.set(
        "idempotency_key",
        parsed(
            R"({"type":"string","maxLength":200,"description":"The same key with the same content gives the same job again"})"));
}

json::Value upload_form(std::string_view images, std::string_view title, std::string_view image_schema) {
    json::Value properties{json::Object{}};
    properties.set(images, parsed(image_schema));
    add_upload_options(properties);
    json::Value form{json::Object{}};
    form.set("type", "object");
    form.set("title", title);
    form.set("properties", std::move(properties));
    form.set("required", json::Array{json::Value(images)});
    return form;
}

using Members = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// An object with more members, or others of the same names, as another schema.
json::Value with_members(json::Value object, std::string_view title, Members members) {
    json::Value properties = *object.find("properties");
    for (const auto& [name, text] : members) properties.set(name, parsed(text));
    object.set("title", title);
    object.set("properties", std::move(properties));
    return object;
}
json::Value job_with(std::string_view title, Members members) { return with_members(schema<JobView>(), title, members); }

}  // namespace

json::Value batch_form() {
    return upload_form(
        "files", "BatchForm",
        R"({"type":"array","minItems":1,"maxItems":25,"items":{"type":"string","contentMediaType":"application/octet-stream"},)"
        R"("description":"JPEG or PNG images"})");
}
json::Value image_form() {
    return upload_form("file", "ImageForm",
                       R"({"type":"string","contentMediaType":"application/octet-stream","description":"A JPEG or PNG image"})");
}

json::Value image_answer_schema() {
    return with_members(schema<UploadAnswer>(), "ImageUploadAnswer",
                        {{"file_id", R"({"type":"string"})"},
                         {"filename", R"({"type":"string"})"},
                         {"file_size", R"({"type":"integer","minimum":0,"description":"Bytes"})"},
                         {"content_type", R"({"type":"string"})"}});
}

json::Value progress_schema() {
    json::Value out = job_with(
        "JobProgress", {{"overall_progress", R"({"type":"integer","description":"The same as progress"})"},
                        {"completed_files", R"({"type":"integer","minimum":0,"description":"The same as successful_files"})"}});
    json::Value files = parsed(R"({"type":"object","description":"Each file by its id"})");
    files.set("additionalProperties", schema<FileView>());
    json::Value properties = *out.find("properties");
    properties.set("files", std::move(files));
    out.set("properties", std::move(properties));
    return out;
}
json::Value upload_status_schema() {
    return job_with(
        "UploadStatus",
        {{"batch_id", R"({"type":"string","description":"The same as job_id"})"},
         {"file_id", R"({"type":"string","description":"When the id of a file was asked for"})"},
         {"processing_status", R"({"type":"string","description":"Of the file that was asked for, else of the job"})"},
         {"processed_files", R"({"type":"integer","minimum":0,"description":"That have ended"})"},
         {"completed_files", R"({"type":"integer","minimum":0,"description":"The same as successful_files"})"}});
}
json::Value batch_status_schema() {
    return job_with(
        "UploadBatchStatus",
        {{"batch_id", R"({"type":"string","description":"The same as job_id"})"},
         {"progress",
          R"({"type":"object","required":["total_files","processed_files","failed_files"],)"
          R"("description":"In files; processed: that have ended","properties":{)"
          R"("total_files":{"type":"integer"},"processed_files":{"type":"integer"},"failed_files":{"type":"integer"}}})"},
         {"overall_progress", R"({"type":"integer","description":"0 to 100"})"},
         {"completed_files", R"({"type":"integer","minimum":0,"description":"The same as successful_files"})"}});
}
json::Value task_status_schema() {
    return job_with(
        "TaskStatus",
        {{"state", R"({"type":"string","enum":["PENDING","PROGRESS","SUCCESS","FAILURE","REVOKED"]})"},
         {"current", R"({"type":"integer","minimum":0,"description":"Files that have ended"})"},
         {"total", R"({"type":"integer","minimum":0,"description":"The same as total_files"})"},
         {"result", R"({"type":"object","description":"Of an ended job: its counts, and results with a row a file"})"}});
}

json::Value event_schema() {
    return with_members(
        schema<EventData>(), "Event",
        {{"summary", R"({"type":"object","description":"Of final events: total_files, successful_files, failed_files"})"}});
}

json::Value document_schema() { return parsed(R"({"type":"object"})"); }

}  // namespace i2m::api
