#include "panel/deeds.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>
#include <sys/random.h>

#include "core/check.h"
#include "panel/query.h"

namespace twinleg::panel {

namespace {

constexpr Duration kConfirmWithin = milliseconds(15'000);
constexpr std::size_t kPendingMost = 64;

// 128 bits nobody can guess.
std::string one_time_word() {
    std::array<unsigned char, 16> bytes{};
    CHECK(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

Asker asker_of(std::string_view remote) {
    const auto whole = Asker::from(fmt::format("panel {}", remote));
    return whole ? *whole : *Asker::from("panel");
}

net::ServerResponse accepted(const std::vector<std::string>& pairs) {
    JsonWriter json;
    json.object().field("accepted", true).key("pairs").array();
    for (const auto& pair : pairs)
        json.value(pair);
    json.end_array().end_object();
    return {.status = 202, .body = json.text()};
}

// "0.002 BTC at edgex and -0.002 at lighter"; empty while nothing is open.
std::string open_text(const DeskView& desk) {
    std::vector<std::string> parts;
    const auto& positions = desk.figures().positions;
    for (std::size_t n = 0; n < positions.size(); ++n) {
        if (positions[n].quantity.is_zero()) continue;
        const auto& instrument = desk.config().instruments[n].instrument;
        parts.push_back(fmt::format("{}{} at {}", to_text(positions[n].quantity),
                                    parts.empty() ? " " + instrument.base : "",
                                    instrument.venue_name));
    }
    return fmt::format("{}", fmt::join(parts, " and "));
}

}  // namespace

struct Deeds::Body {
    std::string remote;
    std::map<std::string, std::string, std::less<>> members;  // of text
    std::vector<DeskView*> desks;
    std::optional<Wrong> wrong;

    void fail(Wrong what) {
        if (!wrong) wrong = std::move(what);
    }
    const std::string* find(std::string_view name) const {
        const auto found = members.find(name);
        return found == members.end() ? nullptr : &found->second;
    }

    Body(const net::ServerRequest& request, const State& state,
         std::span<const std::string_view> known)
        : remote(request.remote) {
        read(request, known);
        if (!wrong) choose(state);
    }

    void read(const net::ServerRequest& request, std::span<const std::string_view> known) {
        const auto type = request.header("Content-Type");
        if (!net::same_name(type.substr(0, type.find_first_of("; ")), "application/json"))
            return fail({.status = 415,
                         .code = "malformed",
                         .field = "Content-Type",
                         .value = std::string{type},
                         .message = "send application/json"});
        if (request.target.find('?') != std::string::npos)
            return fail({.code = "unknown",
                         .field = "query",
                         .value = std::string{request.query()},
                         .message = "what is asked for stands in the body"});
        simdjson::dom::parser parser;
        simdjson::dom::element element;
        simdjson::dom::object object;
        if (parser.parse(request.body).get(element) != simdjson::SUCCESS ||
            element.get(object) != simdjson::SUCCESS)
            return fail({.code = "malformed",
                         .field = "body",
                         .value = request.body,
                         .message = "the body is no JSON object; send at least {}"});
        for (const auto& [key, value] : object) {
            const std::string name{key};
            if (std::ranges::find(known, name) == known.end())
                return fail({.code = "unknown",
                             .field = name,
                             .message = known.empty() ? std::string{"this takes no members"}
                                                      : fmt::format("there are: {}",
                                                                    fmt::join(known, ", "))});
            std::string_view text;
            if (value.get(text) != simdjson::SUCCESS)
                return fail({.code = "malformed",
                             .field = name,
                             .value = simdjson::minify(value),
                             .message = name + " is text, between quotes"});
            if (!members.emplace(name, text).second)
                return fail({.code = "malformed",
                             .field = name,
                             .value = std::string{text},
                             .message = "this member stands there twice; say it once"});
        }
    }

    void choose(const State& state) {
        if (const auto* pair = find("pair")) {
            auto* desk = state.find(*pair);
            if (desk == nullptr)
                return fail({.status = 404,
                             .code = "unknown",
                             .field = "pair",
                             .value = *pair,
                             .message = "no such pair is traded here; /api/pairs lists them"});
            desks = {desk};
        } else {
            for (const auto& desk : state.desks())
                desks.push_back(desk.get());
        }
        std::erase_if(desks, [](const DeskView* desk) { return !desk->can_be_asked(); });
        if (desks.empty())
            fail({.status = 409,
                  .code = "conflict",
                  .field = "pair",
                  .message = "nothing can be asked here: no desk runs in this process"});
    }

    std::vector<std::string> names() const {
        std::vector<std::string> out;
        for (const auto* desk : desks)
            out.push_back(desk->name());
        return out;
    }

    // Every desk is asked; those that ended meanwhile are not named in the answer.
    net::ServerResponse ask_all(const std::function<void(notify::Controls&, const Asker&)>& what) {
        const auto by = asker_of(remote);
        std::vector<std::string> asked;
        for (auto* desk : desks)
            if (desk->board().with_controls(
                    [&](notify::Controls& controls) { what(controls, by); }))
                asked.push_back(desk->name());
        return accepted(asked);
    }
};

net::ServerResponse Deeds::on(const net::ServerRequest& request, Time now) {
    using namespace std::string_view_literals;
    const auto path = request.path();
    if (path == "/api/flatten" || path == "/api/kill") {
        constexpr std::array kKnown{"pair"sv, "confirm"sv};
        Body body(request, state_, kKnown);
        if (body.wrong) return error_answer(*body.wrong);
        return flatten_or_kill(path, body, now);
    }
    if (path == "/api/mode") {
        constexpr std::array kKnown{"pair"sv, "trading"sv};
        Body body(request, state_, kKnown);
        return body.wrong ? error_answer(*body.wrong) : mode(body);
    }
    if (path == "/api/parameters") {
        constexpr std::array kKnown{"pair"sv, "name"sv, "value"sv};
        Body body(request, state_, kKnown);
        return body.wrong ? error_answer(*body.wrong) : parameters(body);
    }
    constexpr std::array kKnown{"pair"sv};
    Body body(request, state_, kKnown);
    if (body.wrong) return error_answer(*body.wrong);
    const auto what = path == "/api/pause"    ? Operator::pause
                      : path == "/api/resume" ? Operator::resume
                                              : Operator::reset;
    return body.ask_all(
        [&](notify::Controls& controls, const Asker& by) { controls.ask(what, by); });
}

net::ServerResponse Deeds::flatten_or_kill(std::string_view path, Body& body, Time now) {
    std::erase_if(pending_, [&](const auto& each) { return each.second.until < now; });
    const bool kill = path == "/api/kill";
    if (const auto* word = body.find("confirm")) {
        const auto found = pending_.find(*word);
        const bool fits = found != pending_.end() && found->second.path == path &&
                          (body.find("pair") == nullptr || found->second.pairs == body.names());
        if (!fits)
            return error_answer({.code = "unknown",
                                 .field = "confirm",
                                 .value = *word,
                                 .message = "this word was not given for that, was used, or is "
                                            "older than 15 s; ask again without it"});
        const auto pairs = found->second.pairs;
        pending_.erase(found);
        std::erase_if(body.desks, [&](const DeskView* desk) {
            return std::ranges::find(pairs, desk->name()) == pairs.end();
        });
        return body.ask_all([&](notify::Controls& controls, const Asker& by) {
            if (kill) return controls.ask(Operator::kill, by);
            // Else the strategy would open again what was just closed.
            controls.ask(Operator::pause, by);
            controls.ask(Operator::flatten, by);
        });
    }
    if (pending_.size() >= kPendingMost)
        return error_answer({.status = 429,
                             .code = "too_many",
                             .field = "confirm",
                             .message = "too many wait to be confirmed; try again in 15 s"});
    std::vector<std::string> open;
    for (const auto* desk : body.desks)
        if (auto text = open_text(*desk); !text.empty()) open.push_back(std::move(text));
    const auto pairs = body.names();
    const auto named = fmt::format("{}", fmt::join(pairs, ", "));
    const auto closing =
        open.empty() ? "nothing is open" : fmt::format("{}", fmt::join(open, "; "));
    const auto question = kill ? fmt::format("Halt {} until a person resets it ({})?", named,
                                             open.empty() ? closing : "closing " + closing)
                               : fmt::format("{}, and pause {}?",
                                             open.empty() ? "Cancel every order (nothing is open)"
                                                          : "Close " + closing,
                                             named);
    const auto word = one_time_word();
    pending_[word] = {std::string{path}, pairs, now + kConfirmWithin};
    JsonWriter json;
    json.object().field("accepted", false).field("confirm", word);
    json.field("expires_ms", kConfirmWithin.ns / 1'000'000).field("question", question);
    return {.status = 202, .body = json.end_object().text()};
}

net::ServerResponse Deeds::mode(Body& body) {
    const auto* trading = body.find("trading");
    if (trading == nullptr || (*trading != "auto" && *trading != "remind"))
        return error_answer({.code = trading == nullptr ? "missing" : "unknown",
                             .field = "trading",
                             .value = trading == nullptr ? "" : *trading,
                             .message = "say auto (trade by itself) or remind (tell only)"});
    return body.ask_all([&](notify::Controls& controls, const Asker& by) {
        (void)controls.trade_by_itself(*trading == "auto", by);
    });
}

net::ServerResponse Deeds::parameters(Body& body) {
    for (const auto* wanted : {"name", "value"})
        if (body.find(wanted) == nullptr)
            return error_answer({.code = "missing",
                                 .field = wanted,
                                 .message = R"(say {"name":"risk.daily_loss","value":"500"})"});
    const auto& name = *body.find("name");
    const auto& value = *body.find("value");
    const auto asked_name = Text<48>::from(name);
    const auto asked_value = Text<48>::from(value);
    for (const auto* desk : body.desks) {
        const auto all = desk->parameters();
        const auto found = std::ranges::find(all, name, &Parameter::name);
        if (found == all.end() || !asked_name)
            return error_answer({.code = "unknown",
                                 .field = "name",
                                 .value = name,
                                 .message = fmt::format("{} has no such parameter; /api/config "
                                                        "lists them",
                                                        desk->name())});
        if (!found->changeable)
            return error_answer({.status = 409,
                                 .code = "conflict",
                                 .field = name,
                                 .value = value,
                                 .message = "this takes a new start"});
        if (const auto wrong = not_a_value(*found, value)) return error_answer(*wrong);
    }
    if (!asked_value)
        return error_answer({.code = "out_of_range",
                             .field = "value",
                             .value = value,
                             .message = "a value has at most 48 bytes"});
    return body.ask_all([&](notify::Controls& controls, const Asker& by) {
        controls.change({.name = *asked_name, .value = *asked_value, .by = by});
    });
}

std::optional<Wrong> not_a_value(const Parameter& parameter, std::string_view value) {
    const auto wrong = [&](std::string_view code, std::string message) {
        return Wrong{.code = std::string{code},
                     .field = parameter.name,
                     .value = std::string{value},
                     .message = std::move(message)};
    };
    if (parameter.type == "choice" || parameter.type == "boolean") {
        static const std::vector<std::string> kFlags{"0", "1"};
        const auto& words =
            parameter.type == "boolean" && parameter.choices.empty() ? kFlags : parameter.choices;
        if (std::ranges::find(words, value) != words.end()) return std::nullopt;
        return wrong("unknown", fmt::format("there are: {}", fmt::join(words, ", ")));
    }
    const auto number = parse_notional(value, parameter.name);
    const bool whole = parameter.type == "integer" || parameter.type == "duration";
    if (!number || (whole && number->raw() % Notional::kOne != 0))
        return wrong("malformed",
                     whole ? fmt::format("{} is a whole number{}", parameter.name,
                                         parameter.unit.empty() ? "" : " of " + parameter.unit)
                           : fmt::format("{} is a decimal number, as 0.5", parameter.name));
    const auto bound = [&](const std::string& text) {
        return text.empty() ? std::optional<Notional>{} : std::optional{*parse_notional(text)};
    };
    const auto least = bound(parameter.minimum);
    const auto most = bound(parameter.maximum);
    if ((least && *number < *least) || (most && *number > *most))
        return wrong("out_of_range",
                     parameter.maximum.empty()
                         ? fmt::format("{} is at least {}", parameter.name, parameter.minimum)
                         : fmt::format("{} is from {} to {}", parameter.name,
                                       parameter.minimum.empty() ? "any" : parameter.minimum,
                                       parameter.maximum));
    return std::nullopt;
}

}  // namespace twinleg::panel
