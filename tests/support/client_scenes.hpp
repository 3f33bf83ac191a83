// client_scenes.hpp - states of the client as its messages bring them about: files dropped, a job on its way, results.
#pragma once

#include <string>
#include <vector>

#include "shared/api/messages.hpp"
#include "tests/support/imgui_harness.hpp"

namespace i2m::test {

inline constexpr const char* kJobId = "11111111-2222-4333-8444-555555555555";

/// Answers the requests for models and limits as a server with the built-in provider and one paid model does.
void answer_start(ImGuiHarness& harness);

/// What a dropped file becomes.
enum class Outcome : std::uint8_t { Clean, Small, Busy, Thin, Truncated, Checking, NoDraft };
/// Drops a file and answers everything that the platform is asked about it. Pictures are drawn by code.
void drop_file(ImGuiHarness& harness, client::FileKey key, const std::string& name, Outcome outcome);
/// The six files of the design's second picture.
void drop_six(ImGuiHarness& harness);

[[nodiscard]] api::FileView file_view(int index, const std::string& name, FileState state, double progress = 0);
/// A job of the given files, with counts and progress derived from them.
[[nodiscard]] api::JobView job_view(std::vector<api::FileView> files);
/// What the server says about money: spent today, of a budget; `budget_usd` below 0: none.
void answer_usage(ImGuiHarness& harness, double today_usd, double budget_usd);
/// What holds the queue up now, told as an answer of the queue's own route.
void answer_queue(ImGuiHarness& harness, std::vector<api::Hold> holds);
/// A failed file with that code and the table's words.
[[nodiscard]] api::FileView failed_file(int index, const std::string& name, ErrorCode code);
/// One file of every state that asks something of a person, with costs: failures of each kind, unknown, slow, in line.
[[nodiscard]] api::JobView job_in_trouble();
/// Eight files in the states of the design's third picture.
[[nodiscard]] api::JobView job_of_eight();
/// Seven models and one failure.
[[nodiscard]] api::JobView ended_job();

/// Opens the shown job's stream and sends `view` as its snapshot, then answers the pictures that are asked for.
void send_snapshot(ImGuiHarness& harness, const api::JobView& view);
void send_event(ImGuiHarness& harness, std::int64_t id, std::string_view name, const api::EventData& data);
[[nodiscard]] api::EventData event_of(const api::FileView& file);
void answer_pictures(ImGuiHarness& harness);
/// Answers every wish for a cut-out and its mesh.
void answer_outlines(ImGuiHarness& harness);
/// Answers the last request with a body.
void answer_last(ImGuiHarness& harness, int status, const std::string& body);

/// A picture of a simple object drawn by code: `kind` chooses its shape and colour; transparent around it, or a photo.
[[nodiscard]] Canvas drawn_object(int kind, int side, bool is_cut_out);

}  // namespace i2m::test
