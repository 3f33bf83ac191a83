// handlers_jobs.hpp - uploads, jobs, models, downloads and streams: decode, ask the service, encode; no rule lives here.
#pragma once

#include "server/access/signed_links.hpp"
#include "server/core/audit.hpp"
#include "server/core/blob_store.hpp"
#include "server/core/event_streams.hpp"
#include "server/core/job_store.hpp"
#include "server/http/router.hpp"
#include "server/http/uploads.hpp"
#include "server/jobs/job_service.hpp"

namespace i2m::http {

/// UploadBatch, UploadImage.
void set_upload_handlers(Router& router, JobService& jobs, BlobStore& blobs, const UploadLimits& limits);

/// UploadStatus, UploadBatchStatus, JobList, JobGet, JobCancel, JobRetry, JobDelete, TaskStatus, JobProgress.
/// What administrators change is noted in `audit`.
void set_job_handlers(Router& router, JobService& jobs, Audit& audit);

/// DownloadList, DownloadArchive, DownloadFile, ModelDownload, FileSource, FilePreview.
void set_download_handlers(Router& router, JobService& jobs, BlobStore& blobs, const access::SignedLinks& links);

/// TaskStream, AllEvents.
void set_stream_handlers(Router& router, JobService& jobs, JobStore& store, EventStreams& streams);

}  // namespace i2m::http
