#include "venues/lighter/wire.h"

#include <charconv>
#include <utility>

#include "core/json_outline.h"
#include "venues/lighter/objects.h"
#include "venues/lighter/wire_book.h"

namespace twinleg::venues::lighter {
namespace {

constexpr Duration kFundingInterval = minutes(60);

// What follows the last colon of a channel: its account, or its market.
std::string_view last_part(std::string_view channel) {
    const auto colon = channel.rfind(':');
    return colon == std::string_view::npos ? std::string_view{} : channel.substr(colon + 1);
}

// What follows the first colon, up to the next.
std::string_view first_part(std::string_view channel) {
    const auto colon = channel.find(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view rest = channel.substr(colon + 1);
    return rest.substr(0, rest.find(':'));
}

FrameKind kind_of(std::string_view type) {
    if (type.starts_with("update/")) return FrameKind::update;
    if (type.starts_with("subscribed/")) return FrameKind::snapshot;
    if (type.starts_with("jsonapi/")) return FrameKind::transaction;
    if (type == "connected") return FrameKind::connected;
    if (type == "ping") return FrameKind::ping;
    if (type == "pong") return FrameKind::pong;
    if (type == "shutdown") return FrameKind::shutdown;
    if (type == "unsubscribed") return FrameKind::unsubscribed;
    return FrameKind::other;
}

bool to_number(std::string_view digits, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc{} && end == digits.data() + digits.size() && !digits.empty();
}

std::unexpected<Error> ill_formed() {
    return fail(Errc::malformed, "frame: not well-formed JSON");
}

}  // namespace

struct Wire::Parts final : MarketNames {
    simdjson::ondemand::parser parser;
    BookObject book;
    std::string message;
    bool names_wanted{false};
    std::map<std::string, std::string, std::less<>> names;

    std::string_view market(std::string_view number, std::string_view symbol) const override {
        if (!names_wanted) return number;
        if (const auto known = names.find(number); known != names.end()) return known->second;
        return symbol.empty() ? number : symbol;
    }

    // The channels but the book: found by name once the channel is known.

    Result<void> read_ticker(json::ondemand::object frame, const FrameHead& head,
                             UpdateSink& sink) {
        json::Fields outer{frame, "ticker"};
        QuoteUpdate update{.sequence = outer.number_or("nonce", 0), .venue_time = head.time};
        json::ondemand::value value;
        json::ondemand::object object;
        if (!outer.find("ticker", value)) {
            outer.fail(Errc::missing, "ticker", "is missing");
            return outer.result();
        }
        if (value.get_object().get(object)) return fail(Errc::malformed, "ticker: not an object");
        json::Fields ticker{object, "ticker"};
        update.market = market(first_part(head.channel), ticker.text_or_empty("s"));
        const auto side = [&](const char* name, Level& level) {
            json::ondemand::value best;
            json::ondemand::object parts;
            if (!ticker.find(name, best)) return;
            if (best.get_object().get(parts)) {
                // An empty side is an empty text.
                if (!json::token(best).empty()) ticker.fail(Errc::malformed, name, "is no level");
                return;
            }
            json::Fields fields{parts, "ticker"};
            level.price = fields.price_or_zero("price");
            level.quantity = fields.quantity_or_zero("size");
            if (!fields.ok()) ticker.fail(fields.result().error());
            if (level.price.is_zero()) level.quantity = {};
        };
        side("a", update.ask);
        side("b", update.bid);
        const Time changed = ticker.time_us("last_updated_at");
        if (!ticker.ok()) return ticker.result();
        if (changed.known()) update.venue_time = changed;
        sink.on_update(update);
        return {};
    }

    Result<void> read_stats_of(json::ondemand::object object, const FrameHead& head,
                               FrameSink& sink) {
        json::Fields stats{object, "market_stats"};
        const std::string_view number = stats.text("market_id");
        const std::string_view name = market(number, stats.text_or_empty("symbol"));
        const MarkUpdate mark{.market = name,
                              .mark = stats.price_or_zero("mark_price"),
                              .index = stats.price_or_zero("index_price"),
                              .venue_time = head.time};
        const Price bid = stats.price_or_zero("best_bid_price");
        const Price ask = stats.price_or_zero("best_ask_price");
        FundingUpdate funding{.market = name, .interval = kFundingInterval};
        // What the running hour would cost, in percent.
        json::ondemand::value told;
        const bool has_rate = stats.find("current_funding_rate", told);
        const Ratio percent = stats.ratio_or_zero("current_funding_rate");
        funding.rate = Ratio::from_raw(percent.raw() / 100);
        const Time settled = stats.time_ms("funding_timestamp");
        if (!stats.ok()) return stats.result();
        if (settled.known()) {
            const std::int64_t hours = settled.ns / kFundingInterval.ns;
            funding.next = Time{(hours + 1) * kFundingInterval.ns};
        }
        if (mark.mark.is_positive()) sink.on_update(mark);
        if (has_rate) sink.on_update(funding);
        sink.on_best_prices(name, bid, ask);
        return {};
    }

