// job_origins.cpp - a map that forgets its oldest.
#include "server/jobs/job_origins.hpp"

namespace i2m {

void JobOrigins::remember(const std::string& job_id, const std::string& request_id) {
    if (request_id.empty()) return;
    const std::scoped_lock lock(mutex_);
    if (!requests_.insert_or_assign(job_id, request_id).second) return;
    order_.push_back(job_id);
    if (order_.size() <= kMaxKept) return;
    requests_.erase(order_.front());
    order_.pop_front();
}

void JobOrigins::accepted(const std::string& job_id, const std::string& request_id, const std::string& model, std::size_t files) {
    if (request_id.empty()) return;
    log_.info("job accepted",
              {{"job_id", job_id}, {"request_id", request_id}, {"model", model}, {"files", static_cast<std::uint64_t>(files)}});
}

std::string JobOrigins::request_of(std::string_view job_id) const {
    const std::scoped_lock lock(mutex_);
    const auto known = requests_.find(job_id);
    return known == requests_.end() ? std::string() : known->second;
}

}  // namespace i2m
