#include "tests/scenarios/stage.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "app/catalog.h"

namespace twinleg::scenarios {

namespace {

constexpr Time kBegin{1'700'000'000'000'000'000};
constexpr Duration kAnswerAfter = milliseconds(10);
// However long an engine thinks it must wait at its start, it is ready by then.
constexpr Duration kStartTakes = seconds(20);

template <typename T>
T number(const Directive& directive, const std::string& key, T (*read)(std::string_view),
         T otherwise) {
    const auto found = directive.settings.find(key);
    return found == directive.settings.end() ? otherwise : read(found->second);
}

Price price_of(std::string_view text) {
    return parse_price(text).value();
}
Quantity quantity_of(std::string_view text) {
    return parse_quantity(text).value();
}
Notional notional_of(std::string_view text) {
    return parse_notional(text).value();
}
Ratio ratio_of(std::string_view text) {
    return parse_ratio(text).value();
}
std::int64_t whole_of(std::string_view text) {
    return std::stoll(std::string(text));
}

// "instrument edgex:BTC tick=0.1 lot=0.001 …"; a venue it names for the first time is added.
void add_instrument(const Directive& directive, engine::Config& config) {
    const auto& spec = directive.words.at(0);
    Instrument out{.id = {static_cast<std::uint16_t>(config.instruments.size())}};
    out.venue_name = spec.substr(0, spec.find(':'));
    out.symbol = out.base = spec.substr(spec.find(':') + 1);
    out.quote = "USDC";
    out.tick = number(directive, "tick", price_of, price_of("0.1"));
    out.lot = number(directive, "lot", quantity_of, quantity_of("0.001"));
    out.min_quantity = number(directive, "min_quantity", quantity_of, out.lot);
    out.min_notional = number(directive, "min_notional", notional_of, Notional{});
    out.maker_fee = number(directive, "maker_fee", ratio_of, Ratio{});
    out.taker_fee = number(directive, "taker_fee", ratio_of, Ratio{});

    const auto known = std::ranges::find(config.venues, out.venue_name, &exec::VenueTraits::name);
    if (known == config.venues.end()) {
        out.venue = {static_cast<std::uint8_t>(config.venues.size())};
        config.venues.push_back({.id = out.venue, .name = out.venue_name});
    } else {
        out.venue = known->id;
    }
    const auto stale = number(directive, "stale_ms", whole_of, std::int64_t{0});
    config.instruments.push_back({.instrument = out,
                                  .book = {.sequence = book::SequenceRule::previous_id,
                                           .stale_after = milliseconds(stale),
                                           .tick = out.tick}});
}

void set_strategy(const Directive& directive, engine::Config& config) {
    config.strategy = directive.words.at(0);
    for (const auto& [key, value] : directive.settings)
        config.parameters[key] = value;
    config.exec.pair_quantity = number(directive, "size", quantity_of, quantity_of("1"));
    const auto most = number(directive, "max_position", quantity_of, Quantity{});
    config.risk.max_position = Base::from_raw(static_cast<Int128>(most.raw()) * 10'000'000'000);
}

template <typename Enum>
std::optional<Enum> among(std::string_view word,
                          std::initializer_list<std::pair<std::string_view, Enum>> all) {
    for (const auto& [text, value] : all)
        if (text == word) return value;
    return std::nullopt;
}

std::optional<Operator> operator_of(std::string_view verb) {
    return among<Operator>(verb, {{"stop", Operator::stop},
                                  {"flatten", Operator::flatten},
                                  {"kill", Operator::kill},
                                  {"reset", Operator::reset},
                                  {"pause", Operator::pause},
                                  {"resume", Operator::resume}});
}

std::optional<Reason> reason_of(std::string_view word) {
    for (int i = 0; i <= static_cast<int>(Reason::other); ++i)
        if (name(static_cast<Reason>(i)) == word) return static_cast<Reason>(i);
    return std::nullopt;
}

}  // namespace

Stage::Stage(engine::Config config, std::string file)
    : config_(std::move(config)),
      file_(std::move(file)),
      venues_(config_),
      sequences_(config_.instruments.size(), 100),
      now_(kBegin) {
    auto engine = app::make_engine(config_);
    if (!engine) throw std::invalid_argument(engine.error().message);
    engine_ = std::move(*engine);
}

Stage::~Stage() = default;

Result<std::unique_ptr<Stage>> Stage::build(const Script& script, const std::string& file) {
    engine::Config config;
    try {
        for (const auto& directive : script.directives) {
            if (directive.name == "instrument")
                add_instrument(directive, config);
            else if (directive.name == "strategy")
                set_strategy(directive, config);
            else if (directive.name == "on_exit")
                config.exec.on_exit = directive.words.at(0) == "cancel_only"
                                          ? exec::OnExit::cancel_only
                                          : exec::OnExit::flatten;
            else
                return fail(Errc::malformed, fmt::format("{}:{}: there is no directive \"{}\"",
                                                         file, directive.line, directive.name));
        }
        std::unique_ptr<Stage> stage{new Stage(std::move(config), file)};
        stage->start();
        return stage;
    } catch (const std::exception& problem) {
        return fail(Errc::malformed, fmt::format("{}: {}", file, problem.what()));
    }
}

void Stage::start() {
    step({.time = now_, .what = Started{.epoch = 1}});
    for (const auto& venue : config_.venues)
        for (const auto stream : {Stream::market, Stream::account})
            tell(StreamStatus{.venue = venue.id, .stream = stream, .up = true});
    while (engine_->mode() == Mode::starting && now_ < kBegin + kStartTakes)
        pass_until(now_ + milliseconds(100));
    lines_.clear();
    zero_ = now_;
}

Result<std::vector<std::string>> Stage::play(const Input& input) {
    pass_until(zero_ + input.at);
    if (const auto done = give(input); !done) return std::unexpected{done.error()};
    return std::exchange(lines_, {});
}

void Stage::pass_until(Time when) {
    while (true) {
        const Time wake = engine_->wake_at();
        const Time next = coming_.empty() ? kNever : coming_.begin()->first;
        if (std::min(wake, next) > when) break;
        now_ = std::max(now_, std::min(wake, next));
        if (next <= wake) {
            auto told = coming_.extract(coming_.begin());
            told.mapped().event.time = now_;
            step(told.mapped().bind());
        } else {
            step({.time = now_, .what = Timer{}});
        }
    }
    now_ = when;
}

void Stage::step(const Event& event) {
    commands_.clear();
    engine_->step(event, commands_);
    const auto commands = commands_;
    for (const auto& command : commands)
        note(command, event.time);
}

void Stage::note(const Command& command, Time now) {
    if (const auto* place = std::get_if<PlaceOrder>(&command)) {
        placed_.push_back(place->order->client_order_id);
        venues_.arrives(*place->order);
    }
    for (auto& told : venues_.answer(command, now + kAnswerAfter))
        coming_.emplace(now + kAnswerAfter, std::move(told));
    if (auto line = said(command); !line.empty()) lines_.push_back(normal(line));
}

void Stage::tell(std::variant<OrderReport, Fill, SendFailed, BookSnapshot, BookDelta, StreamStatus,
                              MarketState, OperatorAsked, SettingAsked>
                     what) {
    Event event{.time = now_};
    std::visit([&](auto& each) { event.what = each; }, what);
    step(event);
}

std::string Stage::label(ClientOrderId id) {
    const auto found = std::ranges::find(placed_, id);
    return fmt::format("c{}", found - placed_.begin() + 1);
}

// What a scenario is held to; questions and answers go without saying.
std::string Stage::said(const Command& command) {
    const auto spec = [&](InstrumentId id) {
        return config_.instruments.at(id.value).instrument.spec();
    };
    if (const auto* place = std::get_if<PlaceOrder>(&command)) {
        const Order& order = *place->order;
        return fmt::format("place {} {} {} @ {} {}{} {}", spec(order.instrument), name(order.side),
                           to_text(order.quantity), to_text(order.price), name(order.time_in_force),
                           order.reduce_only ? " reduce_only" : "", label(order.client_order_id));
    }
    if (const auto* cancel = std::get_if<CancelOrder>(&command))
        return "cancel " + label(cancel->client_order_id);
    if (const auto* all = std::get_if<CancelAll>(&command))
        return "cancel_all " + config_.venues.at(all->venue.value).name;
    if (const auto* resync = std::get_if<Resync>(&command))
        return "resync " + spec(resync->instrument);
    if (const auto* mode = std::get_if<ModeChanged>(&command))
        return fmt::format("mode {}{}", name(mode->to), mode->latched ? " latched" : "");
    if (const auto* pair = std::get_if<PairClosed>(&command))
        return fmt::format("pair {}", name(pair->outcome));
    if (const auto* refused = std::get_if<Refused>(&command)) return "refused " + refused->check;
    return {};
}

Result<void> Stage::give(const Input& input) {
    if (const auto asked = operator_of(input.verb)) {
        tell(OperatorAsked{*asked});
        return {};
    }
    if (input.verb == "wait") return {};
    if (input.verb == "book") return give_book(input);
    if (input.verb == "gap") return give_gap(input);
    if (input.verb == "fill") return give_fill(input);
    if (input.verb == "unknown") return give_unknown(input);
    if (input.verb == "trade") return give_trade(input);
    if (input.verb == "stream") return give_stream(input);
    if (input.verb == "mode") return give_mode(input);
    if (input.verb == "free") return give_free(input);
    if (input.verb == "set") return give_setting(input);
    return give_word(input);
}

Result<void> Stage::give_book(const Input& input) {
    const auto instrument = instrument_of(input, 0);
    if (!instrument) return std::unexpected{instrument.error()};
    Told told;
    auto* side = &told.bids;
    for (std::size_t i = 1; i < input.words.size(); ++i) {
        if (input.words[i] == "|") {
            side = &told.asks;
            continue;
        }
        if (i + 2 >= input.words.size() || input.words[i + 1] != "x")
            return malformed(input, "a level is `PRICE x QUANTITY`");
        const auto price = parse_price(input.words[i]);
        const auto quantity = parse_quantity(input.words[i + 2]);
        if (!price || !quantity) return malformed(input, "a level is `PRICE x QUANTITY`");
        side->push_back({*price, *quantity});
        i += 2;
    }
    told.event = {.time = now_,
                  .what = BookSnapshot{.instrument = *instrument,
                                       .sequence = ++sequences_.at(instrument->value),
                                       .venue_time = now_,
                                       .bids = {},
                                       .asks = {}}};
    step(told.bind());
    return {};
}

Result<void> Stage::give_gap(const Input& input) {
    const auto instrument = instrument_of(input, 0);
    if (!instrument) return std::unexpected{instrument.error()};
    auto& sequence = sequences_.at(instrument->value);
    sequence += 10;
    tell(BookDelta{.instrument = *instrument,
                   .first = sequence,
                   .last = sequence,
                   .previous = sequence - 1,
                   .venue_time = now_,
                   .bids = {},
                   .asks = {}});
    return {};
}

Result<void> Stage::give_word(const Input& input) {
    const auto word = among<OrderWord>(input.verb, {{"accept", OrderWord::accepted},
                                                    {"cancelled", OrderWord::cancelled},
                                                    {"expired", OrderWord::expired},
                                                    {"reject", OrderWord::rejected}});
    if (!word) return malformed(input, fmt::format("there is no verb \"{}\"", input.verb));
    const auto id = order_of(input, 0);
    if (!id) return std::unexpected{id.error()};
    auto reason = Reason::none;
    if (input.words.size() > 1) {
        const auto read = reason_of(input.words[1]);
        if (!read)
            return malformed(input, fmt::format("there is no reason \"{}\"", input.words[1]));
        reason = *read;
    }
    if (terminal(*word)) venues_.ends(*id);
    tell(OrderReport{.instrument = venues_.find(*id)->instrument,
                     .client_order_id = *id,
                     .venue_order_id = VenueOrderId::from_number(id->value),
                     .word = *word,
                     .has_cumulative = true,
                     .cumulative = venues_.filled(*id),
                     .reason = reason,
                     .venue_time = now_});
    return {};
}

// fill cN Q @ P maker|taker [silent]
Result<void> Stage::give_fill(const Input& input) {
    const auto id = order_of(input, 0);
    if (!id) return std::unexpected{id.error()};
    const auto& words = input.words;
    if (words.size() < 5 || words[2] != "@") return malformed(input, "fill cN Q @ P maker|taker");
    const auto quantity = parse_quantity(words[1]);
    const auto price = parse_price(words[3]);
    if (!quantity || !price) return malformed(input, "fill cN Q @ P maker|taker");

    const Order& order = *venues_.find(*id);
    const bool maker = words[4] == "maker";
    const auto& instrument = config_.instruments.at(order.instrument.value).instrument;
    const Fill fill{.instrument = order.instrument,
                    .fill_id = FillId::from_number(next_fill_++),
                    .client_order_id = *id,
                    .venue_order_id = VenueOrderId::from_number(id->value),
                    .side = order.side,
                    .price = *price,
                    .quantity = *quantity,
                    .fee = scale_toward_zero(instrument.notional(*quantity, *price),
                                             maker ? instrument.maker_fee : instrument.taker_fee),
                    .liquidity = maker ? Liquidity::maker : Liquidity::taker,
                    .venue_time = now_};
    venues_.fills(fill);
    if (words.size() > 5 && words[5] == "silent") return {};
    tell(fill);
    if (venues_.filled(*id) == order.quantity)
        tell(OrderReport{.instrument = order.instrument,
                         .client_order_id = *id,
                         .venue_order_id = VenueOrderId::from_number(id->value),
                         .word = OrderWord::filled,
                         .has_cumulative = true,
                         .cumulative = order.quantity,
                         .venue_time = now_});
    return {};
}

Result<void> Stage::give_unknown(const Input& input) {
    const auto id = order_of(input, 0);
    if (!id) return std::unexpected{id.error()};
    const std::string_view how = input.words.size() > 1 ? std::string_view{input.words[1]} : "";
    if (how == "lost" || how == "unsent") venues_.loses(*id);
    tell(SendFailed{.instrument = venues_.find(*id)->instrument,
                    .client_order_id = *id,
                    .outcome = how == "unsent" ? SendOutcome::never_sent : SendOutcome::unknown});
    return {};
}

// trade INSTRUMENT buy|sell Q @ P
Result<void> Stage::give_trade(const Input& input) {
    const auto instrument = instrument_of(input, 0);
    if (!instrument) return std::unexpected{instrument.error()};
    const auto& words = input.words;
    if (words.size() < 5 || words[3] != "@") return malformed(input, "trade INSTRUMENT buy Q @ P");
    const Fill fill{.instrument = *instrument,
                    .fill_id = FillId::from_number(next_fill_++),
                    .client_order_id = {},
                    .venue_order_id = {},
                    .side = words[1] == "buy" ? Side::buy : Side::sell,
                    .price = price_of(words[4]),
                    .quantity = quantity_of(words[2]),
                    .fee = {},
                    .venue_time = now_};
    venues_.fills(fill);
    tell(fill);
    return {};
}

Result<void> Stage::give_stream(const Input& input) {
    const auto& words = input.words;
    if (words.size() < 3) return malformed(input, "stream VENUE market|account up|down");
    const auto venue = std::ranges::find(config_.venues, words[0], &exec::VenueTraits::name);
    if (venue == config_.venues.end()) return malformed(input, "there is no such venue");
    tell(StreamStatus{.venue = venue->id,
                      .stream = words[1] == "market" ? Stream::market : Stream::account,
                      .up = words[2] == "up"});
    return {};
}

Result<void> Stage::give_free(const Input& input) {
    const auto& words = input.words;
    if (words.size() < 2) return malformed(input, "free VENUE AMOUNT");
    const auto venue = std::ranges::find(config_.venues, words[0], &exec::VenueTraits::name);
    if (venue == config_.venues.end()) return malformed(input, "there is no such venue");
    venues_.has_free(venue->id, notional_of(words[1]));
    return {};
}

Result<void> Stage::give_mode(const Input& input) {
    const auto instrument = instrument_of(input, 0);
    if (!instrument) return std::unexpected{instrument.error()};
    const auto mode = among<MarketMode>(input.words.size() > 1 ? input.words[1] : "",
                                        {{"normal", MarketMode::normal},
                                         {"post_only", MarketMode::post_only},
                                         {"cancel_only", MarketMode::cancel_only},
                                         {"halted", MarketMode::halted}});
    if (!mode) return malformed(input, "mode INSTRUMENT normal|post_only|cancel_only|halted");
    tell(MarketState{.instrument = *instrument, .mode = *mode});
    return {};
}

Result<void> Stage::give_setting(const Input& input) {
    if (input.words.size() < 2) return malformed(input, "set NAME VALUE");
    const auto name = Text<48>::from(input.words[0]);
    const auto value = Text<48>::from(input.words[1]);
    if (!name || !value) return malformed(input, "a name or value is longer than 48 letters");
    tell(SettingAsked{.name = *name, .value = *value});
    return {};
}

Result<InstrumentId> Stage::instrument_of(const Input& input, std::size_t word) const {
    if (word < input.words.size())
        for (const auto& each : config_.instruments)
            if (each.instrument.spec() == input.words[word]) return each.instrument.id;
    return malformed(input, "an instrument like edgex:BTC is missing");
}

Result<ClientOrderId> Stage::order_of(const Input& input, std::size_t word) const {
    if (word < input.words.size())
        for (std::size_t i = 0; i < placed_.size(); ++i)
            if (input.words[word] == fmt::format("c{}", i + 1)) return placed_[i];
    return malformed(input, "an order that was placed, like c1, is missing");
}

std::unexpected<Error> Stage::malformed(const Input& input, std::string_view what) const {
    return fail(Errc::malformed, fmt::format("{}:{}: {}", file_, input.line, what));
}

}  // namespace twinleg::scenarios
