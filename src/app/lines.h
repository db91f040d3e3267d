#pragma once
// Where the lines of a desk go that a person reads.

#include <string>

namespace twinleg::app {

// Threads: any may write.
class Lines {
public:
    virtual ~Lines() = default;
    // Never waits for the output. The line comes without its end, and may hold several.
    virtual void write(std::string line) = 0;
    // Waits until everything written so far is out.
    virtual void flush() = 0;
};

// The same lines, each with the name of the desk that says it: before it, or as the first member
// of what is a JSON object.
class NamedLines final : public Lines {
public:
    // `out` must outlive it. `width`: of the column of names.
    NamedLines(Lines& out, std::string name, std::size_t width);

    void write(std::string line) override;
    void flush() override { out_.flush(); }

private:
    Lines& out_;
    const std::string before_;
    const std::string member_;  // {"pair":"btc",
};

}  // namespace twinleg::app
