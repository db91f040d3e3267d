#include "tests/conformance/stage.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/sim_url.h"
#include "sim/wire/venue_server.h"

namespace twinleg::conformance {

namespace {

risk::Limits no_limits() {
    risk::Limits limits;
    limits.orders_per_minute = 1'000'000;
    limits.duplicate_window = {};
    return limits;
}

// Another key of the same form (one digit in the middle is another), or the value that is given.
void make_mistake(const Mistake& mistake, Texts& values) {
    auto& value = values.at(mistake.variable);
    if (!mistake.value.empty()) {
        value = mistake.value;
        return;
    }
    char& digit = value.at(value.size() / 2);
    digit = digit == '1' ? '2' : '1';
}

// Of the line in which the connector says where it waits for the page.
std::uint16_t page_port(const std::string& said) {
    constexpr std::string_view kBefore = "localhost:";
    const auto at = said.find(kBefore);
    if (at == std::string::npos) return 0;
    return static_cast<std::uint16_t>(std::stoi(said.substr(at + kBefore.size())));
}

}  // namespace

Stage::Stage(const Way& way, const Options& options) : way_(way) {
    sim::wire::WireWorldConfig config;
    config.venues.push_back({.venue = way.wire});
    config.flow = false;
    config.rate_limits = options.rate_limits;
    const std::string_view name = way.wire->name;
    const auto env = sim::wire::complete_accounts(config.accounts, {&name, 1});
    world_ = std::make_unique<sim::wire::WireWorld>(loop_, std::move(config));

    Texts values(env.begin(), env.end());
    if (options.mistake) make_mistake(*options.mistake, values);
    keys_.emplace(values);
    credentials_.emplace(way.page == nullptr ? std::move(values) : way.page_settings);
    app::EndpointsByVenue ready;
    EXPECT_TRUE(app::read_ready_line(world_->ready_lines().front(), ready));
    const venues::Endpoints venue = ready.at(std::string{name});
    venues::Endpoints endpoints = venue;
    if (options.meddled) meddler_ = std::make_unique<Meddler>(loop_, endpoints);
    if (options.endpoints) options.endpoints(loop_, endpoints);
    Texts all = way.options;
    all.insert(options.options.begin(), options.options.end());
    connector_ =
        way.kind->make({.loop = loop_,
                        .inbox = inbox_,
                        .credentials = *credentials_,
                        .slot = {.venue = {0}, .instrument = {0}, .coin = "BTC"},
                        .endpoints = std::move(endpoints),
                        .desk_tag = "tconform",
                        .order_transport = way.transport,
                        .options = std::move(all),
                        .clock_every = options.clock_every,
                        .say = [this](std::string_view line) { said_.append(line).append("\n"); }});
    if (way.page != nullptr)
        page_ = way.page({.loop = loop_,
                          .venue = venue,
                          .options = way.options,
                          .keys = *keys_,
                          .port = page_port(said_)});
}

Stage::~Stage() {
    if (connector_) connector_->close();
}

const venues::Capabilities& Stage::capabilities() const {
    return connector_->capabilities();
}

sim::wire::Exchange& Stage::exchange() {
    return world_->venue(way_.wire->name)->exchange();
}

Result<venues::Description> Stage::describe() {
    std::optional<Result<venues::Description>> answer;
    connector_->describe([&](Result<venues::Description> done) { answer = std::move(done); });
    if (!until([&] { return answer.has_value(); }, seconds(40)))
        return fail(Errc::timed_out, "describe() never called back");
    return std::move(*answer);
}

std::vector<venues::Finding> Stage::examine() {
    std::optional<std::vector<venues::Finding>> found;
    connector_->examine([&](std::vector<venues::Finding> all) { found = std::move(all); });
    EXPECT_TRUE(until([&] { return found.has_value(); }, seconds(40)));
    return found.value_or(std::vector<venues::Finding>{});
}

void Stage::describe_again() {
    auto described = describe();
    ASSERT_TRUE(described) << described.error().message;
    description_ = std::move(*described);
}

void Stage::open() {
    auto described = describe();
    ASSERT_TRUE(described) << described.error().message;
    description_ = std::move(*described);
    book_.emplace(description_.book);
    gate_.emplace(no_limits(), std::vector{description_.instrument},
                  std::vector<std::uint32_t>{1'000'000});
    somebody(Side::buy, Price::from_units(59'990), Quantity::from_units(5));
    somebody(Side::sell, Price::from_units(60'010), Quantity::from_units(5));
    connector_->open();
    ASSERT_TRUE(until([&] { return up(Stream::market) && up(Stream::account); }));
    ASSERT_TRUE(until([&] { return book_agrees(); }));
}

bool Stage::until(const std::function<bool()>& done, Duration limit) {
    const Time end = loop_.now() + limit;
    for (;;) {
        take_events();
        if (done()) return true;
        if (loop_.now() >= end) return false;
        connector_->idle(loop_.now());
        loop_.run(milliseconds(2));
    }
}

void Stage::pass(Duration duration) {
    const Time end = loop_.now() + duration;
    until([&] { return loop_.now() >= end; }, duration + seconds(1));
}

// --- The desk's side.

void Stage::learn_nonce() {
    if (!capabilities().nonces || nonce_ != kNoNonce) return;
    EXPECT_TRUE(until([&] {
        const auto answer = ask<NonceAnswer>(Question::nonce);
        if (answer.head.ok) nonce_ = answer.next;
        return answer.head.ok;
    }));
}

Nonce Stage::next_nonce() {
    if (!capabilities().nonces) return kNoNonce;
    learn_nonce();
    return nonce_++;
}

ClientOrderId Stage::place(Side side, TimeInForce tif, Price price, Quantity quantity,
                           bool reduce_only) {
    const auto id = ClientOrderId::make(1, ++orders_);
    const Time now = loop_.now();
    const Order order{.instrument = {0},
                      .client_order_id = id,
                      .side = side,
                      .time_in_force = tif,
                      .role = reduce_only ? Role::close : Role::leg,
                      .reduce_only = reduce_only,
                      .price = price,
                      .quantity = quantity,
                      .nonce = next_nonce(),
                      .valid_until = now + std::max(description_.traits.validity, seconds(5))};
    const auto approved =
        gate_->approve(order, {.now = now,
                               .mode = Mode::active,
                               .book_ready = true,
                               .mid = Price::from_units(60'000),
                               .mark = Price::from_units(60'000),
                               // Whatever is held: the venue is to judge.
                               .position = Base::from_units(side == Side::sell ? 1'000 : -1'000)});
    EXPECT_TRUE(approved) << approved.error().why;
    if (approved) connector_->place(*approved, now);
    return id;
}

void Stage::cancel(ClientOrderId id) {
    connector_->cancel({.instrument = {0},
                        .client_order_id = id,
                        .venue_order_id = told(id).venue_order_id,
                        .nonce = next_nonce()},
                       loop_.now());
}

template <typename T>
T Stage::ask(Question what, ClientOrderId order, Time since) {
    const RequestId request{++requests_};
    connector_->ask({.venue = {0},
                     .request = request,
                     .what = what,
                     .instrument = {0},
                     .client_order_id = order,
                     .since = since},
                    loop_.now());
    std::optional<T> answer;
    until([&] {
        for (const auto& event : answers_) {
            const auto* found = std::get_if<T>(&event.what);
            if (found != nullptr && found->head.request == request) answer = *found;
        }
        return answer.has_value();
    });
    return answer.value_or(T{});
}
template OrderAnswer Stage::ask(Question, ClientOrderId, Time);
template OpenOrdersAnswer Stage::ask(Question, ClientOrderId, Time);
template FillsAnswer Stage::ask(Question, ClientOrderId, Time);
template PositionsAnswer Stage::ask(Question, ClientOrderId, Time);
template BalanceAnswer Stage::ask(Question, ClientOrderId, Time);
template NonceAnswer Stage::ask(Question, ClientOrderId, Time);

bool Stage::cancel_all() {
    const RequestId request{++requests_};
    connector_->cancel_all({.venue = {0}, .request = request, .nonce = next_nonce()}, loop_.now());
    bool ok = false;
    until([&] {
        for (const auto& event : answers_) {
            const auto* found = std::get_if<CancelAllAnswer>(&event.what);
            if (found == nullptr || found->head.request != request) continue;
            ok = found->head.ok;
            return true;
        }
        return false;
    });
    return ok;
}

bool Stage::arm(Time at) {
    const RequestId request{++requests_};
    const Nonce nonce = next_nonce();
    connector_->arm({.venue = {0}, .request = request, .at = at, .nonce = nonce}, loop_.now());
    std::optional<DeadManAnswer> answer;
    EXPECT_TRUE(until([&] {
        for (const auto& event : answers_) {
            const auto* found = std::get_if<DeadManAnswer>(&event.what);
            if (found != nullptr && found->head.request == request) answer = *found;
        }
        return answer.has_value();
    }));
    if (!answer) return false;
    if (!answer->head.ok && nonce != kNoNonce) nonce_ = answer->certain ? nonce : kNoNonce;
    return answer->head.ok;
}

void Stage::take_events() {
    Event event;
    while (inbox_.pop(event))
        take(event);
}

void Stage::take(const Event& event) {
    const auto fill = [&](const Fill& told) {
        if (!fills_told_.emplace(told.fill_id.view(), told).second) return;
        position_told_ += told.side == Side::buy ? told.quantity : -told.quantity;
        for (auto& [id, order] : told_) {
            const bool same = told.client_order_id.known()
                                  ? told.client_order_id.value == id
                                  : order.venue_order_id == told.venue_order_id;
            if (same) order.fills += told.quantity;
        }
    };
    const auto report = [&](const OrderReport& said) {
        auto& order = told_[said.client_order_id.value];
        order.reports.push_back(said);
        if (!said.venue_order_id.empty()) order.venue_order_id = said.venue_order_id;
        if (said.has_cumulative && order.cumulative < said.cumulative)
            order.cumulative = said.cumulative;
        if (!terminal(said.word)) return;
        order.word = said.word;
        order.reason = said.reason;
    };

    if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
        if (!book_->apply(*delta, event.time)) connector_->resync({.instrument = {0}}, event.time);
    } else if (const auto* snapshot = std::get_if<BookSnapshot>(&event.what)) {
        EXPECT_TRUE(book_->apply(*snapshot, event.time));
    } else if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
        const auto stream = static_cast<std::size_t>(status->stream);
        if (up_[stream] && !status->up) ++downs_[stream];
        up_[stream] = status->up;
    } else if (const auto* state = std::get_if<MarketState>(&event.what)) {
        mode_ = state->mode;
    } else if (const auto* measured = std::get_if<LatencyMeasured>(&event.what)) {
        if (measured->stage == twinleg::Stage::clock) clock_off_ = measured->delay;
    } else if (const auto* said = std::get_if<OrderReport>(&event.what)) {
        report(*said);
    } else if (const auto* told = std::get_if<Fill>(&event.what)) {
        fill(*told);
    } else if (const auto* failed = std::get_if<SendFailed>(&event.what)) {
        told_[failed->client_order_id.value].failures.push_back(*failed);
        // What was never sent used no nonce; of what may have been, only the venue knows.
        nonce_ = kNoNonce;
    } else if (const auto* fills = std::get_if<FillsAnswer>(&event.what)) {
        for (const auto& each : fills->fills)
            fill(each);
        answers_.push_back(event);
    } else if (const auto* open = std::get_if<OpenOrdersAnswer>(&event.what)) {
        open_orders_.assign(open->orders.begin(), open->orders.end());
        answers_.push_back(event);
        std::get<OpenOrdersAnswer>(answers_.back().what).orders = open_orders_;
    } else if (const auto* held = std::get_if<PositionsAnswer>(&event.what)) {
        positions_.assign(held->positions.begin(), held->positions.end());
        answers_.push_back(event);
        std::get<PositionsAnswer>(answers_.back().what).positions = positions_;
    } else if (const auto* found = std::get_if<OrderAnswer>(&event.what)) {
        if (found->head.ok && found->found) report(found->report);
        answers_.push_back(event);
    } else {
        answers_.push_back(event);
    }
}

// --- The rest of the market.

Quantity Stage::somebody(Side side, Price price, Quantity quantity, sim::wire::Force force) {
    return exchange().counterparty(market(), side, price, quantity, force, false).filled;
}

void Stage::order_fault(sim::wire::Fault fault, std::optional<std::uint64_t> count,
                        std::optional<Duration> lasts) {
    learn_nonce();  // the fault is for what comes next, not for this question
    world_->venue(way_.wire->name)->order_fault(fault, count, lasts);
}

// --- Truth.

InstrumentId Stage::market() {
    return exchange().find(instrument().symbol)->id;
}

bool Stage::book_agrees() {
    std::vector<Level> truth;
    for (const Side side : {Side::buy, Side::sell}) {
        truth.clear();
        exchange().levels(market(), side, truth);
        std::vector<Level> ours(truth.size() + 1);
        ours.resize(book_->levels(side, std::span<Level>{ours}));
        // A window of the best levels is all that some streams tell.
        truth.resize(std::min(truth.size(), ours.size()));
        if (ours != truth || (ours.empty() && !truth.empty())) return false;
    }
    return book_->bbo().has_value();
}

Quantity Stage::position() {
    return exchange().position(0, market()).quantity();
}

Quantity Stage::position_told() const {
    return position_told_;
}

void Stage::finish() {
    EXPECT_TRUE(until([&] { return up(Stream::market) && up(Stream::account); }, seconds(40)));
    EXPECT_TRUE(until([&] { return cancel_all(); }, seconds(40)));
    EXPECT_TRUE(until([&] {
        const auto open = ask<OpenOrdersAnswer>(Question::open_orders);
        return open.head.ok && open.orders.empty();
    }));
    if (const auto held = position(); !held.is_zero()) {
        const auto id =
            held.is_positive()
                ? place(Side::sell, TimeInForce::ioc, Price::from_units(59'900), held, true)
                : place(Side::buy, TimeInForce::ioc, Price::from_units(60'100), -held, true);
        EXPECT_TRUE(until([&] { return told(id).final(); }));
    }
    EXPECT_TRUE(until([&] {
        const auto fills = ask<FillsAnswer>(Question::fills, {}, loop_.now() - minutes(10));
        const auto held = ask<PositionsAnswer>(Question::positions);
        return fills.head.ok && held.head.ok;
    }));
    EXPECT_EQ(position(), Quantity{});
    EXPECT_EQ(position_told(), Quantity{}) << "what was told is not what happened";
    EXPECT_TRUE(until([&] { return book_agrees(); })) << "the books differ";
    EXPECT_EQ(exchange().counts(0).duplicate_client_order_ids, 0u);
    compare_ledgers();
}

void Stage::compare_ledgers() {
    Quantity truth;
    Notional traded, fees;
    for (const auto& fill : exchange().fills(0)) {
        truth += fill.quantity;
        traded += fill.value;
        fees += fill.fee;
    }
    Quantity told;
    for (const auto& [id, order] : told_)
        told += order.filled();
    Notional told_traded, told_fees;
    for (const auto& [id, fill] : fills_told_) {
        told_traded += fill.quantity * fill.price;
        told_fees += fill.fee;
    }
    EXPECT_EQ(told, truth) << "fills that were told, and those of the venue";
    EXPECT_EQ(fills_told_.size(), exchange().fills(0).size());
    EXPECT_EQ(told_traded, traded);
    EXPECT_EQ(told_fees, fees);
    BalanceAnswer balance;
    EXPECT_TRUE(until([&] {
        balance = ask<BalanceAnswer>(Question::balance);
        return balance.head.ok;
    }));
    EXPECT_EQ(balance.equity, exchange().equity(0));
}

Price Stage::tick(std::int64_t count) const {
    return Price::from_raw(instrument().tick.raw() * count);
}

Quantity Stage::lots(std::int64_t count) const {
    return Quantity::from_raw(instrument().lot.raw() * count);
}

Quantity Stage::least(std::int64_t count) const {
    const auto& i = instrument();
    std::int64_t raw = std::max(i.lot.raw(), i.min_quantity.raw());
    while (Quantity::from_raw(raw) * Price::from_units(59'000) < i.min_notional)
        raw += i.lot.raw();
    return Quantity::from_raw(raw * count);
}

}  // namespace twinleg::conformance
