#include "app/stop_signals.h"

#include <csignal>

#include <gtest/gtest.h>

namespace twinleg::app {
namespace {

TEST(StopSignals, CountInsteadOfEndingTheProcess) {
    const StopSignals signals;
    EXPECT_FALSE(signals.asked());

    std::raise(SIGINT);
    EXPECT_TRUE(signals.asked());

    std::raise(SIGTERM);
    std::raise(SIGINT);
    EXPECT_EQ(signals.count(), 3);
}

TEST(StopSignals, PutBackWhatWasThereBefore) {
    {
        const StopSignals signals;
    }

    struct sigaction now{};
    sigaction(SIGINT, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_DFL);
}

}  // namespace
}  // namespace twinleg::app
