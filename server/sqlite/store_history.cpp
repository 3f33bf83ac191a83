// store_history.cpp - lists of jobs: filters, search and pages; each answer is one unchanging view.
#include <algorithm>

#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

/// The index knows parts of three characters and more.
constexpr std::size_t kTrigram = 3;

/// Every condition is off when its parameter is NULL, so that few texts serve all queries. ?1 owner, ?2 model, ?3 and ?4 times,
/// ?5 the sequence to go on from, ?6 status.
std::string conditions(const JobQuery& query) {
    // An owner's condition stands bare, so that the index by owner serves it.
    std::string sql = query.owner.empty() ? "?1 IS NULL" : "j.owner = ?1";
    sql += " AND (?2 IS NULL OR j.model = ?2) AND (?3 IS NULL OR j.created_at >= ?3) AND (?4 IS NULL OR j.created_at < ?4)";
    sql += query.order == JobOrder::NewestFirst ? " AND (?5 IS NULL OR j.sequence < ?5)" : " AND (?5 IS NULL OR j.sequence > ?5)";
    // The rule of job_status(), in SQL; a contract test holds the two together.
    sql +=
        " AND (?6 IS NULL OR ((j.ended_at IS NULL) = (?6 IN ('queued', 'processing')) AND ?6 = ("
        "SELECT CASE WHEN sum(state IN ('queued', 'retrying')) = count(*) THEN 'queued' "
        "WHEN sum(state IN ('succeeded', 'failed', 'cancelled')) < count(*) THEN 'processing' "
        "WHEN sum(state = 'succeeded') = count(*) THEN 'completed' "
        "WHEN sum(state = 'succeeded') > 0 THEN 'partially_completed' "
        "WHEN sum(state = 'cancelled') > 0 THEN 'cancelled' ELSE 'failed' END FROM files s WHERE s.job_id = j.id)))";
    return sql;
}

std::string_view direction(const JobQuery& query) { return query.order == JobOrder::NewestFirst ? " DESC" : " ASC"; }

std::optional<std::string_view> status_text(const JobQuery& query) {
    if (!query.status) return std::nullopt;
    return name_of(*query.status);
}

/// `text` as a string of an FTS5 expression: nothing in it is an operator.
std::string fts_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

/// The words that the index can look up; "" when there are none.
std::string match_expression(const std::vector<SearchWord>& words) {
    std::string out;
    for (const SearchWord& word : words) {
        if (count_characters(word.text) < kTrigram) continue;
        out += (out.empty() ? "(" : " AND (") + fts_string(word.text);
        for (const std::string& model : word.models) out += " OR model : " + fts_string(model);
        out += ")";
    }
    return out;
}

/// A job found, and where it stands in the order.
struct Found {
    std::int64_t sequence = 0;
    std::string id;
};

/// Those whose id begins as is looked for, all when nothing is. The condition stands bare, so that the index of ids serves it.
std::vector<Found> jobs_by_id(Connection& db, const JobQuery& query) {
    const std::string& prefix = query.search.id_prefix;
    std::vector<Found> out;
    Query row = db.query(std::string("SELECT j.sequence, j.id FROM jobs j WHERE ")
                             .append(prefix.empty() ? "?7 IS NULL AND " : "j.id >= ?7 AND j.id < ?7 || 'g' AND ")
                             .append(conditions(query))
                             .append(" ORDER BY j.sequence")
                             .append(direction(query)));
    row.bind(unless_empty(query.owner), unless_empty(query.model), query.from, query.to, query.after_sequence, status_text(query),
             unless_empty(prefix));
    while (out.size() < query.limit && row.step()) out.push_back({row.integer(0), row.text(1)});
    return out;
}

/// Where the index goes on: the files of a job stand together, in the order of the jobs.
std::string beyond(const JobQuery& query) {
    if (query.order == JobOrder::NewestFirst)
        return "t.rowid < coalesce((SELECT min(sequence) FROM files WHERE job_id = "
               "(SELECT id FROM jobs WHERE sequence >= ?5 ORDER BY sequence LIMIT 1)), 9223372036854775807)";
    return "t.rowid > coalesce((SELECT max(sequence) FROM files WHERE job_id = "
           "(SELECT id FROM jobs WHERE sequence <= ?5 ORDER BY sequence DESC LIMIT 1)), 0)";
}

/// Words too short for the index are looked for in what it found, or in every file when all are.
std::vector<Found> jobs_by_words(Connection& db, const JobQuery& query) {
    const std::string match = match_expression(query.search.words);
    std::string sql = "SELECT j.sequence, j.id, f.filename, f.model, f.error_message FROM ";
    sql += match.empty() ? "files f CROSS JOIN jobs j ON j.id = f.job_id WHERE ?7 = '' AND "
                         : "file_texts t CROSS JOIN files f ON f.sequence = t.rowid CROSS JOIN jobs j ON j.id = f.job_id "
                           "WHERE file_texts MATCH ?7 AND " +
                               beyond(query) + " AND ";
    sql.append(conditions(query)).append(match.empty() ? " ORDER BY f.sequence" : " ORDER BY t.rowid").append(direction(query));
    Query row = db.query(sql);
    row.bind(unless_empty(query.owner), unless_empty(query.model), query.from, query.to, query.after_sequence, status_text(query),
             match);
    std::vector<Found> out;
    while (out.size() < query.limit && row.step()) {
        if (!out.empty() && out.back().sequence == row.integer(0)) continue;
        const auto is_there = [&](const SearchWord& word) {
            const bool is_found_already = count_characters(word.text) >= kTrigram;
            return is_found_already || has_word(word, row.text(2), row.text(3), row.text_or_none(4).value_or(""));
        };
        if (!std::all_of(query.search.words.begin(), query.search.words.end(), is_there)) continue;
        out.push_back({row.integer(0), row.text(1)});
    }
    return out;
}

/// Both lists as one, in order, each job once.
std::vector<Found> merged(std::vector<Found> a, const std::vector<Found>& b, const JobQuery& query) {
    a.insert(a.end(), b.begin(), b.end());
    std::sort(a.begin(), a.end(), [&](const Found& x, const Found& y) {
        return query.order == JobOrder::NewestFirst ? x.sequence > y.sequence : x.sequence < y.sequence;
    });
    a.erase(std::unique(a.begin(), a.end(), [](const Found& x, const Found& y) { return x.sequence == y.sequence; }), a.end());
    if (a.size() > query.limit) a.resize(query.limit);
    return a;
}

std::vector<Found> find_jobs(Connection& db, const JobQuery& query) {
    if (query.search.is_empty()) return jobs_by_id(db, query);
    std::vector<Found> found = jobs_by_words(db, query);
    if (query.search.id_prefix.empty()) return found;
    return merged(std::move(found), jobs_by_id(db, query), query);
}

}  // namespace

std::vector<JobWithFiles> SqliteJobStore::list(const JobQuery& query) const {
    return database_.read([&](Connection& db) {
        std::vector<JobWithFiles> jobs;
        for (const Found& found : find_jobs(db, query)) jobs.push_back(*load_whole_job(db, found.id));
        return jobs;
    });
}

}  // namespace i2m::sqlite
