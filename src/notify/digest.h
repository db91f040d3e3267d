#pragma once
// Turns a storm of messages into a few lines. Pure: time is handed in.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/time.h"
#include "notify/channel.h"
#include "notify/text.h"

namespace twinleg::notify {

// Of posts that need not be told (errors and the like), the first of each sort in a window passes,
// of errors up to a burst; the rest is counted and told at the window's end, in one post:
//
//   37 more errors in 60 s: order refused (30), stream lost (7)
//
// While that goes on the windows grow, so that a broken night is a handful of messages.
// Posts that must be told always pass, at once.
//
// Threads: one.
class Digest {
public:
    struct Options {
        Duration window{seconds(60)};
        Duration longest{minutes(15)};
        std::size_t burst{4};
        std::size_t examples{3};
    };

    explicit Digest(const Style& style) : Digest(style, Options{}) {}
    Digest(const Style& style, Options options);

    // `sort`: posts of one sort say the same; told again within a window they are counted.
    // `what` stands for it in a digest. Appends to `out` what goes out now.
    void offer(Post post, const std::string& sort, const std::string& what, Time now,
               std::vector<Post>& out);
    // Ends a window that is over.
    void look(Time now, std::vector<Post>& out);
    // When look() has something to do; kNever if nothing waits.
    Time wake_at() const { return open_ ? ends_ : kNever; }
    // What is counted so far, at the end of all.
    void finish(Time now, std::vector<Post>& out);

private:
    struct Sort {
        std::string what;
        std::uint64_t more{0};  // since it was told
    };

    void close(Time now, std::vector<Post>& out);

    const Style style_;
    const Options options_;
    std::map<std::string, Sort> sorts_;  // of this window
    std::size_t told_{0};
    std::uint64_t more_{0};
    Duration length_;
    Time began_;
    Time ends_;
    bool open_{false};
};

// `text` with every number replaced, so that two errors which differ in an id are of one sort.
std::string sort_of(std::string_view text);

}  // namespace twinleg::notify
