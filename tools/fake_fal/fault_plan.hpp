// fault_plan.hpp - which of the asked-for faults happens now, and what its answer looks like.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tools/fake_fal/fault_table.hpp"
#include "tools/fake_fal/scenario.hpp"
#include "tools/fake_fal/wire.hpp"

namespace i2m::fake {

/// A fault that happens: the row with the rule's changes.
struct Fault {
    const FaultRow* row = nullptr;
    FaultRule rule;

    [[nodiscard]] Trick trick() const { return row->trick; }
    [[nodiscard]] int status() const { return rule.status ? static_cast<int>(*rule.status) : row->status; }
    [[nodiscard]] std::string type() const { return rule.type.value_or(std::string(row->type)); }
    [[nodiscard]] std::string words() const { return rule.words.value_or(std::string(row->words)); }
    /// True when the step does its work although the answer is bad.
    [[nodiscard]] bool is_done() const { return rule.done.value_or(row->shape == Shape::Own); }
    /// True when it replaces the step's own answer.
    [[nodiscard]] bool has_answer() const { return row->shape != Shape::Own; }
};

/// The rules with their counts. Safe from any thread.
class FaultPlan {
public:
    /// Forgets all rules and counts.
    void reset(std::uint64_t seed, std::vector<FaultRule> rules);
    void add(FaultRule rule);
    void clear();
    /// The first rule that fires at this step, if any. `number` is that of the job (0: none). Each call counts.
    [[nodiscard]] std::optional<Fault> next(Step step, std::string_view endpoint, std::int64_t number);
    /// Rules with how often they were asked and fired.
    [[nodiscard]] json::Value describe() const;

private:
    struct Row {
        FaultRule rule;
        Step step = Step::Submit;
        std::int64_t asked = 0;
        std::int64_t fired = 0;
    };
    [[nodiscard]] bool fires(Row& row, std::size_t index) const;

    mutable std::mutex mutex_;  // guards all below
    std::uint64_t seed_ = 1;
    std::vector<Row> rows_;
};

/// What a fault's answer is about.
struct FaultSubject {
    std::string app;          ///< alias of the endpoint, in "Application ... not found"
    std::string image_field;  ///< in the `loc` of model errors
    std::string request_id;   ///< "": a new one is not told
    std::string self_url;
    std::string retry_date;  ///< an HTTP date
};
[[nodiscard]] Answer fault_answer(const Fault& fault, const FaultSubject& subject);
/// The body of a fault with a JSON shape, as it also stands in webhooks.
[[nodiscard]] json::Value fault_body(const Fault& fault, const FaultSubject& subject);

}  // namespace i2m::fake
