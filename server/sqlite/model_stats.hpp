// model_stats.hpp - what is known of models' past runs, and what runs of them now.
#pragma once

#include <optional>
#include <string_view>

#include "server/core/job_store.hpp"
#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

[[nodiscard]] std::optional<ModelStats> load_stats(Connection& db, std::string_view model);
void save_stats(Connection& db, std::string_view model, const ModelStats& stats);
/// Files of providers elsewhere that run, by model.
[[nodiscard]] RunningByModel count_running(Connection& db);

}  // namespace i2m::sqlite
