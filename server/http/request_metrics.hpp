// request_metrics.hpp - counts requests by route template, for metrics and for the log's sums.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "server/core/metrics.hpp"
#include "server/core/request_sums.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

/// What a request is counted under is one of a closed set, whatever clients send: a route of the table, "page" or "unknown"; a
/// known method or "OTHER"; a known status or "other". After the first request of a kind, count() takes no lock but the
/// histogram's own. Safe from any thread.
class RequestMetrics {
public:
    explicit RequestMetrics(Metrics& metrics);
    ~RequestMetrics();
    RequestMetrics(const RequestMetrics&) = delete;
    RequestMetrics& operator=(const RequestMetrics&) = delete;

    void count(const Request& request, int status, std::chrono::microseconds took);
    /// What was counted since the last call, endpoints without requests left out.
    [[nodiscard]] std::vector<RequestSums> take_sums();

private:
    struct Cell;
    Cell& cell_of(std::size_t endpoint, std::size_t method);

    Metrics& metrics_;
    std::mutex mutex_;                          // held while a cell or a handle is made
    std::vector<std::atomic<Cell*>> cells_;     ///< endpoint * methods + method
    std::vector<std::unique_ptr<Cell>> owned_;  ///< guarded by mutex_
};

}  // namespace i2m::http
