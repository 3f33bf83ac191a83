// job_store_search_test.cpp - what every job store finds by words, by the start of an id and by state.
#include <algorithm>
#include <map>

#include "server/core/job_views.hpp"
#include "tests/contract/job_store_contract.hpp"

namespace i2m::test {
namespace {

NewJob named(NewJob job, std::initializer_list<const char*> filenames, const std::string& model = "draft") {
    job.model = model;
    for (std::size_t i = 0; i < filenames.size(); ++i) job.files[i].filename = filenames.begin()[i];
    return job;
}

std::vector<std::string> found(const JobStore& store, const JobQuery& query) {
    std::vector<std::string> out;
    for (const JobWithFiles& job : store.list(query)) out.push_back(job.job.id);
    return out;
}

std::vector<std::string> found(const JobStore& store, std::string_view typed) {
    JobQuery query;
    const Result<JobSearch> search = parse_search(typed);
    EXPECT_TRUE(search.ok());
    query.search = *search;
    return found(store, query);
}

}  // namespace

TEST_P(JobStoreContract, SearchFindsPartsOfNamesModelsAndErrors) {
    const std::string cats = store_->create(named(new_job(2), {"Black cat.png", "white cat.png"}))->job_id;
    fail(claim(), "The provider is out of credit.");
    const std::string dogs = store_->create(named(new_job(1), {"dog.jpeg"}, "fal-ai/trellis"))->job_id;
    const std::string both = store_->create(named(new_job(2), {"dog.jpeg", "cat_1.png"}))->job_id;

    struct Case {
        const char* name;
        std::string typed;
        std::vector<std::string> want;
    };
    const Case cases[] = {
        {"nothing typed finds all", "", {both, dogs, cats}},
        {"only spaces find all", " \t ", {both, dogs, cats}},
        {"part of a name", "cat", {both, cats}},
        {"any case", "CAT.PN", {cats}},
        {"words of one file, in any order", "png black", {cats}},
        {"words of two files of a job", "dog cat", {}},
        {"short words", "at t_", {both}},
        {"a short and a long word", "cat _1", {both}},
        {"one character", "_", {both}},
        {"a model's id", "fal-ai", {dogs}},
        {"a model's name", "TRELLIS", {dogs}},
        {"a name and a model", "jpeg trellis", {dogs}},
        {"an error", "credit", {cats}},
        {"a name and an error", "black credit", {cats}},
        {"no pattern: %", "%", {}},
        {"no pattern: _", "cat.1", {}},
        {"no pattern: *", "ca*", {}},
        {"no operator", "cat OR dog", {}},
        {"no quotes", "\"cat\"", {}},
        {"an id", dogs, {dogs}},
        {"a file name that looks like the start of an id", "dead", {}},
        {"no id: part of it", dogs.substr(1), {}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(found(*store_, c.typed), c.want);
    }
}

TEST_P(JobStoreContract, SearchNothingTypedIsAnError) {
    (void)add_job(1);
    const std::string hostile[] = {"\"",
                                   "\"\"\"",
                                   "'",
                                   "(",
                                   ")",
                                   "a AND",
                                   "NEAR(a b)",
                                   "NOT",
                                   "*",
                                   "^abc",
                                   "{a b}",
                                   "model:",
                                   "model : x",
                                   "a - b",
                                   "+abc",
                                   "\\",
                                   "%s%n",
                                   ";--",
                                   "abc\"",
                                   "\"abc",
                                   "abc\"OR",
                                   "file_texts",
                                   "rank:1",
                                   "\xff\xfe\xfd",
                                   "\xC3",
                                   "日本",
                                   "🦆🦆🦆",
                                   std::string("abc\0def", 7),
                                   std::string(200, '"')};
    for (const std::string& typed : hostile) {
        SCOPED_TRACE(typed);
        EXPECT_TRUE(found(*store_, typed).empty());
    }
}

TEST_P(JobStoreContract, SearchPagesOrdersAndFiltersWhatItFinds) {
    std::vector<std::string> ids;
    for (int i = 0; i < 6; ++i) {
        ids.push_back(store_->create(named(new_job(2), {i % 2 == 0 ? "duck.png" : "goose.png", "duck.jpeg"}))->job_id);
        clock_.advance(Millis{1'000});
    }
    JobQuery query;
    query.search = *parse_search("duck png");
    query.limit = 1;
    for (const JobOrder order : {JobOrder::NewestFirst, JobOrder::OldestFirst}) {
        query.order = order;
        query.after_sequence.reset();
        std::vector<std::string> got;
        for (std::vector<JobWithFiles> page = store_->list(query); !page.empty(); page = store_->list(query)) {
            ASSERT_LE(page.size(), 1U);
            got.push_back(page[0].job.id);
            query.after_sequence = page[0].job.sequence;
        }
        std::vector<std::string> want = {ids[0], ids[2], ids[4]};
        if (order == JobOrder::NewestFirst) std::reverse(want.begin(), want.end());
        EXPECT_EQ(got, want);
    }
    query = {};
    query.search = *parse_search("duck");
    query.from = clock_.now() - Millis{3'000};
    EXPECT_EQ(found(*store_, query), (std::vector{ids[5], ids[4], ids[3]}));
    query.owner = "another";
    EXPECT_TRUE(found(*store_, query).empty());
    ASSERT_TRUE(store_->remove(ids[4]).ok());
    query.owner = "somebody";
    EXPECT_EQ(found(*store_, query), (std::vector{ids[5], ids[3]}));
}

TEST_P(JobStoreContract, SearchFollowsWhatAFileBecomes) {
    const std::string id = add_job(1);
    fail(claim(), "The picture is too dark.");
    EXPECT_EQ(found(*store_, "dark").size(), 1U);
    RetryRequest again;
    again.job_id = id;
    again.model = "fal-ai/trellis";
    ASSERT_TRUE(store_->retry(again).ok());
    EXPECT_TRUE(found(*store_, "dark").empty()) << "its error is gone";
    EXPECT_EQ(found(*store_, "trellis").size(), 1U) << "and it has another model";
    if (!reopen()) return;
    EXPECT_EQ(found(*store_, "trellis a.png").size(), 1U);
}

TEST_P(JobStoreContract, SearchFiltersByTheStateThatTheFilesMake) {
    const auto reach = [&](int kind) {
        const Claim taken = claim();
        FilePatch later;
        later.retry_at = clock_.now() + Millis{60'000};
        if (kind == 0) {
            EXPECT_TRUE(advance(taken, {FileEvent::RetryScheduled}, later).applied);
        }
        if (kind == 1) {
            EXPECT_TRUE(complete(taken, 900 + next_token_).applied);
        }
        if (kind == 2) {
            EXPECT_TRUE(fail(taken).applied);
        }
        if (kind == 3) {
            EXPECT_TRUE(advance(taken, {FileEvent::CancelConfirmed}).applied);
        }
        // Others go on running.
    };
    for (int first = 0; first < 5; ++first) {
        for (int second = 0; second < 5; ++second) {
            (void)add_job(2);
            reach(first);
            reach(second);
        }
    }
    (void)add_job(1);
    std::map<JobStatus, std::vector<std::string>> want;
    for (const JobWithFiles& job : store_->list({})) want[summarize(progress_of(job.files), 0, 1).status].push_back(job.job.id);
    EXPECT_EQ(want.size(), std::size(json::EnumNames<JobStatus>::kNames)) << "every state is among them";
    for (const auto& [status, name] : json::EnumNames<JobStatus>::kNames) {
        SCOPED_TRACE(name);
        JobQuery query;
        query.status = status;
        EXPECT_EQ(found(*store_, query), want[status]);
    }
}

}  // namespace i2m::test
