#pragma once
// A database as runs leave it, in a directory that is gone afterwards.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "database/connection.h"
#include "database/schema.h"
#include "tests/support/temp_dir.h"

namespace twinleg::panel::test {

// One run of the test's own desk (a:BTC, b:BTC), and one of another desk with the same coin.
class Store {
public:
    Store() {
        auto connection = database::connect(target());
        EXPECT_TRUE(connection) << connection.error().message;
        connection_ = std::move(*connection);
        EXPECT_TRUE(database::migrate(*connection_, "1", Time{1}));
        script(R"(
INSERT INTO runs VALUES (9007199254740993, 7, 1, 1, 'market-spread', 'BTC', 'a:BTC', 'b:BTC', 'sim', '1', 1, NULL, '');
INSERT INTO runs VALUES (8, 7, 1, 1, 'zscore', 'BTC', 'c:BTC', 'd:BTC', 'sim', '1', 1, NULL, '');
INSERT INTO orders VALUES (9007199254740993, 2, 0, 1000, 'a:BTC', 65537, 'buy', 'ioc', 'leg', 0, '100.1', '0.01', NULL, 'filled', '0.01', '100.1', 'v1', NULL, 3, 1001);
INSERT INTO orders VALUES (9007199254740993, 4, 0, 2000, 'b:BTC', 65538, 'sell', 'ioc', 'leg', 1, '101', '0.01', 5000, 'rejected', '0', NULL, NULL, 'margin', 5, 2001);
INSERT INTO orders VALUES (8, 1, 0, 1500, 'c:BTC', 9, 'buy', 'ioc', 'leg', 0, '1', '1', NULL, 'filled', '1', NULL, NULL, NULL, 1, 1500);
INSERT INTO fills VALUES (9007199254740993, 3, 0, 1001, NULL, 'a:BTC', 'f1', 65537, NULL, 'buy', '100.1', '0.01', '0.0004', 'USDC', 'taker');
INSERT INTO events VALUES (9007199254740993, 6, 0, 3000, 'notice', 'warning', 'a "word"');
INSERT INTO events VALUES (9007199254740993, 7, 0, 4000, 'mode', 'info', 'active');
INSERT INTO pair_trades VALUES (9007199254740993, 8, 0, 5000, NULL, 1, 'completed', 'buy', '0.01', '0', '100.1', '0', '0.0004', '0.01', '0', '0.01', '0', '101', '0.0004', '-0.01', 5, 9, '0.0082');
INSERT INTO positions VALUES (9007199254740993, 9, 0, 6000, 'a:BTC', 'fills', '0.01', '100.1', '100', '0', '-0.001', '0.0004', '0');
)");
        for (int n = 0; n < 20; ++n)
            spread(9007199254740993, n, 10'000 + n, std::to_string(n) + ".5");
        spread(8, 1, 500, "77");
    }

    void spread(std::int64_t run, int position, std::int64_t time, const std::string& spread) {
        script("INSERT INTO spreads VALUES (" + std::to_string(run) + ", " +
               std::to_string(position) + ", 0, " + std::to_string(time) +
               ", 'BTC', 'active', '100', '99', '" + spread +
               "', 1.5, 0.5, 2, 10, '5', '5', '', '0', '0', '0')");
    }
    void script(const std::string& sql) {
        const auto done = connection_->script(sql);
        EXPECT_TRUE(done) << done.error().message;
    }
    database::Target target() const { return database::sqlite_file(dir_.path() / "arb.db"); }

private:
    support::TempDir dir_;
    std::unique_ptr<database::Connection> connection_;
};

}  // namespace twinleg::panel::test
