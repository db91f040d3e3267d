#include "panel/archive.h"

#include <utility>

namespace twinleg::panel {

namespace {

constexpr Duration kPatience = seconds(5);

}  // namespace

Archive::Archive(std::size_t most) : most_(most), thread_([this] { run(); }) {}

Archive::~Archive() {
    {
        const std::scoped_lock hold(mutex_);
        ending_ = true;
        questions_.clear();
    }
    wake_.notify_one();
    thread_.join();
}

bool Archive::ask(Work work, Done done) {
    {
        const std::scoped_lock hold(mutex_);
        if (questions_.size() >= most_) return false;
        questions_.push_back({std::move(work), std::move(done)});
    }
    wake_.notify_one();
    return true;
}

void Archive::run() {
    while (true) {
        std::unique_lock hold(mutex_);
        wake_.wait(hold, [this] { return ending_ || !questions_.empty(); });
        if (ending_) return;
        auto question = std::move(questions_.front());
        questions_.pop_front();
        hold.unlock();
        question.done(question.work([this](const auto& target) { return open(target); }));
    }
}

Result<database::Connection*> Archive::open(const database::Target& target) {
    if (target.kind == database::Target::Kind::none)
        return fail(Errc::missing, "this desk keeps no database (--no-database)");
    auto& connection = connections_[target.shown()];
    if (connection && !connection->usable()) connection.reset();
    if (!connection) {
        auto fresh =
            database::connect(target, {.read_only = true, .patience = kPatience, .give_up = [this] {
                                           const std::scoped_lock hold(mutex_);
                                           return ending_;
                                       }});
        if (!fresh) return std::unexpected{fresh.error()};
        connection = std::move(*fresh);
    }
    return connection.get();
}

}  // namespace twinleg::panel
