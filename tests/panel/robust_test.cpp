// What must not trouble the panel: bytes that are no request, paths that lead elsewhere, peers that
// do nothing.

#include <sys/resource.h>

#include "tests/panel/stage.h"

namespace twinleg::panel::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Robust : public PanelTest {};

TEST_F(Robust, ServesNothingButItsOwnFiles) {
    open();
    for (const auto* path :
         {"/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/etc/passwd", "/index.html%00.js",
          "/./index.html", "//index.html", "/index.html/", "/openapi.json", "/api", "/api/",
          "/api/latest/", "/API/latest", "/api/../health"}) {
        const auto answer = get(port(), path);
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(answer.code(), "unknown") << path;
    }
    using namespace std::string_literals;
    const auto nul = say(port(), "GET /index.html\0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"s);
    EXPECT_EQ(nul.status, 400);
    EXPECT_EQ(nul.code(), "malformed");
}

TEST_F(Robust, NamesWhatIsWrongWithAQuery) {
    show();
    start();
    state();
    struct Bad {
        const char* target;
        int status;
        const char* code;
        const char* field;
    };
    for (const auto& [target, status, code, field] :
         {Bad{"/api/spreads?limit=abc", 400, "malformed", "limit"},
          {"/api/spreads?limit=0", 400, "out_of_range", "limit"},
          {"/api/spreads?limit=100001", 400, "out_of_range", "limit"},
          {"/api/spreads?limit=99999999999999999999", 400, "out_of_range", "limit"},
          {"/api/spreads?limit=", 400, "malformed", "limit"},
          {"/api/spreads?limit=1e3", 400, "malformed", "limit"},
          {"/api/spreads?limit=5&limit=6", 400, "malformed", "limit"},
          {"/api/spreads?pair=DOGE", 404, "unknown", "pair"},
          {"/api/spreads?from_ns=5", 400, "missing", "to_ns"},
          {"/api/spreads?from_ns=5&to_ns=5", 400, "out_of_range", "to_ns"},
          {"/api/spreads?before_ns=-1", 400, "out_of_range", "before_ns"},
          {"/api/orders?severity=info", 400, "unknown", "severity"},
          {"/api/events?severity=loud", 400, "unknown", "severity"},
          {"/api/book?depth=51", 400, "out_of_range", "depth"},
          {"/api/latest?x=1", 400, "unknown", "x"},
          {"/api/pnl?pair=%zz", 400, "malformed", "query"},
          {"/api/history?span_ms=0", 400, "out_of_range", "span_ms"},
          {"/api/positions?history=2", 400, "unknown", "history"},
          {"/api/stream?since=x", 426, "malformed", "Upgrade"}}) {
        const auto answer = get(port(), target);
        EXPECT_EQ(answer.status, status) << target;
        EXPECT_EQ(answer.code(), code) << target << answer.body;
        EXPECT_EQ(answer.field(), field) << target;
    }
    EXPECT_EQ(Listener(port(), "?since=x").status, 400);
    EXPECT_EQ(say(port(), request(port(), "DELETE", "/api/latest")).status, 405);
    EXPECT_EQ(say(port(), request(port(), "POST", "/health", {}, "{}")).status, 405);
}

TEST_F(Robust, AnswersNoStoreWithASentence) {
    show();
    start();
    state();
    const auto answer = get(port(), "/api/spreads");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.field(), "store");
}

TEST_F(Robust, RefusesWhatIsNoHttpInJson) {
    open();
    const auto garbage = say(port(), "\x16\x03\x01 nonsense\r\n\r\n");
    EXPECT_EQ(garbage.status, 400);
    EXPECT_EQ(garbage.code(), "malformed");
    EXPECT_THAT(garbage.head, HasSubstr("nosniff"));
    const auto long_head =
        say(port(), "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + std::string(40'000, 'x'));
    EXPECT_EQ(long_head.status, 431);
}

TEST_F(Robust, ServesOnBesideAThousandHalfOpenConnections) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
    ::setrlimit(RLIMIT_NOFILE, &files);
    open();
    std::vector<std::unique_ptr<Client>> idle;
    for (int n = 0; n < 1000; ++n) {
        idle.push_back(std::make_unique<Client>(port()));
        idle.back()->send(n % 2 == 0 ? "GET /api/latest HT" : "");
    }

    EXPECT_EQ(get(port(), "/health").status, 200);
    EXPECT_EQ(Listener(port()).next()["type"], "snapshot");
}

TEST_F(Robust, ClosesConnectionsThatNeverFinishARequest) {
    open({.request = milliseconds(20)});
    Client slow(port());
    slow.send("GET /api/latest HTTP/1.1\r\nHo");
    const auto answer = answer_in(slow.read_all());
    EXPECT_THAT(answer.status, ::testing::AnyOf(408, 0));  // 0: not one byte had come by then
    Client silent(port());
    EXPECT_EQ(silent.read_all(), "");
}

TEST_F(Robust, ClosesAListenerThatNeverReadsAndServesTheOthers) {
    PanelOptions options;
    options.refresh_every = milliseconds(1);
    options.stream.queued = 16 << 10;
    options.stream.patience = milliseconds(50);
    open(std::move(options));
    show();
    start();
    Listener deaf(port(), {}, {}, 2048);
    ASSERT_EQ(deaf.status, 101);
    Listener other(port());
    other.next("snapshot");

    // The deaf one's socket fills, and it is given up; the other hears everything.
    bool given_up = false;
    for (int n = 0; n < 100'000 && !given_up; ++n) {
        now = now + milliseconds(1);
        tell(OperatorAsked{.what = Operator::resume, .by = *Asker::from(std::string(40, 'x'))});
        if (n % 50 != 0) continue;
        ASSERT_FALSE(other.next("delta").contains("closed"));
        const auto metrics = get(port(), "/metrics").body;
        given_up = metrics.find("twinleg_panel_clients 1\n") != std::string::npos;
    }
    EXPECT_TRUE(given_up);
    EXPECT_THAT(get(port(), "/metrics").body, Not(HasSubstr("twinleg_panel_skipped_total 0\n")));
    EXPECT_EQ(deaf.next("closed")["closed"], 1013);
    EXPECT_FALSE(other.next("delta").contains("closed"));
}

}  // namespace
}  // namespace twinleg::panel::test
