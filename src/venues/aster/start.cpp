#include "venues/aster/start.h"

#include <fmt/format.h>

#include <algorithm>

#include "venues/aster/words.h"

namespace twinleg::venues::aster {
namespace {

constexpr std::size_t kNamed = 12;

// What a person can do about an error of a signed call.
Error explain(const Reply& reply, std::string_view what, const kit::VenueClock& clock) {
    Error error = reply.error(what);
    if (is_clock_refusal(reply.code)) {
        error.message += fmt::format(
            "; the venue's clock is {} ms ahead of this computer's: set it (chrony or ntpd)",
            clock.measured().ns / 1'000'000);
    }
    return error;
}

Error named(const Error& error) {
    return {error.code, "aster: " + error.message};
}

}  // namespace

Result<SymbolInfo> choose(const std::vector<SymbolInfo>& symbols, std::string_view symbol,
                          std::string_view coin) {
    const auto found = std::ranges::find(symbols, symbol, &SymbolInfo::symbol);
    if (found == symbols.end()) {
        std::string names;
        for (std::size_t i = 0; i < symbols.size() && i < kNamed; ++i)
            names += (i > 0 ? ", " : "") + symbols[i].symbol;
        return fail(Errc::missing,
                    fmt::format("aster: there is no symbol \"{}\"; there are {}{}", symbol, names,
                                symbols.size() > kNamed ? ", …" : ""));
    }
    if (!coin.empty() && found->base != coin)
        return fail(Errc::conflict, fmt::format("aster: {} is a contract of {}, not of {}", symbol,
                                                found->base, coin));
    if (found->contract != "PERPETUAL")
        return fail(Errc::refused, fmt::format("aster: {} is of type {}, not a perpetual", symbol,
                                               found->contract));
    if (mode_of(found->status) != MarketMode::normal)
        return fail(Errc::refused,
                    fmt::format("aster: {} is {}; nothing can be traded", symbol, found->status));
    if (found->margin_asset != found->quote)
        return fail(Errc::refused, fmt::format("aster: {} is quoted in {} and settled in {}",
                                               symbol, found->quote, found->margin_asset));
    if (!found->trouble.empty())
        return fail(Errc::malformed,
                    fmt::format("aster: {} cannot be used: {}", symbol, found->trouble));
    if (!found->tick.is_positive() || !found->lot.is_positive())
        return fail(Errc::refused, fmt::format("aster: {} has no tickSize or no stepSize", symbol));
    return *found;
}

struct Start::Run {
    Beginning beginning;
    std::function<void(const Beginning&)> done;

    void end(std::optional<Error> error) {
        beginning.error = std::move(error);
        done(beginning);
    }
};

void Start::run(std::function<void(const Beginning&)> done) {
    auto run = std::make_shared<Run>();
    run->done = std::move(done);
    clock_.begin([this, run](std::optional<Error> error) {
        if (error) return run->end(std::move(error));
        run->beginning.clock = true;
        ask_market(run);
    });
}

void Start::ask_time(std::function<void(Result<kit::TimeTold>)> told) {
    door_.get_public("time", "", 1, [told = std::move(told)](const Reply& reply) {
        if (!reply.good()) return told(std::unexpected{reply.error("time")});
        const auto venue = read_time(reply.body);
        if (!venue) return told(std::unexpected{named(venue.error())});
        told(kit::TimeTold{reply.sent, reply.received, *venue});
    });
}

void Start::ask_market(const std::shared_ptr<Run>& run) {
    door_.get_public("exchangeInfo", "", 1, [this, run](const Reply& reply) {
        if (!reply.good()) return run->end(reply.error("exchangeInfo"));
        const auto info = read_exchange_info(reply.body);
        if (!info) return run->end(named(info.error()));
        const auto symbol = choose(info->symbols, settings_.symbol, settings_.coin);
        if (!symbol) return run->end(symbol.error());
        run->beginning.symbol = *symbol;
        run->beginning.weight_per_minute = info->weight_per_minute;
        run->beginning.orders_per_minute = info->orders_per_minute;
        ask_funding(run);
    });
}

void Start::ask_funding(const std::shared_ptr<Run>& run) {
    door_.get_public(
        "fundingInfo", "symbol=" + settings_.symbol, 1, [this, run](const Reply& reply) {
            // Not told is no reason not to begin: the stream says when the next one is.
            if (reply.good())
                run->beginning.funding_interval =
                    read_funding_interval(reply.body, settings_.symbol).value_or(Duration{});
            run->beginning.market = true;
            if (door_.auth() == nullptr) return run->end(std::nullopt);
            ask_mode(run);
        });
}

template <typename Read>
void Start::ask(const std::shared_ptr<Run>& run, std::string_view name, std::string parameters,
                std::uint32_t weight, Read read, Step next) {
    door_.get(name, std::move(parameters), weight, true,
              [this, run, name, read, next](const Reply& reply) {
                  if (!reply.good()) return run->end(explain(reply, name, desk_.clock));
                  if (auto good = read(run->beginning, reply.body); !good)
                      return run->end(named(good.error()));
                  if (next == nullptr) return run->end(std::nullopt);
                  (this->*next)(run);
              });
}

namespace {

// Puts what was read into its place.
template <typename T>
Result<void> put(Result<T> read, T& place) {
    if (!read) return std::unexpected{read.error()};
    place = std::move(*read);
    return {};
}

}  // namespace

void Start::ask_mode(const std::shared_ptr<Run>& run) {
    ask(
        run, "positionSide/dual", {}, 30,
        [](Beginning& beginning, std::string_view body) -> Result<void> {
            const auto dual = read_dual_side(body);
            if (!dual) return std::unexpected{dual.error()};
            beginning.one_way = !*dual;
            if (!*dual) return {};
            return fail(Errc::refused,
                        "the account keeps long and short positions apart (hedge mode), where "
                        "reduce-only does not exist; set it to one-way mode in its settings");
        },
        &Start::ask_fees);
}

void Start::ask_fees(const std::shared_ptr<Run>& run) {
    ask(
        run, "commissionRate", "symbol=" + settings_.symbol, 20,
        [](Beginning& beginning, std::string_view body) {
            return put(read_commission(body), beginning.fees);
        },
        &Start::ask_account);
}

void Start::ask_account(const std::shared_ptr<Run>& run) {
    ask(
        run, "account", {}, 5,
        [](Beginning& beginning, std::string_view body) {
            return put(read_account(body), beginning.account_info);
        },
        &Start::ask_position);
}

void Start::ask_position(const std::shared_ptr<Run>& run) {
    ask(
        run, "positionRisk", "symbol=" + settings_.symbol, 5,
        [symbol = settings_.symbol](Beginning& beginning, std::string_view body) {
            beginning.account = true;
            return put(read_position(body, symbol), beginning.position);
        },
        nullptr);
}

void Start::reread(std::function<void(const SymbolInfo&)> done) {
    door_.get_public("exchangeInfo", "", 1, [this, done = std::move(done)](const Reply& reply) {
        if (!reply.good()) return;
        const auto info = read_exchange_info(reply.body);
        if (!info) return;
        const auto found = std::ranges::find(info->symbols, settings_.symbol, &SymbolInfo::symbol);
        if (found != info->symbols.end()) done(*found);
    });
}

}  // namespace twinleg::venues::aster
