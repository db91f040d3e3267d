#include "config/passphrase.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace twinleg::config {
namespace {

// What ask_hidden() answers in a process of its own, whose terminal shows `shown` and is typed
// `typed` once it has asked: 0 for `wanted`, 1 for another answer, 2 for a refusal.
int ask_on_terminal(const std::string& typed, const std::string& wanted, std::string& shown) {
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) return -1;
    const std::string slave = ::ptsname(master);
    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        const int terminal = ::open(slave.c_str(), O_RDWR);
        ::ioctl(terminal, TIOCSCTTY, 0);
        const auto answer = ask_hidden("passphrase: ");
        ::_exit(!answer ? 2 : answer->reveal() == wanted ? 0 : 1);
    }
    char letter = 0;
    bool asked = false;
    while (::read(master, &letter, 1) == 1) {  // until the child has gone
        shown += letter;
        if (asked || !shown.ends_with("passphrase: ")) continue;
        asked = true;
        if (::write(master, typed.data(), typed.size()) < 0) break;
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(master);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Passphrase, IsTypedWithoutBeingShown) {
    std::string shown;

    EXPECT_EQ(ask_on_terminal("open sesamx\x7f"
                              "e\n",
                              "open sesame", shown),
              0);

    EXPECT_EQ(shown, "passphrase: \r\n");
}

TEST(Passphrase, CanBeRefusedWithControlC) {
    std::string shown;

    EXPECT_EQ(ask_on_terminal("open\x03", "", shown), 2);
}

Result<Secret> line_of(std::string_view text) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    ::close(ends[1]);
    auto line = read_line_of(ends[0]);
    ::close(ends[0]);
    return line;
}

TEST(Passphrase, ComesFromTheFirstLineOfADescriptor) {
    EXPECT_EQ(line_of("open sesame\nmore\n")->reveal(), "open sesame");
    EXPECT_EQ(line_of("open sesame")->reveal(), "open sesame");
    EXPECT_EQ(line_of(" spaces \r\n")->reveal(), " spaces ");
}

TEST(Passphrase, IsMissedWhereNothingIsThere) {
    EXPECT_EQ(line_of("").error().code, Errc::missing);
    EXPECT_EQ(line_of("\n").error().code, Errc::missing);
    EXPECT_EQ(read_line_of(987).error().code, Errc::io);
}

TEST(Secret, IsWipedWhereItIsTakenFrom) {
    std::string text = "a key that is longer than what strings keep in themselves";
    const char* before = text.data();

    auto secret = Secret::taken(text);
    const auto moved = std::move(secret);

    EXPECT_TRUE(text.empty());
    EXPECT_EQ(before[0], '\0');
    EXPECT_EQ(before[20], '\0');
    EXPECT_TRUE(moved.reveal().starts_with("a key that"));
    EXPECT_TRUE(secret.empty());  // NOLINT: what is left of it is what is tested
}

}  // namespace
}  // namespace twinleg::config
