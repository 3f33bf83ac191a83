// health_watch.hpp - how the server's parts are: slow checks on threads of their own, figures every few seconds, quick answers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "server/core/health.hpp"
#include "server/core/log.hpp"
#include "server/core/metrics.hpp"
#include "server/observe/cached_check.hpp"
#include "server/observe/health_rules.hpp"
#include "server/observe/system_figures.hpp"

namespace i2m {

/// What is looked at. The first two and ask_provider may block and throw; the others answer at once.
struct HealthSources {
    std::function<void()> write_database;
    std::function<QueueFigures()> read_queue;
    std::function<WorkerFigures()> workers;
    std::function<StreamFigures()> streams;
    std::function<ProviderFigures()> provider;
    std::function<void(std::stop_token)> ask_provider =
        {};  ///< one small call whose outcome provider() tells afterwards; empty: there is none
    std::string data_folder;
};

struct HealthOptions {
    Millis tick{2'000};             ///< system figures, the overall status
    Millis database_period{5'000};  ///< counts of the queue
    Millis write_period{30'000};    ///< a write to the database, which costs the disk something
    Millis disk_period{5'000};
    Millis provider_pause{60'000};  ///< between two calls to the provider that health asks for
};

/// Safe from any thread.
class HealthWatch final : public HealthBoard {
public:
    HealthWatch(HealthSources sources, const Clock& clock, Metrics& metrics, Log& log, const HealthOptions& options = {});
    ~HealthWatch() override;
    HealthWatch(const HealthWatch&) = delete;
    HealthWatch& operator=(const HealthWatch&) = delete;

    /// Makes the first checks, then starts its threads. Nothing is asked before.
    void start();

    [[nodiscard]] HealthStatus overall() const override { return overall_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::vector<ComponentHealth> components(bool is_detailed) override;
    [[nodiscard]] SystemFigures system() const override;
    /// Puts what is known into the metrics; one thread at a time.
    void sample();

private:
    Finding check_database();
    Finding check_disk();
    [[nodiscard]] ComponentHealth now(const std::string& name, const std::function<Finding()>& judge) const;
    [[nodiscard]] QueueFigures queue() const;
    void tick();
    void tell_change(const ComponentHealth& component);
    void run();
    void sample_process(const SystemFigures& figures);

    const HealthSources sources_;
    const Clock& clock_;
    Metrics& metrics_;
    Log& log_;
    const HealthOptions options_;
    std::atomic<HealthStatus> overall_{HealthStatus::Healthy};
    double told_cpu_s_ = 0;                     ///< sample()'s own
    std::map<std::string, HealthStatus> told_;  ///< the tick's thread's own
    SystemReader reader_;                       ///< of the tick's thread

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool is_stopping_ = false;  ///< guarded by mutex_, as all up to the checks
    SystemFigures system_;
    QueueFigures queue_;
    TimePoint queue_read_at_{};
    DiskFigures disk_;
    std::optional<TimePoint> wrote_at_;  ///< absent: the last write failed, or there was none

    std::stop_source stop_;
    std::unique_ptr<CachedCheck> database_;
    std::unique_ptr<CachedCheck> disk_check_;
    std::unique_ptr<CachedCheck> provider_;  ///< nullptr when there is none to ask
    std::thread thread_;                     ///< last: runs when all the others are there
};

}  // namespace i2m