    Result<void> read_stats(json::ondemand::object frame, const FrameHead& head, FrameSink& sink) {
        json::Fields outer{frame, "market_stats"};
        json::ondemand::value value;
        if (!outer.find("market_stats", value)) {
            outer.fail(Errc::missing, "market_stats", "is missing");
            return outer.result();
        }
        if (first_part(head.channel) == "all") {
            return json::each_object(value, "market_stats", [&](json::ondemand::object object) {
                return read_stats_of(object, head, sink);
            });
        }
        json::ondemand::object object;
        if (value.get_object().get(object))
            return fail(Errc::malformed, "market_stats: not an object");
        return read_stats_of(object, head, sink);
    }

    // A list or map of objects under `name`, if it is there.
    template <typename Read>
    static Result<void> each(json::Fields& frame, const char* name, Read&& read) {
        json::ondemand::value value;
        if (!frame.find(name, value)) return frame.result();
        return json::each_object(value, name, std::forward<Read>(read));
    }

    Result<void> read_trades(json::ondemand::object frame, const FrameHead& head,
                             UpdateSink& sink) {
        json::Fields fields{frame, "trade"};
        const std::string_view number = first_part(head.channel);
        const auto read = [&](json::ondemand::object object) {
            return read_public_trade(object, number, *this, sink);
        };
        if (auto done = each(fields, "trades", read); !done) return done;
        return each(fields, "liquidation_trades", read);
    }

    // All account channels: each has some of these parts.
    Result<void> read_account(json::ondemand::object frame, const FrameHead& head,
                              UpdateSink& sink) {
        json::Fields fields{frame, head.topic == "user_stats" ? "user_stats" : "account"};
        Time changed = fields.time_us("transaction_time");
        if (!changed.known()) changed = head.time;
        const auto orders = [&](json::ondemand::object object) {
            return read_order(object, *this, sink);
        };
        if (auto done = each(fields, "orders", orders); !done) return done;

        std::uint64_t account = 0;
        const bool named = to_number(last_part(head.channel), account);
        const auto fills = [&](json::ondemand::object object) -> Result<void> {
            if (!named) return fail(Errc::malformed, "channel: names no account");
            return read_fill(object, account, *this, sink);
        };
        if (auto done = each(fields, "trades", fills); !done) return done;

        const auto positions = [&](json::ondemand::object object) {
            return read_position(object, changed, *this, sink);
        };
        if (auto done = each(fields, "positions", positions); !done) return done;
        json::ondemand::value one;
        if (fields.find("position", one)) {
            json::ondemand::object object;
            if (one.get_object().get(object))
                return fail(Errc::malformed, "position: not an object");
            if (auto done = positions(object); !done) return done;
        }

        const auto payments = [&](json::ondemand::object object) {
            return read_funding_paid(object, *this, sink);
        };
        if (auto done = each(fields, "funding_histories", payments); !done) return done;

        if (fields.find("stats", one)) {
            json::ondemand::object object;
            if (one.get_object().get(object)) return fail(Errc::malformed, "stats: not an object");
            json::Fields stats{object, "user_stats"};
            const BalanceUpdate balance{.equity = stats.notional("portfolio_value"),
                                        .free_collateral = stats.notional("available_balance"),
                                        .venue_time = head.time};
            if (!stats.ok()) return stats.result();
            sink.on_update(balance);
        }
        return fields.result();
    }

    Result<void> read_channel(json::ondemand::object frame, const FrameHead& head,
                              FrameSink& sink) {
        const std::string_view topic = head.topic;
        if (topic == "trade") return read_trades(frame, head, sink);
        if (topic == "ticker") return read_ticker(frame, head, sink);
        if (topic == "market_stats") return read_stats(frame, head, sink);
        if (topic == "account_all_orders" || topic == "account_orders" ||
            topic == "account_all_trades" || topic == "account_all_positions" ||
            topic == "account_all" || topic == "account_market" || topic == "user_stats") {
            return read_account(frame, head, sink);
        }
        return {};  // heights, candles, assets, transactions, notifications
    }

