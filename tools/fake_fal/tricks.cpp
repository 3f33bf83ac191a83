// tricks.cpp - content first, then the wire.
#include "tools/fake_fal/tricks.hpp"

#include <algorithm>

namespace i2m::fake {
namespace {

constexpr std::uint64_t kMega = 1ULL << 20;
constexpr std::string_view kUrlMembers[] = {"response_url", "status_url", "cancel_url"};
constexpr std::string_view kHtml = "<!DOCTYPE html><html><body>Just a moment...</body></html>\n";

/// The body as an object with some members changed; unchanged when it is no JSON.
template <class Change>
void change_json(Answer& answer, Change change) {
    Result<json::Value> body = json::parse(answer.body);
    if (!body) return;
    change(*body);
    answer.body = json::dump(*body);
}

void remove_members(json::Value& body, std::initializer_list<std::string_view> names) {
    if (body.as_object() == nullptr) return;
    std::erase_if(*body.as_object(),
                  [&](const auto& row) { return std::find(names.begin(), names.end(), row.first) != names.end(); });
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

/// Changes one byte in each 64 behind the magic, so that header, JSON and numbers are all hit.
void corrupt(std::string& body, Dice dice) {
    for (std::size_t block = 12; block < body.size(); block += 64) {
        const std::size_t at = block + dice.next() % std::min<std::size_t>(64, body.size() - block);
        body[at] = static_cast<char>(static_cast<unsigned char>(body[at]) ^ (1U + dice.next() % 255U));
    }
}

void send_filler(Connection& connection, std::uint64_t bytes) {
    const std::string piece(1U << 16, '\0');
    while (bytes > 0) {
        const std::size_t count = std::min<std::uint64_t>(piece.size(), bytes);
        if (!connection.send_raw(std::string_view(piece).substr(0, count))) return;
        bytes -= count;
    }
}

void stall(World& world, const Fault& fault, Connection& connection) {
    if (fault.rule.ms) return world.wait(Millis(*fault.rule.ms));
    connection.wait_for_end();
}

/// The head, and of the body about half, or as much as the rule says.
void send_part(const Call& call, Connection& connection) {
    Answer part = call.answer;
    if (part.stream) {
        part.stream = {};
        part.body = "data: {\"status\":\"IN_PROGRESS\",\"requ";
        connection.send(part, false, 1'000'000);
        return;
    }
    const std::uint64_t wanted =
        static_cast<std::uint64_t>(call.fault->rule.bytes.value_or(static_cast<std::int64_t>(part.body.size() / 2)));
    const std::uint64_t whole = std::max<std::uint64_t>(part.body.size(), 1);
    part.body.resize(std::min<std::size_t>(part.body.size(), wanted));
    connection.send(part, false, whole);
}

void send_oversize(const Call& call, Connection& connection, bool is_declared) {
    Answer answer = call.answer;
    const auto bytes = static_cast<std::uint64_t>(
        call.fault->rule.bytes.value_or(static_cast<std::int64_t>((is_declared ? 4'096 : 1'024) * kMega)));
    const std::uint64_t filler = bytes - std::min<std::uint64_t>(bytes, answer.body.size());
    if (is_declared) {
        if (connection.send(answer, false, bytes)) send_filler(connection, filler);
        return;
    }
    answer.stream = [body = std::move(answer.body), filler](Connection& to) {
        if (to.send_raw(body)) send_filler(to, filler);
    };
    answer.body.clear();
    connection.send(answer, false);
}

void send_slowly(World& world, const Call& call, Connection& connection) {
    const Millis pause(call.fault->rule.ms.value_or(50));
    const auto piece = static_cast<std::size_t>(std::max<std::int64_t>(1, call.fault->rule.bytes.value_or(64)));
    Answer head = call.answer;
    std::string_view rest = call.answer.body;
    head.body.clear();
    bool is_alive = connection.send(head, false, rest.size());
    while (is_alive && !rest.empty() && !world.is_stopping()) {
        world.wait(pause);
        is_alive = connection.send_raw(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
    }
}

}  // namespace

void spoil(World& world, const Call& call, Answer& answer) {
    std::string& body = answer.body;
    const Fault& fault = *call.fault;
    const Dice dice(world.scenario()->seed, "spoil", static_cast<std::uint64_t>(call.number));
    switch (fault.trick()) {
        case Trick::EmptyBody: body.clear(); break;
        case Trick::HtmlBody:
            answer.status = 200;
            answer.headers.set("Content-Type", "text/html");
            body = kHtml;
            break;
        case Trick::WrongType: answer.headers.set("Content-Type", "text/html"); break;
        case Trick::OctetStream: answer.headers.set("Content-Type", "application/octet-stream"); break;
        case Trick::BrokenJson: body.resize(body.size() - std::min<std::size_t>(body.size(), 2)); break;
        case Trick::DeepJson: body.assign(100'000, '['); break;
        case Trick::HugeJson:
            body = "{\"filler\":\"" + std::string(static_cast<std::size_t>(fault.rule.bytes.value_or(64 * kMega)), 'x') + "\"}";
            break;
        case Trick::NoRequestId:
            answer.headers.remove("x-fal-request-id");
            change_json(answer, [](json::Value& value) {
                remove_members(value, {"request_id", "response_url", "status_url", "cancel_url"});
            });
            break;
        case Trick::NoUrls:
            change_json(answer, [](json::Value& value) { remove_members(value, {"response_url", "status_url", "cancel_url"}); });
            break;
        case Trick::ForeignUrls:
            change_json(answer, [](json::Value& value) {
                for (const std::string_view name : kUrlMembers)
                    value.set(name, "https://queue.example.net/stolen/" + std::string(name));
            });
            break;
        case Trick::UnknownState:
            change_json(answer, [](json::Value& value) { value.set("status", "PAUSED"); });
            if (answer.stream) answer.stream = [](Connection& to) { to.send_raw("data: {\"status\":\"PAUSED\"}\n\n"); };
            break;
        case Trick::NoMesh: body = "{\"seed\":1}"; break;
        case Trick::PrivateUrls: replace_all(body, world.base_url(), fault.rule.location.value_or("http://10.0.0.1")); break;
        case Trick::Truncate: body.resize(body.size() / 2); break;
        case Trick::Corrupt: corrupt(body, dice); break;
        case Trick::NotTheFile: {
            Dice other = dice;
            for (char& byte : body) byte = static_cast<char>(other.next());
            break;
        }
        default: break;  // of the wire, or of webhooks
    }
    for (const HeaderLine& line : fault.rule.headers) answer.headers.set(line.name, line.value);
}

void deliver(World& world, Call& call, Connection& connection) {
    const bool is_head_only = call.request.method == "HEAD";
    switch (call.fault ? call.fault->trick() : Trick::None) {
        case Trick::ResetBeforeBody:
        case Trick::ResetAfterBody: connection.reset(); return;
        case Trick::ResetInAnswer:
            send_part(call, connection);
            connection.reset();
            return;
        case Trick::CutInAnswer:
            send_part(call, connection);
            connection.close_after();
            return;
        case Trick::StallBeforeAnswer: stall(world, *call.fault, connection); break;
        case Trick::StallInAnswer:
            send_part(call, connection);
            stall(world, *call.fault, connection);
            connection.close_after();
            return;
        case Trick::Trickle: send_slowly(world, call, connection); return;
        case Trick::Oversize:
            send_oversize(call, connection, true);
            connection.close_after();
            return;
        case Trick::OversizeUndeclared: send_oversize(call, connection, false); return;
        default: break;
    }
    if (!connection.send(call.answer, is_head_only)) connection.close_after();
}

}  // namespace i2m::fake
