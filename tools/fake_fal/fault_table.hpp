// fault_table.hpp - everything that can go wrong, one row each: what the provider documents, and what networks do.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace i2m::fake {

/// Where something can go wrong. `Outcome` is how a job ends, whatever the wire does.
enum class Step : std::uint8_t {
    Submit,
    Run,  ///< the synchronous call
    Status,
    Stream,
    Result,
    Cancel,
    Outcome,
    Initiate,
    Upload,
    InitiateMultipart,
    Part,
    Complete,
    Token,
    CdnUpload,
    Media,
    Webhook,
    Platform,  ///< prices, schema, past requests, webhook keys
};
inline constexpr std::pair<Step, std::string_view> kStepNames[] = {
    {Step::Submit, "submit"},     {Step::Run, "run"},
    {Step::Status, "status"},     {Step::Stream, "stream"},
    {Step::Result, "result"},     {Step::Cancel, "cancel"},
    {Step::Outcome, "outcome"},   {Step::Initiate, "initiate"},
    {Step::Upload, "upload"},     {Step::InitiateMultipart, "initiate_multipart"},
    {Step::Part, "part"},         {Step::Complete, "complete"},
    {Step::Token, "token"},       {Step::CdnUpload, "cdn_upload"},
    {Step::Media, "media"},       {Step::Webhook, "webhook"},
    {Step::Platform, "platform"},
};
[[nodiscard]] std::string_view step_name(Step step);

/// A set of steps.
class Steps {
public:
    constexpr Steps(std::initializer_list<Step> steps) {
        for (const Step step : steps) bits_ |= 1U << static_cast<unsigned>(step);
    }
    [[nodiscard]] constexpr bool has(Step step) const { return (bits_ >> static_cast<unsigned>(step) & 1U) != 0; }

private:
    std::uint32_t bits_ = 0;
};

/// What the answer looks like.
enum class Shape : std::uint8_t {
    Own,       ///< the step's own good answer, spoiled by the trick
    Detail,    ///< {"detail": words}
    Platform,  ///< {"detail": words, "error_type": type} and the header X-Fal-Error-Type
    Model,     ///< {"detail": [{loc, msg, type, url, ctx, input}]} and X-Fal-Retryable
    Status,    ///< {"status": words}
    Page,      ///< an HTML page of a proxy in front, without x-fal-request-id
    Redirect,  ///< Location: words
    Raw,       ///< words as they are; the rule may bring its own body
};

/// What is done to the connection or to the good answer.
enum class Trick : std::uint8_t {
    None,
    ResetBeforeBody,     ///< TCP reset before the request's body is read; nothing has happened
    ResetAfterBody,      ///< the work is done, then a reset instead of the answer
    ResetInAnswer,       ///< half of the answer, then a reset
    CutInAnswer,         ///< half of the answer, then an orderly close
    StallBeforeAnswer,   ///< the work is done, then silence
    StallInAnswer,       ///< half of the answer, then silence
    Trickle,             ///< the answer in small pieces with pauses
    EmptyBody,           ///< no body
    HtmlBody,            ///< a page with status 200
    WrongType,           ///< the good body under Content-Type text/html
    OctetStream,         ///< the good body under application/octet-stream
    BrokenJson,          ///< the good body without its end, with a right length
    DeepJson,            ///< a hundred thousand brackets
    HugeJson,            ///< `bytes` of a JSON string (default 64 MB)
    NoRequestId,         ///< submit answer without request_id
    NoUrls,              ///< submit answer without the three URLs
    ForeignUrls,         ///< the three URLs on another host
    UnknownState,        ///< a status that is none of the three
    NoMesh,              ///< a result without any URL
    PrivateUrls,         ///< a result whose files lie on a private address
    Truncate,            ///< the first half of the file, with a right length
    Corrupt,             ///< the file with bytes changed, the magic kept
    NotTheFile,          ///< other bytes of the same length: no magic
    Oversize,            ///< a Content-Length of `bytes` (default 4 GB), and bytes that begin like the file
    OversizeUndeclared,  ///< `bytes` (default 1 GB) without a Content-Length
    Lost,                ///< webhook: never sent
    Twice,               ///< webhook: sent twice
    BadSignature,        ///< webhook: signed with another key
    StaleTime,           ///< webhook: signed ten minutes ago
    UnknownId,           ///< webhook: of a request that nobody made
};

struct FaultRow {
    std::string_view name;
    Steps steps;
    Trick trick = Trick::None;
    Shape shape = Shape::Own;
    int status = 0;
    std::string_view type = {};
    std::string_view words = {};
    std::string_view headers = {};  ///< "Name: value" lines
    std::string_view ctx = {};      ///< JSON, of Shape::Model
};

[[nodiscard]] std::span<const FaultRow> fault_table();
/// The row of that name, or nullptr.
[[nodiscard]] const FaultRow* find_fault(std::string_view name);
[[nodiscard]] std::optional<Step> find_step(std::string_view name);

}  // namespace i2m::fake