    // `{"code":…,"message":"…"}` under the key "error".
    Result<void> read_error(json::ondemand::value value, FrameHead& head) {
        json::ondemand::object object;
        if (value.get_object().get(object)) {
            message.assign(json::token(value));  // some servers say it in a text
            return {};
        }
        json::Fields error{object, "error"};
        head.code = error.signed_or("code", 0);
        message.assign(error.text_or_empty("message"));
        return error.result();
    }
};

Wire::Wire() : parts_(std::make_unique<Parts>()) {}
Wire::~Wire() = default;

void Wire::want_names(std::map<std::string, std::string, std::less<>> names) {
    parts_->names_wanted = true;
    parts_->names = std::move(names);
}

Result<FrameHead> Wire::read(std::span<const char> frame, FrameSink& sink) {
    Parts& parts = *parts_;
    auto document = parts.parser.iterate(frame.data(), frame.size(), frame.size() + kFramePadding);
    auto object = json::whole(document, "frame");
    if (!object) return std::unexpected{object.error()};

    FrameHead head;
    parts.book.forget();
    std::string_view type;
    bool has_error = false;
    bool has_code = false;
    parts.message.clear();
    for (auto field : *object) {
        json::ondemand::raw_json_string key;
        json::ondemand::value value;
        if (field.key().get(key) || field.value().get(value))
            return fail(Errc::malformed, "frame: not well-formed JSON");
        const std::string_view name = json::between_quotes(key);
        const auto bad = [&] {
            return fail(Errc::malformed, "frame: " + std::string{name} + " is not a whole number");
        };
        if (name == "order_book") {
            if (auto done = parts.book.read(value); !done) return std::unexpected{done.error()};
        } else if (name == "channel") {
            head.channel = json::token(value);
        } else if (name == "type") {
            type = json::token(value);
        } else if (name == "timestamp") {
            std::uint64_t ms = 0;
            if (value.get_uint64().get(ms)) return bad();
            const auto time = json::to_time(ms, 1'000'000);
            if (!time) return std::unexpected{time.error()};
            head.time = *time;
        } else if (name == "id") {
            head.id = json::token(value);
        } else if (name == "code") {
            if (value.get_int64().get(head.code)) return bad();
            has_code = true;
        } else if (name == "message") {
            parts.message.assign(json::token(value));
        } else if (name == "tx_hash") {
            json::ondemand::json_type kind{};
            if (value.type().get(kind)) return bad();
            if (kind == json::ondemand::json_type::string) {
                head.tx_hash = json::token(value);
            } else if (kind == json::ondemand::json_type::array) {
                if (!well_formed_json({frame.data(), frame.size()})) return ill_formed();
                json::ondemand::array list;
                if (value.get_array().get(list) || list.raw_json().get(head.tx_hashes))
                    return bad();
            }
        } else if (name == "predicted_execution_time_ms") {
            std::uint64_t ms = 0;
            if (value.get_uint64().get(ms)) return bad();
            const auto time = json::to_time(ms, 1'000'000);
            if (!time) return std::unexpected{time.error()};
            head.predicted = *time;
        } else if (name == "close_in_ms") {
            std::uint64_t ms = 0;
            if (value.get_uint64().get(ms)) return bad();
            head.close_in =
                milliseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(ms, 86'400'000)));
        } else if (name == "error") {
            if (json::is_null(value)) continue;
            has_error = true;
            if (!well_formed_json({frame.data(), frame.size()})) return ill_formed();
            if (auto done = parts.read_error(value, head); !done)
                return std::unexpected{done.error()};
        }
    }
    head.topic = head.channel.substr(0, head.channel.find(':'));
    head.message = parts.message;
    if (has_error) {
        head.kind = FrameKind::error;
    } else if (!type.empty()) {
        head.kind = kind_of(type);
    } else if (has_code) {
        // An answer that does not say what it answers: matched by its id or hash.
        head.kind = FrameKind::transaction;
    } else {
        return fail(Errc::missing, "frame: type is missing");
    }

    sink.on_head(head);
    if (head.kind != FrameKind::snapshot && head.kind != FrameKind::update) return head;
    if (head.topic.empty()) return fail(Errc::missing, "frame: channel is missing");
    if (head.topic == "order_book") {
        if (!parts.book.here()) return fail(Errc::missing, "frame: order_book is missing");
        const std::string_view market = parts.market(first_part(head.channel), {});
        if (auto told = parts.book.tell(market, head, sink); !told)
            return std::unexpected{told.error()};
        return head;
    }
    // What follows looks up fields by their names.
    if (!well_formed_json({frame.data(), frame.size()})) return ill_formed();
    document.rewind();
    object = json::whole(document, "frame");
    if (!object) return std::unexpected{object.error()};
    if (auto told = parts.read_channel(*object, head, sink); !told)
        return std::unexpected{told.error()};
    return head;
}

std::string subscribe_frame(std::string_view channel, std::string_view auth_token) {
    std::string text = R"({"type":"subscribe","channel":")";
    text += channel;
    if (!auth_token.empty()) {
        text += R"(","auth":")";
        text += auth_token;
    }
    text += R"("})";
    return text;
}

std::string unsubscribe_frame(std::string_view channel) {
    std::string text = R"({"type":"unsubscribe","channel":")";
    text += channel;
    text += R"("})";
    return text;
}

}  // namespace twinleg::venues::lighter
