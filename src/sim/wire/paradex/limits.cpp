#include "sim/wire/paradex/limits.h"

#include <algorithm>

namespace twinleg::sim::wire::paradex {
namespace {

std::vector<Bucket> made(Limits::Kind kind) {
    const Duration minute = minutes(1);
    switch (kind) {
        case Limits::Kind::public_call:
        case Limits::Kind::private_call:
            return {Bucket{{1500, minute}}};
        case Limits::Kind::onboarding:
        case Limits::Kind::login:
            return {Bucket{{600, minute}}};
        case Limits::Kind::order:
            return {Bucket{{800, seconds(1)}}, Bucket{{17'250, minute}}};
        case Limits::Kind::private_read:
            return {Bucket{{120, seconds(1)}}, Bucket{{600, minute}}};
        case Limits::Kind::connection:
            return {Bucket{{20, seconds(1)}}, Bucket{{600, minute}}};
        case Limits::Kind::retail:
            return {Bucket{{3, seconds(1)}}, Bucket{{30, minute}}, Bucket{{300, minutes(60)}},
                    Bucket{{1000, minutes(24 * 60)}}};
    }
    return {};
}

std::string whole_seconds(Duration duration) {
    return std::to_string((duration.ns + 999'999'999) / 1'000'000'000);
}

}  // namespace

void Bucket::take(Time now) {
    busy_until_ = full_at(now) + step();
}

std::int64_t Bucket::left(Time now) const {
    return (allowance_.window - (full_at(now) - now)).ns / step().ns;
}

Time Bucket::ready_at(Time now) const {
    if (has(now)) return now;
    return full_at(now) - allowance_.window + step();
}

Limits::Answer Limits::take(Kind kind, std::string_view who, Time now) {
    // What a Retail token means does not depend on whether limits are on.
    if (!on_ && kind != Kind::retail) return {};
    auto& buckets = buckets_.try_emplace({kind, std::string{who}}, made(kind)).first->second;
    const bool allowed = std::ranges::all_of(buckets, [&](const Bucket& b) { return b.has(now); });
    if (allowed) {
        for (Bucket& each : buckets)
            each.take(now);
    }
    const auto tightest =
        std::ranges::min_element(buckets, {}, [&](const Bucket& each) { return each.left(now); });
    return {allowed, State{.limit = tightest->allowance().count,
                           .left = tightest->left(now),
                           .reset = tightest->full_at(now),
                           .ready = tightest->ready_at(now),
                           .window = tightest->allowance().window}};
}

std::vector<net::Header> limit_headers(const Limits::Answer& answer, Time now) {
    if (!answer.state) return {};
    const Limits::State& state = *answer.state;
    // A refused caller may come again as soon as there is one token.
    const Time reset = answer.allowed ? state.reset : state.ready;
    std::vector<net::Header> out{
        {"X-RateLimit-Limit", std::to_string(state.limit)},
        {"X-RateLimit-Remaining", std::to_string(std::max<std::int64_t>(state.left, 0))},
        {"X-RateLimit-Reset", whole_seconds(Duration{reset.ns})},
        {"X-RateLimit-Window", whole_seconds(state.window)}};
    if (!answer.allowed) out.push_back({"Retry-After", whole_seconds(state.ready - now)});
    return out;
}

}  // namespace twinleg::sim::wire::paradex
