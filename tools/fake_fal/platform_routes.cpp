// platform_routes.cpp - keys of webhooks, prices, past requests, schemas: what stands beside the queue.
#include <algorithm>

#include "server/core/iso_time.hpp"
#include "tools/fake_fal/billing.hpp"
#include "tools/fake_fal/call.hpp"
#include "tools/fake_fal/webhook_courier.hpp"

namespace i2m::fake {

Answer webhook_keys(World& world, Call&) {
    json::Array keys = {other_signer(world).jwk("older"), own_signer(world).jwk("present")};
    return json_answer(json::Object{{"keys", std::move(keys)}});
}

Answer pricing(World&, Call& call) {
    json::Array prices;
    for (const auto& [name, id] : call.request.query) {
        const Endpoint* const endpoint = name == "endpoint_id" ? find_endpoint(id) : nullptr;
        if (endpoint == nullptr) return detail_answer(404, "Endpoint not found");
        const std::optional<double> usd = unit_price_usd(*endpoint);
        if (!usd) continue;
        prices.emplace_back(json::Object{{"endpoint_id", id}, {"unit_price", *usd}, {"unit", "units"}, {"currency", "USD"}});
    }
    return json_answer(json::Object{{"prices", std::move(prices)}, {"next_cursor", nullptr}, {"has_more", false}});
}

Answer meta(World&, Call&) { return json_answer(json::Object{{"webhook_ip_ranges", json::Array{"127.0.0.0/8"}}}); }

Answer past_requests(World& world, Call& call) {
    const std::string_view wanted = call.request.query_value("endpoint_id");
    json::Array items;
    for (const Job& job : world.queue.all(world.now())) {
        if (!wanted.empty() && job.endpoint->model.id != wanted) continue;
        json::Value row{json::Object{}};
        row.set("request_id", job.id);
        row.set("endpoint_id", job.endpoint->model.id);
        row.set("started_at", iso_utc(job.submitted));
        row.set("ended_at", value_if(job.is_ended(), iso_utc(job.ended)));
        row.set("status_code", value_if(job.is_ended(), job.failure ? job.failure->answer.status : 200));
        items.push_back(std::move(row));
    }
    return json_answer(json::Object{{"items", std::move(items)}, {"next_cursor", nullptr}, {"has_more", false}});
}

Answer delete_payloads(World& world, Call& call) {
    const bool is_known = world.queue.vanish(call.parts[3]);
    return is_known ? json_answer(json::Object{{"deleted", true}}) : json_answer(json::Object{{"status", "NOT_FOUND"}}, 404);
}

Answer endpoint_schema(World& world, Call& call) {
    const Endpoint* const endpoint = find_endpoint(call.request.query_value("endpoint_id"));
    if (endpoint == nullptr) return detail_answer(404, "Endpoint not found");
    json::Value input = models::options_schema(endpoint->model);
    json::Value image{json::Object{}};
    image.set("type", endpoint->model.image_field_is_list ? "array" : "string");
    json::Value properties = *input.find("properties");
    properties.set(endpoint->model.image_field, image);
    input.set("properties", std::move(properties));
    input.set("required", json::Array{endpoint->model.image_field});
    return json_answer(json::Object{{"openapi", "3.0.4"},
                                    {"info", json::Object{{"title", endpoint->model.id}, {"version", "1.0.0"}}},
                                    {"servers", json::Array{json::Object{{"url", world.base_url()}}}},
                                    {"paths", json::Object{}},
                                    {"components", json::Object{{"schemas", json::Object{{"Input", std::move(input)}}}}}});
}

}  // namespace i2m::fake
