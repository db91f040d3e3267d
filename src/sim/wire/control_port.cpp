#include "sim/wire/control_port.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/json_writer.h"
#include "sim/wire/json_fields.h"
#include "sim/wire/state_json.h"

namespace twinleg::sim::wire {
namespace {

namespace dom = simdjson::dom;

std::string error_json(std::string_view message) {
    JsonWriter json;
    json.object().field("error", message).end_object();
    return json.text();
}

// Reads a body of known fields, and does what `act` makes of it once all of them are good.
template <typename Read>
auto with_body(std::string_view body, Read read) -> Result<std::string> {
    dom::parser parser;
    dom::element document;
    const simdjson::padded_string text(body);
    if (const auto error = parser.parse(text).get(document); error != simdjson::SUCCESS)
        return fail(Errc::malformed,
                    std::string{"the body is no JSON: "} + simdjson::error_message(error));
    dom::object object;
    if (document.get(object) != simdjson::SUCCESS)
        return fail(Errc::malformed, "the body is no JSON object");
    JsonFields fields(object, "");
    return read(fields);
}

std::optional<Side> parse_side(JsonFields& fields) {
    const std::string side = fields.required_text("side");
    if (side == "buy") return Side::buy;
    if (side == "sell") return Side::sell;
    fields.fail_with(Errc::unsupported, "side", "is neither buy nor sell");
    return std::nullopt;
}

// Of the instrument's step, and above zero.
template <typename T, typename Parse>
T on_grid(JsonFields& fields, std::string_view name, const std::string& text, T step,
          std::string_view word, Parse parse) {
    const auto value = parse(text, name);
    if (!value) {
        fields.fail_with(value.error().code, name, "is no number; write decimal text");
    } else if (!value->is_positive()) {
        fields.fail_with(Errc::out_of_range, name, "is not above zero");
    } else if (!is_multiple(*value, step)) {
        fields.fail_with(Errc::out_of_range, name,
                         fmt::format("{} is no multiple of the {} {}", text, word, to_text(step)));
    } else {
        return *value;
    }
    return {};
}

struct Wanted {
    const Instrument* instrument{nullptr};
    Side side{Side::buy};
    Price price;
    Quantity quantity;
    Force force{Force::gtc};
    bool market{false};
};

void read_price(JsonFields& fields, const std::string& type, Wanted& wanted) {
    const auto price = fields.text("price");
    if (wanted.market) {
        if (price)
            fields.fail_with(Errc::unsupported, "price", "a market order has none; leave it out");
        return;
    }
    if (!price)
        return fields.fail_with(Errc::missing, "price",
                                "is missing; an order of type " + type + " needs one");
    wanted.price = on_grid(fields, "price", *price, wanted.instrument->tick, "tick",
                           [](const auto& text, auto name) { return parse_price(text, name); });
}

void read_wanted(JsonFields& fields, const Exchange& exchange, Wanted& wanted) {
    const std::string symbol = fields.required_text("instrument");
    wanted.instrument = exchange.find(symbol);
    if (wanted.instrument == nullptr) {
        std::string names;
        for (const Instrument& each : exchange.instruments())
            names += (names.empty() ? "" : ", ") + each.symbol;
        return fields.fail_with(
            Errc::unsupported, "instrument",
            fmt::format("{} has no {}; there are {}", exchange.config().venue, symbol, names));
    }
    if (const auto side = parse_side(fields)) wanted.side = *side;
    const std::string type = fields.text("type").value_or("limit");
    if (type != "limit" && type != "ioc" && type != "market")
        fields.fail_with(Errc::unsupported, "type", "is none of limit, ioc, market");
    wanted.force = type == "limit" ? Force::gtc : Force::ioc;
    wanted.market = type == "market";
    read_price(fields, type, wanted);
    wanted.quantity =
        on_grid(fields, "quantity", fields.required_text("quantity"), wanted.instrument->lot, "lot",
                [](const auto& text, auto name) { return parse_quantity(text, name); });
}

}  // namespace

ControlPort::ControlPort(Setup setup)
    : setup_(std::move(setup)),
      server_(std::make_unique<net::Server>(setup_.loop, "127.0.0.1", setup_.port,
                                            static_cast<net::ServerHandler&>(*this))) {}

ControlPort::~ControlPort() = default;

std::uint16_t ControlPort::port() const {
    return server_->port();
}

std::string ControlPort::url() const {
    return fmt::format("http://127.0.0.1:{}", port());
}

void ControlPort::on_request(net::ServerRequest request, net::Responder responder) {
    responder.send(answer(request));
}

net::Upgrade ControlPort::on_upgrade(const net::ServerRequest&) {
    return {.accept = false,
            .refuse_status = 404,
            .refuse_body = error_json("the control port has no sockets")};
}

net::ServerResponse ControlPort::answer(const net::ServerRequest& request) {
    struct Route {
        std::string_view method, path;
        Result<std::string> (*run)(ControlPort&, std::string_view body);
    };
    static constexpr Route kRoutes[] = {
        {"GET", "/venues",
         [](ControlPort& self, std::string_view) -> Result<std::string> {
             return self.venues_json();
         }},
        {"GET", "/state",
         [](ControlPort& self, std::string_view) -> Result<std::string> {
             return self.state_json();
         }},
        {"POST", "/counterparty",
         [](ControlPort& self, std::string_view body) { return self.counterparty(body); }},
        {"POST", "/faults",
         [](ControlPort& self, std::string_view body) { return self.faults(body); }},
        {"POST", "/mode", [](ControlPort& self, std::string_view body) { return self.mode(body); }},
        {"POST", "/time", [](ControlPort& self, std::string_view body) { return self.time(body); }},
    };
    const auto route = std::ranges::find(kRoutes, request.path(), &Route::path);
    if (route == std::end(kRoutes))
        return {.status = 404,
                .body = error_json("there is GET /venues, GET /state, POST /counterparty, "
                                   "POST /faults, POST /mode and POST /time")};
    if (route->method != request.method)
        return {.status = 405,
                .body = error_json(fmt::format("{} wants {}", route->path, route->method))};
    for (VenueServer* each : setup_.venues)
        each->catch_up();
    auto done = route->run(*this, request.body);
    if (!done) return {.status = 400, .body = error_json(done.error().message)};
    return {.body = std::move(*done)};
}

std::string ControlPort::venues_json() const {
    JsonWriter json;
    json.array();
    for (const VenueServer* each : setup_.venues)
        json.raw(each->ready_line());
    json.end_array();
    return json.text();
}

std::string ControlPort::state_json() const {
    JsonWriter json;
    json.object().key("venues").array();
    for (VenueServer* each : setup_.venues)
        write_state(json, each->exchange());
    json.end_array().end_object();
    return json.text();
}

Result<VenueServer*> ControlPort::venue(JsonFields& fields) const {
    const auto name = fields.text("venue");
    if (!name) return fail(Errc::missing, "venue: is missing");
    std::string names;
    for (VenueServer* each : setup_.venues) {
        if (each->venue() == *name) return each;
        names += (names.empty() ? "" : ", ") + each->venue();
    }
    return fail(Errc::unsupported,
                fmt::format("venue: \"{}\" is not running; there are {}", *name, names));
}

Result<std::string> ControlPort::counterparty(std::string_view body) {
    return with_body(body, [&](JsonFields& fields) -> Result<std::string> {
        const auto at = venue(fields);
        if (!at) return std::unexpected{at.error()};
        Exchange& exchange = (*at)->exchange();
        Wanted wanted;
        read_wanted(fields, exchange, wanted);
        if (auto fine = fields.finish(); !fine) return std::unexpected{fine.error()};
        const CounterpartyResult result =
            exchange.counterparty(wanted.instrument->id, wanted.side, wanted.price, wanted.quantity,
                                  wanted.force, wanted.market);
        JsonWriter json;
        json.object()
            .field("filled", result.filled)
            .field("average_price", result.average_price)
            .end_object();
        return json.text();
    });
}

Result<std::string> ControlPort::faults(std::string_view body) {
    return with_body(body, [&](JsonFields& fields) -> Result<std::string> {
        const auto at = venue(fields);
        if (!at) return std::unexpected{at.error()};
        const std::string kind = fields.required_text("kind");
        const auto fault = parse_fault(kind);
        if (!fault) {
            std::string names;
            for (std::size_t i = 0; i < kWireFaults; ++i) {
                names += i == 0 ? "" : ", ";
                names += wire::name(static_cast<Fault>(i));
            }
            fields.fail_with(Errc::unsupported, "kind",
                             fmt::format("\"{}\" is no fault; there are {}", kind, names));
        }
        const auto count = fields.number("count");
        if (count && *count == 0) fields.fail_with(Errc::out_of_range, "count", "is zero");
        const auto lasts = fields.number("duration_ms");
        if (lasts && (*lasts == 0 || *lasts > 86'400'000))
            fields.fail_with(Errc::out_of_range, "duration_ms", "is not in 1..86400000");
        if (auto fine = fields.finish(); !fine) return std::unexpected{fine.error()};
        (*at)->order_fault(
            *fault, count,
            lasts ? std::optional{milliseconds(static_cast<std::int64_t>(*lasts))} : std::nullopt);
        JsonWriter json;
        json.object().field("venue", (*at)->venue()).field("kind", kind).end_object();
        return json.text();
    });
}

Result<std::string> ControlPort::mode(std::string_view body) {
    static constexpr std::pair<std::string_view, MarketMode> kModes[] = {
        {"normal", MarketMode::normal},
        {"post_only", MarketMode::post_only},
        {"cancel_only", MarketMode::cancel_only},
        {"halted", MarketMode::halted},
    };
    return with_body(body, [&](JsonFields& fields) -> Result<std::string> {
        const auto at = venue(fields);
        if (!at) return std::unexpected{at.error()};
        Exchange& exchange = (*at)->exchange();
        const std::string wanted = fields.required_text("mode");
        const auto mode =
            std::ranges::find(kModes, wanted, &std::pair<std::string_view, MarketMode>::first);
        if (mode == std::end(kModes))
            fields.fail_with(Errc::unsupported, "mode",
                             "is none of normal, post_only, cancel_only, halted");
        const auto symbol = fields.text("instrument");
        const Instrument* only = symbol ? exchange.find(*symbol) : nullptr;
        if (symbol && only == nullptr)
            fields.fail_with(Errc::unsupported, "instrument",
                             (*at)->venue() + " has no " + *symbol);
        if (auto fine = fields.finish(); !fine) return std::unexpected{fine.error()};
        for (const Instrument& each : exchange.instruments()) {
            if (only == nullptr || only->id == each.id) exchange.set_mode(each.id, mode->second);
        }
        JsonWriter json;
        json.object().field("venue", (*at)->venue()).field("mode", wanted).end_object();
        return json.text();
    });
}

Result<std::string> ControlPort::time(std::string_view body) {
    return with_body(body, [&](JsonFields& fields) -> Result<std::string> {
        const auto advance = fields.number("advance_ms");
        constexpr std::uint64_t kMost = 366ULL * 86'400'000;
        if (!advance) fields.fail_with(Errc::missing, "advance_ms", "is missing");
        if (advance && *advance > kMost)
            fields.fail_with(Errc::out_of_range, "advance_ms", "is more than a year");
        if (auto fine = fields.finish(); !fine) return std::unexpected{fine.error()};
        if (!setup_.clock_moves)
            return fail(Errc::unsupported,
                        "time is moved under --flow none alone: start the simulators with it");
        setup_.clock.advance(milliseconds(static_cast<std::int64_t>(*advance)));
        for (VenueServer* each : setup_.venues)
            each->catch_up();
        JsonWriter json;
        json.object().field("now_ms", setup_.clock.now().ns / 1'000'000).end_object();
        return json.text();
    });
}

}  // namespace twinleg::sim::wire
