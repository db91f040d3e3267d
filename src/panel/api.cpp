#include "panel/api.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "database/queries.h"
#include "panel/answers.h"
#include "panel/json.h"
#include "panel/metrics.h"
#include "panel/page.h"
#include "panel/stored.h"

namespace twinleg::panel {

namespace {

constexpr std::int64_t kRowsMost = 10'000;
constexpr Duration kBookPatience = milliseconds(300);

constexpr std::array kRoutes{
    Route{"GET", "/health", false},   Route{"GET", "/health/ready", false},
    Route{"GET", "/metrics"},         Route{"GET", "/api/openapi.json"},
    Route{"GET", "/api/latest"},      Route{"GET", "/api/pairs"},
    Route{"GET", "/api/spreads"},     Route{"GET", "/api/orders"},
    Route{"GET", "/api/fills"},       Route{"GET", "/api/events"},
    Route{"GET", "/api/pair_trades"}, Route{"GET", "/api/positions"},
    Route{"GET", "/api/pnl"},         Route{"GET", "/api/risk"},
    Route{"GET", "/api/latency"},     Route{"GET", "/api/book"},
    Route{"GET", "/api/config"},      Route{"GET", "/api/history"},
    Route{"GET", "/api/stream"},      Route{"POST", "/api/pause"},
    Route{"POST", "/api/resume"},     Route{"POST", "/api/reset"},
    Route{"POST", "/api/mode"},       Route{"POST", "/api/parameters"},
    Route{"POST", "/api/flatten"},    Route{"POST", "/api/kill"},
};

net::ServerResponse json_answer(std::string text) {
    return {.body = std::move(text)};
}

Wrong unknown_pair(std::string_view pair) {
    return {.status = 404,
            .code = "unknown",
            .field = "pair",
            .value = std::string{pair},
            .message = "no such pair is traded here; /api/pairs lists them"};
}

// What the store could not do, as an answer.
net::ServerResponse store_answer(const Error& error) {
    const bool absent = error.code == Errc::missing;
    return error_answer({.status = absent ? 404 : 503,
                         .code = absent ? "missing" : "conflict",
                         .field = "store",
                         .message = error.message});
}

}  // namespace

std::span<const Route> routes() {
    return kRoutes;
}

void add_headers(net::ServerResponse& response, bool keep) {
    const auto add = [&](const char* name, const char* value) {
        response.headers.push_back({name, value});
    };
    add("Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src "
        "'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'");
    add("X-Content-Type-Options", "nosniff");
    add("X-Frame-Options", "DENY");
    add("Referrer-Policy", "no-referrer");
    add("Cross-Origin-Resource-Policy", "same-origin");
    if (!keep) add("Cache-Control", "no-store");
}

void Api::on_request(const net::ServerRequest& request, const net::Responder& responder) {
    const auto send = [&](net::ServerResponse response, bool keep = false) {
        add_headers(response, keep);
        responder.send(std::move(response));
    };
    if (const auto wrong = guard_.wrong_place(request)) return send(error_answer(*wrong));
    const auto path = request.path();
    const bool reads = request.method == "GET" || request.method == "HEAD";
    const auto* file = page_file(path);
    const auto found = std::ranges::find(kRoutes, path, &Route::path);
    if (file == nullptr && found == kRoutes.end())
        return send(error_answer({.status = 404,
                                  .code = "unknown",
                                  .field = "path",
                                  .value = std::string{path},
                                  .message = "there is nothing here; /api/openapi.json lists what "
                                             "there is"}));
    const std::string_view wanted = file != nullptr ? "GET" : found->method;
    if (wanted == "GET" ? !reads : request.method != wanted) {
        auto answer = error_answer({.status = 405,
                                    .code = "unknown",
                                    .field = "method",
                                    .value = request.method,
                                    .message = fmt::format("this path takes {}", wanted)});
        answer.headers.push_back({"Allow", wanted == "GET" ? "GET, HEAD" : "POST"});
        return send(std::move(answer));
    }
    if (file != nullptr) return send(page_answer(*file, request), true);
    if (found->needs_token) {
        if (const auto wrong = guard_.not_let_in(request, loop_.now())) {
            auto answer = error_answer(*wrong);
            if (wrong->status == 401) answer.headers.push_back({"WWW-Authenticate", "Bearer"});
            if (wrong->status == 429) answer.headers.push_back({"Retry-After", "60"});
            return send(std::move(answer));
        }
    }
    auto answer = wanted == "POST" ? post(request) : get(request, responder);
    if (answer) send(std::move(*answer));
}

std::optional<Wrong> Api::not_upgraded(const net::ServerRequest& request) {
    if (const auto wrong = guard_.wrong_place(request)) return wrong;
    if (request.path() != "/api/stream")
        return Wrong{.status = 404,
                     .code = "unknown",
                     .field = "path",
                     .value = std::string{request.path()},
                     .message = "the stream is /api/stream"};
    if (const auto wrong = guard_.not_let_in(request, loop_.now())) return wrong;
    Query query(request.query(), {"since"});
    (void)query.integer("since", 0, 0, INT64_MAX);
    if (query.wrong()) return query.wrong();
    if (stream_.full())
        return Wrong{
            .status = 429, .code = "too_many", .message = "too many listen already; close one"};
    return std::nullopt;
}

Api::Answer Api::get(const net::ServerRequest& request, const net::Responder& responder) {
    const auto path = request.path();
    const auto query = request.query();
    if (path == "/health" || path == "/health/ready") {
        Query none(query, {});
        if (none.wrong()) return error_answer(*none.wrong());
        return health(path == "/health/ready");
    }
    if (path == "/metrics") {
        Query none(query, {});
        if (none.wrong()) return error_answer(*none.wrong());
        return net::ServerResponse{.body = metrics_text(state_, stream_),
                                   .content_type = "text/plain; version=0.0.4; charset=utf-8"};
    }
    if (path == "/api/openapi.json") return json_answer(std::string{openapi_text()});
    if (path == "/api/latest") return latest(query);
    if (path == "/api/pairs") return pairs(query);
    if (path == "/api/spreads") return spreads(query, responder);
    if (path == "/api/positions") return positions(query, responder);
    if (path == "/api/pnl") return pnl(query);
    if (path == "/api/risk") return risk(query);
    if (path == "/api/latency") return latency(query);
    if (path == "/api/book") return book(query, responder);
    if (path == "/api/config") return config(query);
    if (path == "/api/history") return history(query, responder);
    if (path == "/api/stream")
        return error_answer({.status = 426,
                             .code = "malformed",
                             .field = "Upgrade",
                             .message = "the stream is a WebSocket"});
    return stored(path.substr(std::string_view{"/api/"}.size()), query, responder);
}

Api::Answer Api::post(const net::ServerRequest& request) {
    return deeds_.on(request, loop_.now());
}

net::ServerResponse Api::health(bool ready_asked) const {
    std::vector<std::string> reasons;
    bool live = true;
    for (const auto& desk : state_.desks()) {
        live = live && desk->live();
        for (auto& reason : desk->reasons())
            reasons.push_back(std::move(reason));
    }
    if (state_.desks().empty() && archived_.kind == database::Target::Kind::none)
        reasons.emplace_back("no desk has begun yet");
    const bool ready = live && reasons.empty();
    JsonWriter json;
    json.object().field("status", live ? "healthy" : "unhealthy").field("live", live);
    json.field("ready", ready).key("reasons").array();
    for (const auto& reason : reasons)
        json.value(reason);
    json.end_array().field("version", state_.version());
    json.field("uptime_ms", (loop_.now() - state_.started()).ns / 1'000'000).end_object();
    return {.status = (ready_asked ? ready : live) ? 200 : 503, .body = json.text()};
}

Api::Answer Api::latest(std::string_view text) const {
    Query query(text, {});
    if (query.wrong()) return error_answer(*query.wrong());
    return json_answer(state_.text());
}

Api::Answer Api::pairs(std::string_view text) const {
    Query query(text, {});
    if (query.wrong()) return error_answer(*query.wrong());
    std::vector<std::string> all;
    for (const auto& desk : state_.desks())
        all.push_back(desk->short_text());
    return json_answer(fmt::format("[{}]", fmt::join(all, ",")));
}

std::vector<DeskView*> Api::desks_of(Query& query) const {
    std::vector<DeskView*> out;
    if (!query.has("pair")) {
        for (const auto& desk : state_.desks())
            out.push_back(desk.get());
        return out;
    }
    const auto pair = query.text("pair");
    if (auto* desk = state_.find(pair))
        out.push_back(desk);
    else
        query.wrong(unknown_pair(pair));
    return out;
}

std::vector<Whose> Api::whose(Query& query) const {
    std::vector<Whose> out;
    if (!state_.desks().empty()) {
        for (const auto* desk : desks_of(query))
            out.push_back({.store = desk->board().about().store,
                           .coin = desk->coin(),
                           .first = std::string{desk->instrument(0)},
                           .second = std::string{desk->instrument(1)}});
        return out;
    }
    // An archive has no desks: every coin in it may be asked for.
    if (query.has("pair") && database::coin_of(query.text("pair")).empty())
        query.wrong(unknown_pair(query.text("pair")));
    out.push_back({.store = archived_, .coin = database::coin_of(query.text("pair"))});
    return out;
}

void Api::ask_store(const net::Responder& responder, Archive::Work work) {
    const bool asked = archive_.ask(
        std::move(work),
        [&loop = loop_, to = net::Responder(responder)](Result<std::string> result) mutable {
            // Back to the panel's own thread, and nothing of the answer stays on this one.
            loop.post([responder = std::move(to), result = std::move(result)]() mutable {
                auto answer =
                    result ? json_answer(std::move(*result)) : store_answer(result.error());
                add_headers(answer, false);
                responder.send(std::move(answer));
            });
        });
    if (asked) return;
    auto answer = error_answer({.status = 429,
                                .code = "too_many",
                                .field = "store",
                                .message = "too many questions wait for the store; try again"});
    add_headers(answer, false);
    responder.send(std::move(answer));
}

Api::Answer Api::spreads(std::string_view text, const net::Responder& responder) {
    constexpr std::int64_t kMost = 100'000;
    Query query(text, {"pair", "limit", "before_ns", "from_ns", "to_ns", "points"});
    const auto limit = query.integer("limit", 1000, 1, kMost);
    const auto before = query.time_ns("before_ns");
    const auto from = query.time_ns("from_ns");
    const auto to = query.time_ns("to_ns");
    const auto points = query.integer("points", 2000, 2, kMost);
    auto all = whose(query);
    if (from.has_value() != to.has_value())
        query.wrong({.code = "missing",
                     .field = from ? "to_ns" : "from_ns",
                     .message = "a span has from_ns and to_ns"});
    if (from && to && *from >= *to)
        query.wrong({.code = "out_of_range",
                     .field = "to_ns",
                     .value = query.text("to_ns"),
                     .message = "to_ns lies after from_ns"});
    if (query.wrong()) return error_answer(*query.wrong());
    if (all.empty()) return json_answer("[]");
    ask_store(responder, [whose = all.front(), limit, before, from, to, points](const auto& open) {
        return from ? spreads_between(open, whose, *from, *to, points)
                    : spreads_text(open, whose, limit, before);
    });
    return std::nullopt;
}

Api::Answer Api::stored(std::string_view table, std::string_view text,
                        const net::Responder& responder) {
    using namespace std::string_view_literals;
    Query query =
        table == "events"
            ? Query(text, {"pair", "limit", "before_ns", "from_ns", "kind", "severity"})
        : table == "orders"
            ? Query(text, {"pair", "limit", "before_ns", "from_ns", "state", "instrument"})
        : table == "positions" ? Query(text, {"pair", "limit", "before_ns", "from_ns", "history"})
                               : Query(text, {"pair", "limit", "before_ns", "from_ns"});
    Which which{.table = std::string{table},
                .limit = query.integer("limit", 100, 1, kRowsMost),
                .from = query.time_ns("from_ns"),
                .before = query.time_ns("before_ns")};
    constexpr std::array kSeverities{"info"sv, "warning"sv, "error"sv};
    if (const auto severity = query.word("severity", kSeverities))
        which.equal.emplace_back("severity", *severity);
    for (const auto* column : {"kind", "state", "instrument"})
        if (query.has(column)) which.equal.emplace_back(column, query.text(column));
    auto all = whose(query);
    if (query.wrong()) return error_answer(*query.wrong());
    if (all.empty()) return json_answer("[]");
    ask_store(responder, [all, which](const auto& open) { return rows_text(open, all, which); });
    return std::nullopt;
}

Api::Answer Api::positions(std::string_view text, const net::Responder& responder) {
    using namespace std::string_view_literals;
    Query query(text, {"pair", "limit", "before_ns", "from_ns", "history"});
    constexpr std::array kFlags{"0"sv, "1"sv};
    const auto history = query.word("history", kFlags);
    (void)query.integer("limit", 100, 1, kRowsMost);
    (void)query.time_ns("before_ns");
    (void)query.time_ns("from_ns");
    if (query.wrong()) return error_answer(*query.wrong());
    if (history == "1") return stored("positions", text, responder);
    std::vector<std::string> all;
    for (const auto* desk : desks_of(query))
        for (auto& position : desk->position_texts(true))
            all.push_back(std::move(position));
    if (query.wrong()) return error_answer(*query.wrong());
    return json_answer(fmt::format("[{}]", fmt::join(all, ",")));
}

Api::Answer Api::history(std::string_view text, const net::Responder& responder) {
    constexpr std::int64_t kLongest = 366LL * 86'400'000;
    Query query(text, {"pair", "at_ns", "span_ms"});
    const auto at = query.time_ns("at_ns");
    const auto span = query.integer("span_ms", 600'000, 1, kLongest);
    auto all = whose(query);
    if (query.wrong()) return error_answer(*query.wrong());
    if (all.empty()) all.push_back({.store = archived_});
    ask_store(responder, [whose = all.front(), at, span](const auto& open) {
        return history_text(open, whose, at, span);
    });
    return std::nullopt;
}

Api::Answer Api::pnl(std::string_view text) const {
    Query query(text, {"pair"});
    const auto desks = desks_of(query);
    if (query.wrong()) return error_answer(*query.wrong());
    return json_answer(pnl_answer(desks));
}

Api::Answer Api::risk(std::string_view text) const {
    Query query(text, {"pair"});
    const auto desks = desks_of(query);
    if (query.wrong()) return error_answer(*query.wrong());
    return json_answer(risk_answer(desks));
}

Api::Answer Api::latency(std::string_view text) const {
    Query query(text, {"pair"});
    const auto desks = desks_of(query);
    if (query.wrong()) return error_answer(*query.wrong());
    return json_answer(
        fmt::format(R"({{"stages":{}}})", desks.empty() ? "[]" : desks.front()->stages_text()));
}

Api::Answer Api::book(std::string_view text, const net::Responder& responder) {
    Query query(text, {"pair", "depth"});
    const auto depth = query.integer("depth", 20, 1, static_cast<std::int64_t>(kBookDepth));
    const auto desks = desks_of(query);
    if (query.wrong()) return error_answer(*query.wrong());
    if (desks.empty()) return json_answer(R"({"books":[]})");
    // Nobody may have looked for a while: the engine's thread puts a copy down when it comes by.
    desks.front()->board().want_books();
    waiting_books_.push_back({.desk = desks.front(),
                              .depth = static_cast<std::size_t>(depth),
                              .responder = responder,
                              .until = loop_.now() + kBookPatience});
    return std::nullopt;
}

void Api::look() {
    std::erase_if(waiting_books_, [&](const WaitingBook& each) {
        if (!each.desk->fresh_books() && loop_.now() < each.until && each.desk->live())
            return false;
        auto answer = json_answer("{" + each.desk->books_text(each.depth) + "}");
        add_headers(answer, false);
        each.responder.send(std::move(answer));
        return true;
    });
}

Api::Answer Api::config(std::string_view text) const {
    Query query(text, {"pair"});
    const auto desks = desks_of(query);
    if (query.wrong()) return error_answer(*query.wrong());
    return json_answer(config_answer(desks));
}

}  // namespace twinleg::panel
