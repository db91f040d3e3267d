#include "config/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace twinleg::config {

namespace {

constexpr std::size_t kLongest = 64 << 10;

void say(int terminal, std::string_view text) {
    while (!text.empty()) {
        const auto done = ::write(terminal, text.data(), text.size());
        if (done <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(done));
    }
}

// Without echo, and with Ctrl+C as a letter: a signal would leave the terminal mute.
class MuteTerminal {
public:
    explicit MuteTerminal(int terminal) : terminal_(terminal) {
        ::tcgetattr(terminal, &before_);
        auto mute = before_;
        mute.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG | ICANON);
        mute.c_cc[VMIN] = 1;
        mute.c_cc[VTIME] = 0;
        ::tcsetattr(terminal, TCSAFLUSH, &mute);
    }
    ~MuteTerminal() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }
    MuteTerminal(const MuteTerminal&) = delete;
    MuteTerminal& operator=(const MuteTerminal&) = delete;

private:
    int terminal_;
    termios before_{};
};

enum class Typed { line, cancelled };

Typed read_typed(int terminal, std::string& out) {
    constexpr char kCancel = 3;
    constexpr char kEnd = 4;
    constexpr char kKill = 21;
    out.reserve(kLongest);  // a string that grows leaves its bytes behind
    while (out.size() < kLongest) {
        char letter = 0;
        const auto got = ::read(terminal, &letter, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || letter == kCancel || letter == kEnd) return Typed::cancelled;
        if (letter == '\n' || letter == '\r') return Typed::line;
        if (letter == '\b' || letter == 127) {
            if (!out.empty()) out.pop_back();
        } else if (letter == kKill) {
            out.clear();
        } else {
            out += letter;
        }
    }
    return Typed::line;
}

}  // namespace

Result<Secret> ask_hidden(const std::string& prompt) {
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) return fail(Errc::missing, "there is no terminal to ask on");
    std::string typed;
    Typed how = Typed::cancelled;
    {
        const MuteTerminal mute(terminal);
        say(terminal, prompt);
        how = read_typed(terminal, typed);
        say(terminal, "\n");
    }
    ::close(terminal);
    auto secret = Secret::taken(typed);
    if (how == Typed::cancelled) return fail(Errc::refused, "nothing was typed");
    return secret;
}

Result<Secret> read_line_of(int descriptor) {
    std::string line;
    line.reserve(kLongest);
    bool any = false;
    while (true) {
        char letter = 0;
        const auto got = ::read(descriptor, &letter, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            const int problem = errno;
            wipe(line);
            return fail(Errc::io, fmt::format("cannot read file descriptor {}: {}", descriptor,
                                              std::strerror(problem)));
        }
        if (got == 0 || letter == '\n') break;
        any = true;
        if (line.size() + 1 >= kLongest) {
            wipe(line);
            return fail(Errc::out_of_range,
                        fmt::format("file descriptor {}: the line is over 64 kB", descriptor));
        }
        line += letter;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!any || line.empty()) {
        wipe(line);
        return fail(Errc::missing, fmt::format("file descriptor {}: nothing is there", descriptor));
    }
    return Secret::taken(line);
}

}  // namespace twinleg::config
