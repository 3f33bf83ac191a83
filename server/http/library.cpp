// library.cpp - heads, and bodies of every kind, handed to the library.
#include "server/http/library.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <span>

namespace i2m::http {
namespace {

constexpr std::size_t kSendChunk = 131'072;

/// The next piece of an answer of unknown length, with a deadline of its own; "" at the end and when it cannot be made.
std::string piece_of(const Response& from, Exchange& exchange) {
    std::string piece;
    try {
        piece = from.next_piece();
    } catch (const std::exception&) {
        exchange.has_failed = true;
        exchange.must_close = true;
    }
    exchange.answer_bytes += piece.size();
    exchange.io.begin_phase(kTransferSlack, exchange.stall_timeout);
    return piece;
}

void give_body(const Response& from, Exchange& exchange, httplib::Response& to) {
    if (from.take_over) {
        exchange.must_close = true;
        to.set_content_provider(std::string(from.headers.get("Content-Type")), [&exchange](size_t, httplib::DataSink& sink) {
            exchange.is_taken = true;
            sink.done();
            return true;
        });
    } else if (from.next_piece) {
        const auto give_piece = [&exchange, &from](size_t, httplib::DataSink& sink) {
            const std::string piece = piece_of(from, exchange);
            if (!piece.empty()) return sink.write(piece.data(), piece.size());
            if (exchange.has_failed) return false;
            sink.done();
            return true;
        };
        const std::string type(from.headers.get("Content-Type"));
        if (exchange.is_http_1_0) {
            exchange.must_close = true;  // its end is the body's
            to.set_content_provider(type, give_piece);
        } else {
            to.set_chunked_content_provider(type, give_piece);
        }
    } else if (from.source && from.source->length > 0) {
        const SourceBody& body = *from.source;
        exchange.answer_bytes = body.length;
        to.set_content_provider(body.length, std::string(from.headers.get("Content-Type")),
                                [&body](size_t at, size_t length, httplib::DataSink& sink) {
                                    std::array<std::uint8_t, kSendChunk> chunk;
                                    const std::size_t count = body.source->read(
                                        body.offset + at, std::span(chunk).first(std::min(length, chunk.size())));
                                    return count > 0 && sink.write(reinterpret_cast<const char*>(chunk.data()), count);
                                });
    } else {
        exchange.answer_bytes = from.body.size();
        to.body = from.body;
    }
}

}  // namespace

Exchange* exchange_of(const httplib::Request& request) {
    const auto* tag = request.response_handler.target<ExchangeTag>();
    return tag == nullptr ? nullptr : tag->exchange;
}

Request to_request(const httplib::Request& in) {
    Request out;
    out.method = in.method;
    read_target(out, in.target);
    for (const auto& [name, value] : in.headers) out.headers.add(name == kHiddenRange ? std::string(kRange) : name, value);
    out.remote_address = in.remote_addr;
    out.client_address = in.remote_addr;
    return out;
}

void give_answer(Exchange& exchange, httplib::Response& to) {
    const Response& from = *exchange.response;
    to.status = from.status;
    to.headers.clear();
    give_body(from, exchange, to);
    to.headers.clear();  // set_content_provider wrote a Content-Type of its own
    for (const auto& [name, value] : from.headers.rows()) to.headers.emplace(name, value);
    if (exchange.has_unread_body()) exchange.must_close = true;
}

}  // namespace i2m::http
