// model_stats.cpp - one row a model; its last runs are a JSON list in it.
#include "server/sqlite/model_stats.hpp"

#include "shared/json/value.hpp"

namespace i2m::sqlite {

std::optional<ModelStats> load_stats(Connection& db, std::string_view model) {
    Query row = db.query("SELECT runs, typical_ms, recent_json FROM model_stats WHERE model = ?");
    if (!row.bind(model).step()) return std::nullopt;
    ModelStats stats{row.integer(0), row.integer(1), {}};
    const Result<json::Value> recent = json::parse(row.text(2));
    if (!recent || recent->as_array() == nullptr) return stats;
    for (const json::Value& run : *recent->as_array()) {
        if (const std::int64_t* const ms = run.as_int()) stats.recent_ms.push_back(*ms);
    }
    return stats;
}

void save_stats(Connection& db, std::string_view model, const ModelStats& stats) {
    json::Array recent;
    for (const std::int64_t ms : stats.recent_ms) recent.emplace_back(ms);
    db.query(
          "INSERT INTO model_stats (model, runs, typical_ms, recent_json) VALUES (?, ?, ?, ?) ON CONFLICT (model) DO UPDATE SET "
          "runs = excluded.runs, typical_ms = excluded.typical_ms, recent_json = excluded.recent_json")
        .bind(model, stats.runs, stats.typical_ms, json::dump(recent))
        .run();
}

RunningByModel count_running(Connection& db) {
    RunningByModel running;
    Query row = db.query(
        "SELECT model, count(*) FROM files WHERE state IN ('submitting', 'waiting', 'generating', 'fetching') AND is_direct = 0 "
        "GROUP BY model");
    while (row.step()) running[row.text(0)] = static_cast<std::uint32_t>(row.integer(1));
    return running;
}

}  // namespace i2m::sqlite
