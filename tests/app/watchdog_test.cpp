// The watchdog against desks that really die: each is a process of its own.

#include "app/watchdog.h"

#include <gtest/gtest.h>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/lock.h"
#include "tests/support/temp_dir.h"

namespace twinleg::app {
namespace {

// Runs `desk` in a process of its own, and waits for its end.
void live_and_die(const std::function<void()>& desk) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        desk();
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
}

std::string text_of(const std::filesystem::path& path) {
    std::string text;
    std::getline(std::ifstream(path), text, '\0');
    return text;
}

// True once `path` holds `text`; false if it does not within ten seconds.
bool comes_to_say(const std::filesystem::path& path, std::string_view text) {
    for (int i = 0; i < 1000; ++i) {
        if (text_of(path).find(text) != std::string::npos) return true;
        ::poll(nullptr, 0, 10);
    }
    return false;
}

class WatchdogTest : public testing::Test {
protected:
    // A desk with a watchdog that writes `cancelled` when it goes to work.
    std::function<void()> cancelling() const {
        return [path = dir.path() / "cancelled"] { std::ofstream(path) << "all" << std::flush; };
    }
    std::filesystem::path log() const { return dir.path() / "watchdog.log"; }

    support::TempDir dir;
};

TEST_F(WatchdogTest, CancelsEverythingWhenTheDeskIsKilled) {
    live_and_die([&] {
        Watchdog watchdog(dir.path(), milliseconds(50), cancelling());
        ::kill(::getpid(), SIGKILL);
    });

    EXPECT_TRUE(comes_to_say(dir.path() / "cancelled", "all"));
    EXPECT_TRUE(comes_to_say(log(), "the desk died and nobody started it again"));
}

TEST_F(WatchdogTest, DoesNothingAfterAnOrderlyEnd) {
    live_and_die([&] {
        Watchdog watchdog(dir.path(), milliseconds(0), cancelling());
        watchdog.stand_down();  // returns when the child has ended
    });

    EXPECT_FALSE(std::filesystem::exists(dir.path() / "cancelled"));
    EXPECT_EQ(text_of(log()), "");
}

TEST_F(WatchdogTest, LeavesEverythingToADeskThatWasStartedAgain) {
    const auto lock = store::DirectoryLock::take(dir.path());
    ASSERT_TRUE(lock);

    live_and_die([&] {
        Watchdog watchdog(dir.path(), milliseconds(50), cancelling());
        ::kill(::getpid(), SIGKILL);
    });

    EXPECT_TRUE(comes_to_say(log(), "was started again; nothing to do"));
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "cancelled"));
}

TEST_F(WatchdogTest, IsWaitedForByADeskThatStartsWhileItCancels) {
    int gate[2];
    ASSERT_EQ(::pipe(gate), 0);
    live_and_die([&] {
        Watchdog watchdog(dir.path(), milliseconds(0), [&] {
            ::close(gate[1]);
            std::ofstream(dir.path() / "began") << "cancelling" << std::flush;
            char word = 0;
            (void)!::read(gate[0], &word, 1);  // until the test lets it go on
        });
        ::kill(::getpid(), SIGKILL);
    });
    ASSERT_TRUE(comes_to_say(dir.path() / "began", "cancelling"));
    ASSERT_FALSE(store::DirectoryLock::take(dir.path()));

    int looks = 0;
    std::string said;
    wait_for_watchdog(
        dir.path(), [&](std::string_view line) { said += line; },
        [&] {
            if (++looks == 2) ::close(gate[1]);
            return looks > 1000;
        });

    EXPECT_EQ(said, "the watchdog of the last run is cancelling its orders; waiting for it");
    EXPECT_GE(looks, 2);
    EXPECT_TRUE(store::DirectoryLock::take(dir.path()));
    ::close(gate[0]);
}

TEST_F(WatchdogTest, IsNotWaitedForWhereAnotherDeskHasTheDirectory) {
    const auto lock = store::DirectoryLock::take(dir.path());
    ASSERT_TRUE(lock);

    wait_for_watchdog(
        dir.path(), [](std::string_view line) { FAIL() << line; }, [] { return false; });
}

TEST_F(WatchdogTest, SaysWhyItCouldNotCancel) {
    live_and_die([&] {
        Watchdog watchdog(dir.path(), milliseconds(50),
                          [] { throw std::runtime_error("edgex does not answer"); });
        ::kill(::getpid(), SIGKILL);
    });

    EXPECT_TRUE(comes_to_say(log(), "cannot cancel: edgex does not answer"));
}

}  // namespace
}  // namespace twinleg::app
