// app.cpp - builds the server from its parts, in the order in which they need each other.
#include "server/app.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "server/access/attempts.hpp"
#include "server/access/keyring.hpp"
#include "server/access/rate_limiter.hpp"
#include "server/access/sessions.hpp"
#include "server/access/signed_links.hpp"
#include "server/access/stored_audit.hpp"
#include "server/admin_key.hpp"
#include "server/app_observe.hpp"
#include "server/app_options.hpp"
#include "server/backup.hpp"
#include "server/config_access.hpp"
#include "server/config_fal.hpp"
#include "server/config_housekeeping.hpp"
#include "server/config_money.hpp"
#include "server/core/budget.hpp"
#include "server/draft/draft_generator.hpp"
#include "server/events/hub.hpp"
#include "server/fal/fal_copies.hpp"
#include "server/fal/fal_generator.hpp"
#include "server/fal/fal_prices.hpp"
#include "server/fal/fal_webhook.hpp"
#include "server/files/disk_blob_store.hpp"
#include "server/files/disk_space.hpp"
#include "server/http/access.hpp"
#include "server/http/handlers_admin.hpp"
#include "server/http/handlers_backups.hpp"
#include "server/http/handlers_health.hpp"
#include "server/http/handlers_jobs.hpp"
#include "server/http/handlers_logs.hpp"
#include "server/http/handlers_models.hpp"
#include "server/http/handlers_queue.hpp"
#include "server/http/handlers_session.hpp"
#include "server/http/handlers_usage.hpp"
#include "server/http/handlers_webhooks.hpp"
#include "server/http/metered_handler.hpp"
#include "server/http/pipeline.hpp"
#include "server/http/request_metrics.hpp"
#include "server/http/router.hpp"
#include "server/http/server.hpp"
#include "server/http/static_files.hpp"
#include "server/jobs/backup_service.hpp"
#include "server/jobs/caching_job_store.hpp"
#include "server/jobs/cleanup.hpp"
#include "server/jobs/copy_cleaner.hpp"
#include "server/jobs/housekeeper.hpp"
#include "server/jobs/janitor.hpp"
#include "server/jobs/job_meter.hpp"
#include "server/jobs/job_origins.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/price_list.hpp"
#include "server/jobs/queue_service.hpp"
#include "server/jobs/storage_report.hpp"
#include "server/jobs/worker_pool.hpp"
#include "server/observe/file_log_book.hpp"
#include "server/observe/health_watch.hpp"
#include "server/observe/prometheus_metrics.hpp"
#include "server/observe/provider_calls.hpp"
#include "server/observe/server_log.hpp"
#include "server/observe/system_figures.hpp"
#include "server/platform/curl_http_client.hpp"
#include "server/platform/ed25519.hpp"
#include "server/platform/random_ids.hpp"
#include "server/platform/system_clock.hpp"
#include "server/restore.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "server/version.hpp"
#include "shared/image/check.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

fs::path make_data_folder(const Config& config) {
    fs::path folder(config.data_dir);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw std::runtime_error("Cannot make the folder " + config.data_dir + " (" + error.message() +
                                 "). Choose another with --data-dir.");
    finish_restore(folder);
    return folder;
}

