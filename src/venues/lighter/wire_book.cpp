#include "venues/lighter/wire_book.h"

#include <utility>

namespace twinleg::venues::lighter {
namespace {

template <typename T>
bool decimal(json::ondemand::value value, const char* field, T& out, Error& error) {
    json::ondemand::raw_json_string text;
    if (value.get_raw_json_string().get(text)) {
        error = {Errc::malformed, std::string{"order_book: "} + field + " is not a text"};
        return false;
    }
    if (read_plain(text.raw(), out)) [[likely]]
        return true;
    const std::string_view whole = json::between_quotes(text);
    Result<T> parsed = [&] {
        if constexpr (std::is_same_v<T, Price>)
            return parse_price(whole, field);
        else
            return parse_quantity(whole, field);
    }();
    if (!parsed) {
        error = std::move(parsed.error());
        return false;
    }
    out = *parsed;
    return true;
}

Result<void> read_levels(json::ondemand::value value, std::vector<Level>& out) {
    out.clear();
    json::ondemand::array list;
    if (value.get_array().get(list)) {
        if (json::is_null(value)) return {};  // a list may come as null
        return fail(Errc::malformed, "order_book: asks or bids are not a list");
    }
    Error error{Errc::malformed, {}};
    for (auto item : list) {
        json::ondemand::object object;
        if (item.get_object().get(object))
            return fail(Errc::malformed, "order_book: a level is not an object");
        Level& level = out.emplace_back();
        bool has_price = false;
        bool has_size = false;
        for (auto field : object) {
            json::ondemand::raw_json_string key;
            json::ondemand::value number;
            if (field.key().get(key) || field.value().get(number))
                return fail(Errc::malformed, "order_book: not well-formed");
            const std::string_view name = json::between_quotes(key);
            if (name == "price") {
                has_price = true;
                if (!decimal(number, "price", level.price, error)) return std::unexpected{error};
            } else if (name == "size") {
                has_size = true;
                if (!decimal(number, "size", level.quantity, error)) return std::unexpected{error};
            }
        }
        if (!has_price) return fail(Errc::missing, "order_book: a level without a price");
        if (!has_size) return fail(Errc::missing, "order_book: a level without a size");
    }
    return {};
}

}  // namespace

Result<void> BookObject::read(json::ondemand::value value) {
    json::ondemand::object object;
    if (value.get_object().get(object)) return fail(Errc::malformed, "order_book is not an object");
    here_ = true;
    bids_.clear();
    asks_.clear();
    bool has_nonce = false;
    for (auto field : object) {
        json::ondemand::raw_json_string key;
        json::ondemand::value item;
        if (field.key().get(key) || field.value().get(item))
            return fail(Errc::malformed, "order_book: not well-formed");
        const std::string_view name = json::between_quotes(key);
        if (name == "asks") {
            if (auto done = read_levels(item, asks_); !done) return done;
        } else if (name == "bids") {
            if (auto done = read_levels(item, bids_); !done) return done;
        } else if (name == "nonce") {
            has_nonce = true;
            if (item.get_uint64().get(nonce_))
                return fail(Errc::malformed, "order_book: nonce is not a whole number");
        } else if (name == "begin_nonce") {
            if (item.get_uint64().get(begin_nonce_))
                return fail(Errc::malformed, "order_book: begin_nonce is not a whole number");
        } else if (name == "last_updated_at") {
            if (item.get_uint64().get(last_updated_us_))
                return fail(Errc::malformed, "order_book: last_updated_at is no whole number");
        }
    }
    if (!has_nonce) return fail(Errc::missing, "order_book: nonce is missing");
    return {};
}

Result<void> BookObject::tell(std::string_view market, const FrameHead& head,
                              UpdateSink& sink) const {
    const bool snapshot = head.kind == FrameKind::snapshot;
    BookUpdate update{
        .market = market, .snapshot = snapshot, .last = nonce_, .bids = bids_, .asks = asks_};
    if (update.market.empty()) return fail(Errc::missing, "order_book: channel has no market");
    const auto time = json::to_time(last_updated_us_, 1'000);
    if (!time) return std::unexpected{time.error()};
    update.venue_time = time->known() ? *time : head.time;
    if (!snapshot) {
        // It follows on begin_nonce: that is the chain. No count here goes on by one.
        update.previous = begin_nonce_;
    }
    sink.on_update(update);
    return {};
}

}  // namespace twinleg::venues::lighter
