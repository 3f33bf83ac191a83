// api_client.cpp - uploads and streams for API scenarios.
#include "tests/support/api_client.hpp"

#include "shared/api/routes.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {

std::vector<FormPart> image_parts(int count, int first_seed) {
    std::vector<FormPart> parts;
    for (int i = 0; i < count; ++i) {
        parts.push_back({"files", disc_png(first_seed + i), "disc-" + std::to_string(i) + ".png", "image/png"});
    }
    return parts;
}

std::string upload(int port, int count, int first_seed) {
    return post_form(port, api::path_of(api::Route::UploadBatch), image_parts(count, first_seed)).text("job_id");
}

StreamReader::StreamReader(int port, const std::string& target, const HeaderList& headers) : socket_(port) {
    std::string request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n";
    for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
    socket_.send(request + "\r\n");
    const std::string text = socket_.read_until("\r\n\r\n");
    head_ = parse_answer(text);
    take(head_.body);
}

void StreamReader::take(std::string_view text) {
    raw_ += text;
    for (api::SseEvent& event : parser_.feed(text)) ready_.push_back(std::move(event));
}

api::SseEvent StreamReader::next() {
    while (ready_.empty()) {
        const std::string text = socket_.read_until("\n");
        if (text.empty()) return {};
        take(text);
    }
    api::SseEvent event = ready_.front();
    ready_.erase(ready_.begin());
    return event;
}

std::vector<api::SseEvent> StreamReader::rest() {
    take(socket_.read_all());
    return std::exchange(ready_, {});
}

api::JobView job_of(int port, const std::string& id) {
    const auto job = json::decode<api::JobView>(get(port, api::path_of(api::Route::JobGet, {id})).json());
    return job ? *job : api::JobView{};
}

std::string last_event_of(int port, const std::string& id) {
    std::string name;
    std::string seen;
    for (bool has_news = true; has_news && !api::is_final_event(name);) {
        has_news = false;
        const HeaderList resume = seen.empty() ? HeaderList{} : HeaderList{{"Last-Event-ID", seen}};
        for (const api::SseEvent& event : StreamReader(port, api::path_of(api::Route::TaskStream, {id}), resume).rest()) {
            name = event.name;
            if (event.id.empty() || event.id == seen) continue;
            seen = event.id;
            has_news = true;
        }
    }
    return name;
}

api::JobView finished_job(int port, const std::string& id) {
    (void)last_event_of(port, id);
    return job_of(port, id);
}

}  // namespace i2m::test
