// health_watch.cpp - the parts in their order, and what of them goes into the metrics.
#include "server/observe/health_watch.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace i2m {

HealthWatch::HealthWatch(HealthSources sources, const Clock& clock, Metrics& metrics, Log& log, const HealthOptions& options)
    : sources_(std::move(sources)), clock_(clock), metrics_(metrics), log_(log), options_(options) {}

void HealthWatch::start() {
    const auto make = [this](CheckOptions check, std::function<Finding()> look) {
        return std::make_unique<CachedCheck>(std::move(check), std::move(look), clock_);
    };
    CheckOptions database{"database", true};
    database.period = options_.database_period;
    database_ = make(database, [this] { return check_database(); });
    CheckOptions disk{"disk_space", true};
    disk.period = options_.disk_period;
    disk_check_ = make(disk, [this] { return check_disk(); });
    if (sources_.ask_provider) {
        CheckOptions provider{"fal_api"};
        provider.period.reset();
        provider.least_pause = options_.provider_pause;
        provider_ =
            make(provider, [this] { return sources_.ask_provider(stop_.get_token()), judge_provider(sources_.provider()); });
    }
    tick();
    thread_ = std::thread([this] { run(); });
}

HealthWatch::~HealthWatch() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
}

Finding HealthWatch::check_database() {
    bool must_write = false;
    {
        const std::scoped_lock lock(mutex_);
        must_write = !wrote_at_ || clock_.now() >= *wrote_at_ + options_.write_period;
        if (must_write) wrote_at_.reset();
    }
    const QueueFigures counts = sources_.read_queue();
    if (must_write) sources_.write_database();
    const std::scoped_lock lock(mutex_);
    if (must_write) wrote_at_ = clock_.now();
    queue_ = counts;
    queue_read_at_ = clock_.now();
    Finding out;
    out.details = {{"connection", "established"}, {"is_writable", true}};
    return out;
}

Finding HealthWatch::check_disk() {
    const std::optional<DiskFigures> disk = read_disk(sources_.data_folder);
    if (!disk) return {HealthStatus::Unhealthy, "The data folder cannot be reached. Check that its disk is there.", {}};
    const std::scoped_lock lock(mutex_);
    disk_ = *disk;
    return judge_disk(*disk);
}

QueueFigures HealthWatch::queue() const {
    QueueFigures out;
    Millis age{0};
    {
        const std::scoped_lock lock(mutex_);
        out = queue_;
        age = clock_.now() - queue_read_at_;
    }
    if (out.oldest_waits) *out.oldest_waits += age;
    return out;
}

ComponentHealth HealthWatch::now(const std::string& name, const std::function<Finding()>& judge) const {
    ComponentHealth out;
    out.name = name;
    out.checked_at = clock_.now();
    const auto from = std::chrono::steady_clock::now();
    out.finding = judge();
    out.response_time_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
    return out;
}

std::vector<ComponentHealth> HealthWatch::components(bool is_detailed) {
    std::vector<ComponentHealth> out;
    out.push_back(database_->last());
    out.push_back(now("workers", [this] { return judge_workers(sources_.workers()); }));
    out.back().is_needed = true;
    out.push_back(disk_check_->last());
    out.push_back(now("queue", [this] { return judge_queue(queue()); }));
    out.push_back(now("event_streams", [this] { return judge_streams(sources_.streams()); }));
    // The breaker and the last call's outcome are known at once; the call itself is only made when somebody looks closely.
    out.push_back(now("fal_api", [this] { return judge_provider(sources_.provider()); }));
    if (provider_) {
        if (is_detailed) provider_->ask();
        const ComponentHealth asked = provider_->last();
        out.back().response_time_ms = asked.response_time_ms;
        out.back().checked_at = asked.checked_at;
    }
    return out;
}

SystemFigures HealthWatch::system() const {
    const std::scoped_lock lock(mutex_);
    SystemFigures out = system_;
    out.disk = disk_;
    return out;
}

void HealthWatch::tick() {
    const SystemFigures figures = reader_.read();
    {
        const std::scoped_lock lock(mutex_);
        system_ = figures;
    }
    HealthStatus worst = HealthStatus::Healthy;
    for (const ComponentHealth& component : components(false)) {
        worst = std::max(worst, component.finding.status);
        tell_change(component);
    }
    overall_.store(worst, std::memory_order_relaxed);
}

void HealthWatch::tell_change(const ComponentHealth& component) {
    HealthStatus& told = told_.try_emplace(component.name, HealthStatus::Healthy).first->second;
    const HealthStatus status = component.finding.status;
    if (told == status) return;
    told = status;
    log_.write(status == HealthStatus::Healthy ? LogLevel::Info : LogLevel::Warning, "health changed",
               {{"component", component.name}, {"status", name_of(status)}, {"what", component.finding.message}});
}

void HealthWatch::run() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            const TimePoint next = clock_.now() + options_.tick;
            while (!is_stopping_ && clock_.now() < next) clock_.wait_until(changed_, lock, next);
            if (is_stopping_) return;
        }
        tick();
    }
}

void HealthWatch::sample() {
    for (const ComponentHealth& component : components(false)) {
        metrics_.gauge(Metric::HealthStatus, {component.name}).set(static_cast<double>(component.finding.status));
    }
    const QueueFigures queued = queue();
    const std::pair<std::string_view, std::uint64_t> depths[] = {
        {"queued", queued.queued}, {"running", queued.running}, {"retrying", queued.retrying}, {"unknown", queued.unknown}};
    for (const auto& [state, count] : depths) metrics_.gauge(Metric::QueueDepth, {state}).set(static_cast<double>(count));
    metrics_.gauge(Metric::QueueOldest).set(queued.oldest_waits ? static_cast<double>(queued.oldest_waits->count()) / 1'000 : 0);
    metrics_.gauge(Metric::ActiveJobs).set(static_cast<double>(queued.running));
    const WorkerFigures workers = sources_.workers();
    metrics_.gauge(Metric::Workers).set(workers.threads);
    metrics_.gauge(Metric::WorkerBusy).set(workers.busy);
    metrics_.gauge(Metric::SseClients).set(static_cast<double>(sources_.streams().clients));
    const ProviderFigures provider = sources_.provider();
    const double breaker = provider.breaker == "open" ? 2 : provider.breaker == "half_open" ? 1 : 0;
    metrics_.gauge(Metric::ProviderBreakerState, {"fal"}).set(breaker);
    sample_process(system());
}

void HealthWatch::sample_process(const SystemFigures& figures) {
    const auto set = [this](Metric metric, double value) { metrics_.gauge(metric).set(value); };
    set(Metric::SystemCpu, figures.cpu_percent);
    set(Metric::SystemMemory, figures.memory_percent);
    set(Metric::SystemDisk, figures.disk.used_percent);
    set(Metric::DiskFreeBytes, static_cast<double>(figures.disk.free_bytes));
    set(Metric::ProcessResidentMemory, static_cast<double>(figures.process_resident_bytes));
    set(Metric::ProcessVirtualMemory, static_cast<double>(figures.process_virtual_bytes));
    set(Metric::ProcessOpenFds, static_cast<double>(figures.process_open_fds));
    set(Metric::ProcessMaxFds, static_cast<double>(figures.process_max_fds));
    set(Metric::ProcessThreads, static_cast<double>(figures.process_threads));
    metrics_.counter(Metric::ProcessCpu).add(std::max(0.0, figures.process_cpu_s - told_cpu_s_));
    told_cpu_s_ = std::max(told_cpu_s_, figures.process_cpu_s);
}

}  // namespace i2m
