// fault_case.cpp - names, and the list of all cases.
#include "tests/api/matrix/fault_case.hpp"

#include <algorithm>

namespace i2m::test {

std::string_view name_of(Life life) {
    switch (life) {
        case Life::Keeps: return "keeps running";
        case Life::Killed: return "killed";
        case Life::Restarted: return "restarted";
    }
    return "";
}

std::string FaultCase::name() const {
    return step + "/" + fault + (span == Span::Once ? " once, " : " lasting, ") + std::string(name_of(life));
}

std::vector<FaultCase> cases_of(const json::Value& table, std::string_view step) {
    std::vector<FaultCase> out;
    for (const Life life : kLives) {
        for (const json::Value& row : *table.as_array()) {
            const json::Array& steps = *row.find("steps")->as_array();
            if (std::find(steps.begin(), steps.end(), json::Value(step)) == steps.end()) continue;
            const std::string& fault = *row.find("fault")->as_string();
            out.push_back({std::string(step), fault, Span::Once, life});
            // Each try against a peer that stays silent takes the whole time limit.
            if (!fault.starts_with("stall_")) out.push_back({std::string(step), fault, Span::Lasting, life});
        }
    }
    return out;
}

}  // namespace i2m::test
