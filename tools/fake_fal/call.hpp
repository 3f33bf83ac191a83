// call.hpp - one request on its way through the fake: where it leads, and what answers it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/fake_fal/world.hpp"

namespace i2m::fake {

struct Call;
using Handler = Answer (*)(World&, Call&);

/// How a caller must show who it is.
enum class Proof : std::uint8_t {
    Key,        ///< Authorization: Key id:secret
    Forbidden,  ///< a signed URL: an Authorization header is an error
    Open,       ///< none
};

struct Call {
    Request request;
    std::optional<Step> step;  ///< none: the control API, where nothing goes wrong
    Proof proof = Proof::Open;
    Handler handler = nullptr;
    std::vector<std::string> parts;  ///< segments of the path
    std::string endpoint;            ///< of a submit: the whole path; else of the job
    std::string request_id;          ///< of queue paths
    std::int64_t number = 0;         ///< of the submit, or of the job that is asked about
    std::optional<Fault> fault;      ///< that happens in this call
    Answer answer;
};

/// Finds what answers a request; a handler is always set (404 or 405 when nothing fits).
void route(World& world, Call& call);

[[nodiscard]] Answer json_answer(const json::Value& body, int status = 200);
/// {"detail": words}
[[nodiscard]] Answer detail_answer(int status, std::string_view words);
/// What a fault's answer in this call is about.
[[nodiscard]] FaultSubject subject_of(const World& world, const Call& call);

// Handlers, by subject.
Answer submit(World& world, Call& call);
Answer run_now(World& world, Call& call);
Answer status(World& world, Call& call);
Answer status_stream(World& world, Call& call);
Answer result(World& world, Call& call);
Answer cancel(World& world, Call& call);

Answer initiate(World& world, Call& call);
Answer initiate_multipart(World& world, Call& call);
Answer upload(World& world, Call& call);
Answer upload_part(World& world, Call& call);
Answer complete_upload(World& world, Call& call);
Answer storage_token(World& world, Call& call);
Answer cdn_upload(World& world, Call& call);
Answer media(World& world, Call& call);

Answer webhook_keys(World& world, Call& call);
Answer pricing(World& world, Call& call);
Answer meta(World& world, Call& call);
Answer past_requests(World& world, Call& call);
Answer delete_payloads(World& world, Call& call);
Answer endpoint_schema(World& world, Call& call);

Answer control(World& world, Call& call);

/// 401 or 403 for a caller who may not do this, else nothing.
[[nodiscard]] std::optional<Answer> check_proof(const World& world, const Call& call);

}  // namespace i2m::fake
