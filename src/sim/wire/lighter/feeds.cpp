#include "sim/wire/lighter/feeds.h"

#include <simdjson.h>

#include <utility>
#include <vector>

#include "sim/wire/lighter/forms.h"

namespace twinleg::sim::wire::lighter {
namespace {

namespace dom = simdjson::dom;

std::string pong() {
    return R"({"type":"pong"})";
}

std::string text_of(dom::element object, std::string_view field) {
    std::string_view text;
    return object[field].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

// A transaction, or a list of them, as object or as text.
std::string json_text(const dom::element& element) {
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) return std::string{text};
    return std::string{simdjson::minify(element)};
}

// Types and infos of jsonapi/sendtx or sendtxbatch; false if a field is missing.
bool read_submission(const dom::element& data, bool batch, Submission& out) {
    out.batch = batch;
    if (!batch) {
        std::uint64_t type = 0;
        dom::element info;
        if (data["tx_type"].get(type) || data["tx_info"].get(info)) return false;
        out.types = {type};
        out.infos = {json_text(info)};
        return true;
    }
    dom::element types;
    dom::element infos;
    if (data["tx_types"].get(types) || data["tx_infos"].get(infos)) return false;
    dom::parser types_parser;
    dom::parser infos_parser;
    const simdjson::padded_string types_text(json_text(types));
    const simdjson::padded_string infos_text(json_text(infos));
    dom::array type_list;
    dom::array info_list;
    if (types_parser.parse(types_text).get(type_list) ||
        infos_parser.parse(infos_text).get(info_list))
        return false;
    for (const auto each : type_list) {
        std::uint64_t type = 0;
        if (each.get(type)) return false;
        out.types.push_back(type);
    }
    for (const auto each : info_list)
        out.infos.push_back(json_text(each));
    return true;
}

std::string accepted_frame(const std::string& type, const std::string& id, const Accepted& accepted,
                           bool batch) {
    JsonWriter json;
    json.object().field("type", type);
    if (!id.empty()) json.key("id").raw(id);
    json.field("code", 200).field("message", R"({"ratelimit": "didn't use volume quota"})");
    if (batch) {
        json.key("tx_hash").array();
        for (const auto& hash : accepted.hashes)
            json.value(hash);
        json.end_array();
    } else {
        json.field("tx_hash", accepted.hashes.front());
    }
    json.field("predicted_execution_time_ms", accepted.predicted_ms)
        .field("volume_quota_remaining", accepted.quota)
        .end_object();
    return json.text();
}

std::vector<BookLevel> levels_of(const Market& market, const std::map<Price, Quantity>& side,
                                 bool descending) {
    std::vector<BookLevel> out;
    for (const auto& [price, size] : side)
        out.push_back({market.price_of(price), market.size_of(size)});
    if (descending) std::ranges::reverse(out);
    return out;
}

}  // namespace

Feeds::Feeds(Exchange& exchange, Members& members, History& history, bool limits, Submit submit)
    : exchange_(exchange),
      members_(members),
      frames_(exchange, history),
      limits_(limits),
      submit_(std::move(submit)) {
    for (const auto& market : markets())
        books_[market.id];
}

// --- Sockets.

void Feeds::opened(Session& session, const std::string& session_id, Time now) {
    auto& listener = listeners_[session.id()];
    listener.session = &session;
    listener.read_only = session.request().query().find("readonly=true") != std::string_view::npos;
    listener.opened = now;
    JsonWriter json;
    json.object().field("session_id", session_id).field("type", "connected").end_object();
    session.answer(json.text());
}

void Feeds::closed(std::uint64_t session) {
    listeners_.erase(session);
}

void Feeds::expire_auth() {
    for (auto& [id, listener] : listeners_)
        if (listener.authorised) listener.session->close(1008, "token is void");
}

void Feeds::message(Session& session, std::string_view data, Time now, Time judged_now) {
    auto& listener = listeners_.at(session.id());
    if (data.size() > kLargestFrame) return session.close(1009, "a frame is at most 64 KB");
    dom::parser parser;
    dom::element frame;
    const simdjson::padded_string text(data);
    dom::object object;
    if (parser.parse(text).get(frame) || frame.get(object))
        return session.answer(refusal(Code::ws_invalid_json).frame());
    const auto type = text_of(frame, "type");
    const bool transaction = type == "jsonapi/sendtx" || type == "jsonapi/sendtxbatch";
    if (!transaction && limits_ && !listener.messages.spend(1, kMostMessages, now))
        return session.answer(refusal(Code::ws_too_many_messages).frame());

    if (type == "ping") return session.answer(pong());
    if (type == "pong") return;
    if (type == "subscribe")
        return subscribe(listener, text_of(frame, "channel"), text_of(frame, "auth"), judged_now);
    if (type == "unsubscribe") return unsubscribe(listener, text_of(frame, "channel"));
    if (!transaction || listener.read_only)
        return session.answer(refusal(Code::ws_invalid_type).frame());

    const bool batch = type == "jsonapi/sendtxbatch";
    std::string id;
    dom::element body;
    Submission submission{.judged_now = judged_now};
    const bool good = frame["data"].get(body) == simdjson::SUCCESS;
    if (dom::element given; good && body["id"].get(given) == simdjson::SUCCESS)
        id = simdjson::minify(given);
    if (!good || !read_submission(body, batch, submission))
        return session.answer(refusal(Code::invalid_param, "tx_type and tx_info").frame(id));
    const auto answer = submit_(std::move(submission));
    if (!answer) return session.socket().drop();
    session.answer(*answer ? accepted_frame(type, id, **answer, batch) : answer->error().frame(id));
}

void Feeds::subscribe(Listener& listener, std::string_view text, std::string_view token, Time now) {
    auto channel = parse_channel(text, members_);
    if (!channel) return listener.session->answer(channel.error().frame());
    if (listener.read_only && channel->member != nullptr)
        return listener.session->answer(refusal(Code::ws_invalid_channel).frame());
    if (channel->needs_auth) {
        if (token.empty())
            return listener.session->answer(
                refusal(Code::invalid_param, "auth field is required: " + channel->spoken())
                    .frame());
        const auto reader = members_.authorise(token, channel->member->index, now);
        if (!reader) return listener.session->answer(reader.error().frame());
        listener.authorised = true;
    }
    if (listener.channels.contains(channel->name))
        return listener.session->answer(
            refusal(Code::ws_already_subscribed, channel->spoken()).frame());
    if (listener.channels.size() >= kMostSubscriptions)
        return listener.session->answer(refusal(Code::too_many_subscriptions).frame());
    // Those who listen already get what the newcomer's first frame has in it.
    if (channel->market != nullptr) flush(*channel->market, now);
    listener.session->answer(frames_.first(*channel, nonce_of(channel->market), now));
    listener.channels.emplace(channel->name, std::move(*channel));
}

void Feeds::unsubscribe(Listener& listener, std::string_view text) {
    const auto channel = parse_channel(text, members_);
    if (!channel) return listener.session->answer(channel.error().frame());
    if (listener.channels.erase(channel->name) == 0)
        return listener.session->answer(
            refusal(Code::ws_not_subscribed, channel->spoken()).frame());
    JsonWriter json;
    json.object().field("type", "unsubscribed").field("channel", channel->spoken()).end_object();
    listener.session->answer(json.text());
}

// --- What happens.

void Feeds::tell(const std::function<bool(const Channel&)>& wanted,
                 const std::function<std::string(const Channel&)>& frame) {
    for (auto& [id, listener] : listeners_)
        for (const auto& [name, channel] : listener.channels)
            if (wanted(channel)) listener.session->tell(frame(channel));
}

std::uint64_t Feeds::nonce_of(const Market* market) const {
    return market == nullptr ? 0 : books_.at(market->id).told;
}

void Feeds::book(const BookChange& change) {
    auto& book = books_.at(market_of(change.instrument).id);
    book.now = change.sequence;
    for (const auto& level : change.bids)
        book.bids[level.price] = level.quantity;
    for (const auto& level : change.asks)
        book.asks[level.price] = level.quantity;

    const Market& market = market_of(change.instrument);
    const auto bid = exchange_.best(change.instrument, Side::buy);
    const auto ask = exchange_.best(change.instrument, Side::sell);
    if (bid == book.best_bid && ask == book.best_ask) return;
    book.best_bid = bid;
    book.best_ask = ask;
    tell([&](const Channel& c) { return c.topic == "ticker" && c.market == &market; },
         [&](const Channel&) { return frames_.ticker(market, book.now, false, change.time); });
}

void Feeds::flush(const Market& market, Time now) {
    auto& book = books_.at(market.id);
    if (book.now == book.told) return;
    const BookFrame changes{.begin_nonce = book.told,
                            .nonce = book.now,
                            .asks = levels_of(market, book.asks, false),
                            .bids = levels_of(market, book.bids, true)};
    book.told = book.now;
    book.bids.clear();
    book.asks.clear();
    tell([&](const Channel& c) { return c.topic == "order_book" && c.market == &market; },
         [&](const Channel&) { return frames_.book(market, changes, false, now); });
}

void Feeds::trade(const TradeRow& trade, Time now) {
    const auto* market = find_market(trade.market);
    tell([&](const Channel& c) { return c.topic == "trade" && c.market == market; },
         [&](const Channel&) { return frames_.trade(trade, nonce_of(market), now); });
    tell(
        [&](const Channel& c) {
            if (c.topic != "account_all_trades" && c.topic != "account_all" &&
                (c.topic != "account_market" || c.market != market))
                return false;
            return c.member->index == trade.taker.account || c.member->index == trade.maker.account;
        },
        [&](const Channel& c) { return frames_.account_trade(c, trade, now); });
}

void Feeds::order(const OrderRecord& record, Time now) {
    const auto& market = market_of(record.request.instrument);
    tell(
        [&](const Channel& c) {
            if (c.topic != "account_all_orders" && c.topic != "account_orders") return false;
            return c.member->account == record.request.account &&
                   (c.market == nullptr || c.market == &market);
        },
        [&](const Channel& c) { return frames_.order(c, record, nonce_of(&market), now); });
    tell(
        [&](const Channel& c) {
            return c.topic == "account_market" && c.market == &market &&
                   c.member->account == record.request.account;
        },
        [&](const Channel& c) { return frames_.account(c, false, now); });
}

void Feeds::account(AccountIndex index, Time now) {
    if (Member* member = members_.of(index)) member->changed_us = us_of(now);
    tell(
        [&](const Channel& c) {
            return c.member != nullptr && c.member->account == index &&
                   (c.topic == "account_all" || c.topic == "account_all_positions" ||
                    c.topic == "user_stats" || c.topic == "account_all_assets" ||
                    c.topic == "account_market");
        },
        [&](const Channel& c) { return frames_.account(c, false, now); });
}

void Feeds::funding(const FundingPayment& payment, Time now) {
    tell(
        [&](const Channel& c) {
            return c.topic == "account_all" && c.member->account == payment.account;
        },
        [&](const Channel& c) { return frames_.funding(c, payment, now); });
}

void Feeds::transaction(const TxRow& tx, Time now) {
    tell([&](const Channel& c) { return c.topic == "account_tx" && c.member->index == tx.account; },
         [&](const Channel& c) { return frames_.transaction(c, tx, now); });
}

void Feeds::beat(Time now, Time heard_now) {
    for (const auto& market : markets())
        flush(market, now);
    if (now >= next_stats_) {
        next_stats_ = now + kStatsPeriod;
        tell([](const Channel& c) { return c.topic == "market_stats"; },
             [&](const Channel& c) { return frames_.stats(c, false, now); });
    }
    if (now >= next_height_) {
        next_height_ = now + kHeightPeriod;
        tell([](const Channel& c) { return c.topic == "height"; },
             [&](const Channel&) { return frames_.height(false, now); });
        tell([](const Channel& c) { return c.topic == "candle"; },
             [&](const Channel& c) { return frames_.candle(c, false, now); });
    }
    for (auto& [id, listener] : listeners_) {
        const Duration silent = heard_now - listener.session->socket().heard();
        if (now - listener.opened > kLongestLife) {
            listener.session->close(1001, "24 hours are over");
        } else if (silent > kSilenceLimit) {
            listener.session->close(1001, "no frame for two minutes");
        } else if (silent > kPingAfter && heard_now - listener.pinged > kPingAfter) {
            listener.pinged = heard_now;
            listener.session->answer(R"({"type":"ping"})");
        }
    }
}

}  // namespace twinleg::sim::wire::lighter
