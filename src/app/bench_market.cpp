#include "app/bench_market.h"

#include <unistd.h>

#include <fstream>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "replay/compact.h"
#include "replay/feed.h"

namespace twinleg::app {

namespace {

namespace fs = std::filesystem;

const fs::path kReal{"../shared/data/binance_raw_l2"};
constexpr int kFrames = 60'000;

// A market that walks, as raw frames of futures: snapshot, increments of some levels, quotes and
// trades. The numbers come from one seed.
class MadeUp {
public:
    MadeUp(std::ofstream& out, std::uint64_t seed) : out_(out), state_(seed) {}

    void write() {
        for (std::int64_t away = 1; away <= 500; ++away) {
            bids_[mid_ - away] = quantity();
            asks_[mid_ + away] = quantity();
        }
        out_ << ns_ << R"( {"lastUpdateId":1,"E":1,"T":1,"bids":[)";
        list(bids_);
        out_ << R"(],"asks":[)";
        list(asks_);
        out_ << "]}\n";
        for (int i = 0; i < kFrames; ++i) {
            ns_ += 1'000'000 + static_cast<std::int64_t>(random(9'000'000));
            if (i % 5 < 2) {
                depth();
            } else if (i % 5 == 4) {
                trade();
            } else {
                quote();
            }
        }
    }

private:
    using Side = std::map<std::int64_t, std::int64_t>;  // ticks → lots

    std::uint64_t random(std::uint64_t below) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state_ >> 33) % below;
    }
    std::int64_t quantity() { return 1 + static_cast<std::int64_t>(random(5'000)); }
    static std::string level(std::int64_t ticks, std::int64_t lots) {
        return fmt::format(R"(["{}.{}","{}.{:03}"])", ticks / 10, ticks % 10, lots / 1000,
                           lots % 1000);
    }
    void list(const Side& side) {
        const char* comma = "";
        for (const auto& [ticks, lots] : side) {
            out_ << std::exchange(comma, ",") << level(ticks, lots);
        }
    }

    void depth() {
        if (random(10) == 0) mid_ += random(2) == 0 ? 1 : -1;
        Side bids;
        Side asks;
        // What the price went through is gone.
        for (auto at = bids_.lower_bound(mid_); at != bids_.end(); at = bids_.erase(at))
            bids[at->first] = 0;
        while (!asks_.empty() && asks_.begin()->first <= mid_) {
            asks[asks_.begin()->first] = 0;
            asks_.erase(asks_.begin());
        }
        for (int i = 0; i < 4; ++i) {
            change(bids_, bids, mid_ - 1 - away());
            change(asks_, asks, mid_ + 1 + away());
        }
        set(bids_, bids, mid_ - 1, quantity());
        set(asks_, asks, mid_ + 1, quantity());
        const auto previous = update_;
        update_ += 3;
        out_
            << ns_
            << fmt::format(
                   R"( {{"stream":"btcusdt@depth@0ms","data":{{"e":"depthUpdate","E":{0},"T":{0},"s":"BTCUSDT","U":{1},"u":{2},"pu":{3},"b":[)",
                   ns_ / 1'000'000, previous + 1, update_, previous);
        list(bids);
        out_ << R"(],"a":[)";
        list(asks);
        out_ << "]}}\n";
    }
    std::int64_t away() { return static_cast<std::int64_t>(random(random(4) == 0 ? 20'000 : 60)); }
    void change(Side& book, Side& changes, std::int64_t ticks) {
        set(book, changes, ticks, random(3) == 0 ? 0 : quantity());
    }
    static void set(Side& book, Side& changes, std::int64_t ticks, std::int64_t lots) {
        changes[ticks] = lots;
        if (lots == 0) {
            book.erase(ticks);
        } else {
            book[ticks] = lots;
        }
    }
    void quote() {
        out_
            << ns_
            << fmt::format(
                   R"( {{"stream":"btcusdt@bookTicker","data":{{"e":"bookTicker","u":{},"s":"BTCUSDT","b":"{}.{}","B":"1.000","a":"{}.{}","A":"2.000","T":{},"E":{}}}}})",
                   update_, bids_.rbegin()->first / 10, bids_.rbegin()->first % 10,
                   asks_.begin()->first / 10, asks_.begin()->first % 10, ns_ / 1'000'000,
                   ns_ / 1'000'000)
            << '\n';
    }
    void trade() {
        const bool sold = random(2) == 0;
        const auto ticks = sold ? bids_.rbegin()->first : asks_.begin()->first;
        out_
            << ns_
            << fmt::format(
                   R"( {{"stream":"btcusdt@trade","data":{{"e":"trade","E":{0},"T":{0},"s":"BTCUSDT","t":{1},"p":"{2}.{3}","q":"0.010","X":"MARKET","m":{4}}}}})",
                   ns_ / 1'000'000, ++trades_, ticks / 10, ticks % 10, sold)
            << '\n';
    }

    std::ofstream& out_;
    std::uint64_t state_;
    std::int64_t ns_{1'700'000'000'000'000'000};
    std::int64_t mid_{600'000};
    Side bids_;
    Side asks_;
    std::int64_t update_{1};
    std::int64_t trades_{0};
};

Result<void> convert(const std::string& from, const std::string& to) {
    const auto facts = replay::probe(from);
    if (!facts) return std::unexpected{facts.error()};
    auto writer = replay::CompactWriter::create(to, *facts);
    if (!writer) return std::unexpected{writer.error()};
    replay::Feed feed{{from}, {}, *facts};
    Event event;
    while (feed.next(event)) {
        if (auto done = (*writer)->add(event); !done) return done;
    }
    if (const auto& error = feed.stats().error) return std::unexpected{*error};
    return (*writer)->finish(feed.stats());
}

}  // namespace

Result<BenchMarkets> BenchMarkets::make() {
    BenchMarkets out;
    std::error_code failed;
    out.folder_ = fs::temp_directory_path() / fmt::format("twinleg-bench-{}", ::getpid());
    fs::create_directories(out.folder_, failed);
    if (failed) return fail(Errc::io, out.folder_.string() + ": " + failed.message());
    out.first_ = out.folder_ / "first.tlr";
    out.second_ = out.folder_ / "second.tlr";
    std::string second_raw;
    if (fs::exists(kReal / "usdm-btcusdt_20240808.jsonl.gz", failed)) {
        out.what_ = "real BTC frames";
        out.raw_ = kReal / "usdm-btcusdt_20240808.jsonl.gz";
        second_raw = kReal / "cm-btcusd_perp_20240808.jsonl.gz";
    } else {
        out.what_ = "generated";
        out.raw_ = out.folder_ / "first.jsonl";
        second_raw = out.folder_ / "second.jsonl";
        for (const auto& [path, seed] : {std::pair{out.raw_, 1U}, std::pair{second_raw, 2U}}) {
            std::ofstream file(path);
            MadeUp{file, seed}.write();
            if (!file.flush()) return fail(Errc::io, path + ": cannot write");
        }
    }
    if (auto done = convert(out.raw_, out.first_); !done) return std::unexpected{done.error()};
    if (auto done = convert(second_raw, out.second_); !done) return std::unexpected{done.error()};
    return out;
}

BenchMarkets::BenchMarkets(BenchMarkets&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      first_(std::move(other.first_)),
      second_(std::move(other.second_)),
      raw_(std::move(other.raw_)),
      what_(std::move(other.what_)) {}

BenchMarkets::~BenchMarkets() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace twinleg::app