/// Every connection and stream is a file descriptor; the usual soft limit of 1 024 is soon reached.
void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65'536);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string url_of(const std::string& host, int port) {
    const bool is_v6 = host.find(':') != std::string::npos;
    return "http://" + (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

/// In the order of construction; destruction is the reverse.
struct App::Parts {
    Parts(const Config& settings, ServerLog& to)
        : config(settings),
          log(to),
          data_folder(make_data_folder(config)),
          admin(config.admin_api_key.empty() ? read_or_make_admin_key(data_folder / "admin.key")
                                             : AdminKey{config.admin_api_key, false}),
          limits(image_limits(config)),
          database(open_database(data_folder / "image2model.db")),
          store(make_caching_job_store(make_sqlite_job_store(database, clock, service_options(config).lanes, budget_of(config)))),
          access_store(make_sqlite_access_store(database)),
          keys({config.api_key, admin.key}, access_store.get(), clock),
          sessions(*access_store, keys, ids, clock, session_lifetime(config)),
          attempts(clock),
          upload_rate(rate_limits(config), clock),
          link_secret(read_or_make_secret(data_folder / "link.key")),
          links(link_secret, clock, link_lifetime(config)),
          audit(*access_store, clock, log),
          blobs(open_disk_blob_store(data_folder)),
          draft(make_draft_generator()),
          http_client(make_curl_http_client(http_client_options(config))),
          fal(config.provider == "draft" ? nullptr
                                         : fal::make_fal_generator(fal_settings(config), *http_client, log, &provider_calls)),
          fal_prices(has_platform_api() ? fal::make_fal_price_source(fal_key_of(config), config.fal_api_url, *http_client, log)
                                        : nullptr),
          prices(*store, fal_prices.get(), clock, log),
          hub(*store, clock, log, hub_options(config)),
          generator_of(
              [this](models::Provider provider) { return provider == models::Provider::Draft ? draft.get() : fal.get(); }),
          gate(clock, gate_options(config)),
          queue({*store, hub, work, gate, generator_of, [this] { return budget_holds(); }}),
          service({*store, *blobs, clock, ids, hub, progress, work, generator_of,
                   [this](const JobWithFiles& job) { return queue.hold_of(job); }, &meter, &origins},
                  service_options(config)),
          webhooks(fal ? fal::make_webhook_judge(fal_settings(config), *http_client, clock, log, is_signed_by_ed25519) : nullptr),
          remover(*store, *blobs, hub, progress, work),
          disk(make_disk_gauge(data_folder)),
          disk_guard(*disk, disk_guard_options(config), log),
          storage({*store, clock, *disk, disk_guard, (data_folder / "blobs").string()}),
          cleanup({*store, remover, clock, log}, retention_settings(config)),
          backup_files(open_backups(data_folder, backup_folder(config), clock)),
          backups({*backup_files, *store, clock, log, [this] { housekeeper.wake(); }}, backup_settings(config)),
          fal_copies(has_platform_api() ? fal::make_fal_copy_remover(fal_key_of(config), config.fal_api_url, *http_client, log)
                                        : nullptr),
          copies(*store, fal_copies.get(), clock, log),
          housekeeper(clock, log, house_tasks()),
          janitor({*store, *blobs, clock, hub, work, remover}, janitor_options(config)),
          health(health_sources({config, clock, *store, queue, gate, hub, workers, *http_client, provider_calls, has_provider()},
                                data_folder.string()),
                 clock, metrics, log),
          access(access_settings(config), keys, &sessions),
          static_files(web_folder(config), config.base_path),
          pipeline(
              router, [this](http::Request& request) { return static_files.answer(request); },
              {access, &upload_rate, &links, &attempts}, pipeline_settings(config), log),
          metered(pipeline, request_metrics),
          server(metered, log, server_limits(config)) {
        if (const std::string why = open_to_others(config, keys.has_user_key()); !why.empty()) throw std::runtime_error(why);
        hub.set_job_view([this](std::string_view id) -> std::optional<api::JobView> {
            const Result<api::JobView> job = service.job(id);
            return job ? std::optional(*job) : std::nullopt;
        });
        log.add_secret(admin.key);
        log.add_secret(link_secret);
        metrics.gauge(Metric::BuildInfo, {kVersion}).set(1);
        metrics.gauge(Metric::ProcessStartTime).set(static_cast<double>(epoch_ms(clock.now())) / 1'000);
        metrics.before_text([this] { health.sample(); });
        http::set_health_handlers(router, {health, clock, limits_view(config, limits), platform_words(),
                                           [this] { return metrics.text(); }, metrics_role(config)});
        http::set_log_handlers(router, log_book, audit);
        http::UploadLimits upload_limits{config.upload_max_files, limits};
        upload_limits.refusal = [this] { return disk_guard.refusal(); };
        http::set_upload_handlers(router, service, *blobs, upload_limits);
        http::set_admin_handlers(router, storage, cleanup, service, audit);
        http::set_backup_handlers(router, backups, audit);
        http::set_job_handlers(router, service, audit);
        http::set_model_handlers(router, service, audit);
        http::set_download_handlers(router, service, *blobs, links);
        http::set_usage_handlers(router, service);
        http::set_queue_handlers(router, queue, service, audit);
        http::set_session_handlers(router, {keys, sessions, attempts, *access_store, audit, cookie_path(config)});
        http::set_webhook_handlers(router, service, webhooks.get());
        http::set_stream_handlers(router, service, *store, hub);
        if (const std::vector<std::string> missing = router.missing(); !missing.empty()) {
            throw std::runtime_error("Nobody answers " + missing.front() + ". This is a mistake of the program.");
        }
    }

    std::vector<api::Hold> budget_holds() const {
        const Budget budget = budget_of(config);
        if (!budget.daily) return {};
        const std::optional<api::Hold> hold = budget_hold(budget, store->spending(), clock.now());
        return hold ? std::vector{*hold} : std::vector<api::Hold>{};
    }

    std::vector<HouseTask> house_tasks() {
        return {{"retention", [this] { return cleanup.next_retention(); },
                 [this](std::stop_token stop) { cleanup.run_retention(std::move(stop)); }},
                {"backup", [this] { return backups.next(); }, [this](std::stop_token stop) { backups.run(std::move(stop)); }},
                {"copies", [this] { return copies.next(); }, [this](std::stop_token stop) { copies.run(stop); }},
                {"prices", [this] { return prices.next(); }, [this](std::stop_token stop) { prices.run(stop); }}};
    }

    [[nodiscard]] bool has_platform_api() const { return has_provider() && !config.fal_api_url.empty(); }
    [[nodiscard]] bool has_provider() const { return fal && !fal->unavailable_reason(); }

    void start_workers() {
        janitor.run_at_start();
        WorkerParts parts{*store,
                          *blobs,
                          clock,
                          ids,
                          hub,
                          progress,
                          work,
                          generator_of,
                          log,
                          &gate,
                          [this] { queue.look_at_other_holds(); },
                          &meter,
                          &origins,
                          [this](const models::Model& model, double units) { return prices.cost_usd(model, units); }};
        workers.emplace(std::move(parts), worker_options(config));
        housekeeper.start();
        janitor_thread.emplace(janitor, clock, work, log);
        log.attach(metrics, [this] { return request_metrics.take_sums(); });
        health.start();
    }

    const Config config;
    ServerLog& log;
    const fs::path data_folder;
    const AdminKey admin;
    const ImageLimits limits;
    SystemClock clock;
    RandomIds ids;
    PrometheusMetrics metrics;
    ProviderCalls provider_calls{metrics, clock};
    JobMeter meter{metrics};
    JobOrigins origins{log};
    http::RequestMetrics request_metrics{metrics};
    const std::shared_ptr<sqlite::Database> database;
    std::unique_ptr<JobStore> store;
    std::unique_ptr<AccessStore> access_store;
    i2m::access::Keyring keys;
    i2m::access::Sessions sessions;
    i2m::access::Attempts attempts;
    i2m::access::RateLimiter upload_rate;
    const std::string link_secret;
    i2m::access::SignedLinks links;
    i2m::access::StoredAudit audit;
    std::unique_ptr<BlobStore> blobs;
    std::unique_ptr<Generator> draft;
    std::unique_ptr<HttpClient> http_client;
    std::unique_ptr<Generator> fal;           ///< nullptr when the draft is the only provider
    std::unique_ptr<PriceSource> fal_prices;  ///< nullptr where the registry alone counts
    PriceList prices;
    EventHub hub;
    ProgressBoard progress;
    WorkSignal work;
    GeneratorOf generator_of;
    Gate gate;
    QueueService queue;
    JobService service;
    std::unique_ptr<WebhookJudge> webhooks;
    JobRemover remover;
    std::unique_ptr<DiskGauge> disk;
    DiskGuard disk_guard;
    StorageReport storage;
    Cleanup cleanup;
    std::unique_ptr<Backups> backup_files;
    BackupService backups;
    std::unique_ptr<CopyRemover> fal_copies;  ///< nullptr where they are left to expire
    CopyCleaner copies;
    Housekeeper housekeeper;
    Janitor janitor;
    std::optional<WorkerPool> workers;
    std::optional<JanitorThread> janitor_thread;
    HealthWatch health;
    FileLogBook log_book{log, clock};
    http::Router router;
    http::Access access;
    http::StaticFiles static_files;
    http::Pipeline pipeline;
    http::MeteredHandler metered;
    http::Server server;
};

App::App(const Config& config, ServerLog& log) {
    raise_file_limit();
    parts_ = std::make_unique<Parts>(config, log);
}

App::~App() {
    if (parts_->workers) parts_->workers->request_stop();  // they may be busy: asked first, waited for last
    parts_->server.stop();
    parts_->hub.stop();
    parts_->log.detach();
}

Result<std::string> App::start() {
    const Result<int> port = parts_->server.bind(parts_->config.host, static_cast<int>(parts_->config.port));
    if (!port) return port.error();
    parts_->start_workers();
    parts_->hub.start();
    parts_->server.start();
    return url_of(parts_->config.host, *port);
}

std::string App::admin_key_file() const {
    return parts_->config.admin_api_key.empty() ? (parts_->data_folder / "admin.key").string() : "";
}
std::string App::new_admin_key() const { return parts_->admin.is_new ? parts_->admin.key : ""; }

}  // namespace i2m
