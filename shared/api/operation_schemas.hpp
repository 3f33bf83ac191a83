// operation_schemas.hpp - JSON Schemas of bodies that are no struct: forms, and jobs with more members.
#pragma once

#include "shared/json/value.hpp"

namespace i2m::api {

[[nodiscard]] json::Value batch_form();
[[nodiscard]] json::Value image_form();
/// An upload's answer, with the members of its only file.
[[nodiscard]] json::Value image_answer_schema();
/// A job, with its counts also under the names that older scripts know.
[[nodiscard]] json::Value progress_schema();
[[nodiscard]] json::Value upload_status_schema();
[[nodiscard]] json::Value batch_status_schema();
[[nodiscard]] json::Value task_status_schema();
/// The data of an event, with what only final ones have.
[[nodiscard]] json::Value event_schema();
/// Any object.
[[nodiscard]] json::Value document_schema();

}  // namespace i2m::api
