#include "sim/wire/edgex/answer.h"

#include "core/json_writer.h"
#include "sim/wire/edgex/texts.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::edgex {

std::string Envelope::wrapped(std::string_view word, std::string_view data, const Trouble* trouble,
                              Time now) {
    JsonWriter json;
    json.object().field("code", word).key("data").raw(data);
    if (trouble == nullptr) {
        json.key("msg").null().key("errorParam").null();
    } else {
        json.field("msg", echoed(trouble->message)).key("errorParam");
        if (trouble->parameter.first.empty())
            json.null();
        else
            json.object()
                .field(trouble->parameter.first, echoed(trouble->parameter.second))
                .end_object();
    }
    json.field("requestTime", ms_text(now))
        .field("responseTime", ms_text(now))
        .field("traceId", hex_id(++count_, salt_))
        .end_object();
    return json.text();
}

net::ServerResponse Envelope::success(std::string_view data, Time now) {
    return {.status = 200, .body = wrapped(word::kSuccess, data, nullptr, now)};
}

net::ServerResponse Envelope::failure(const Trouble& trouble, Time now) {
    net::ServerResponse out{.status = trouble.status,
                            .body = wrapped(trouble.word, "null", &trouble, now)};
    if (trouble.status == 429) out.headers.push_back({.name = "Retry-After", .value = "1"});
    return out;
}

}  // namespace twinleg::sim::wire::edgex
