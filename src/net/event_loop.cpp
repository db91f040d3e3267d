#include "net/event_loop.h"

#include "net/event_loop_impl.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace twinleg::net {
namespace {
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostHandlers = 256;  // of one run() or poll()
}  // namespace

EventLoop::EventLoop() : impl_{std::make_unique<Impl>()} {}
EventLoop::~EventLoop() = default;

Time EventLoop::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    const Time clock{std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
    impl_->latest = std::max(impl_->latest, clock);
    return impl_->latest;
}

std::size_t EventLoop::poll() {
    const std::size_t ran = impl_->run_ready(kMostHandlers);
    if (impl_->context.stopped()) impl_->context.restart();
    return ran;
}

std::size_t EventLoop::run(Duration most) {
    auto& context = impl_->context;
    std::size_t ran = impl_->run_ready(kMostHandlers);
    if (ran == 0 && !context.stopped() && most > Duration{}) {
        ran = context.run_one_for(impl_->until_next(most));
        ran += impl_->run_ready(kMostHandlers - ran);
    }
    // Only stop() ends the context, from within a handler of ours: there is always work.
    if (context.stopped()) context.restart();
    return ran;
}

void EventLoop::post(std::move_only_function<void()> work) {
    boost::asio::post(impl_->context, std::move(work));
}

void EventLoop::stop() {
    // By way of the queue, so that a stop between two runs is not lost.
    boost::asio::post(impl_->context, [&context = impl_->context] { context.stop(); });
}

struct Timer::Impl {
    explicit Impl(EventLoop& loop) : timers{loop.impl().timers} {}

    // No longer to run; what it would have done is handed out.
    std::move_only_function<void()> disarm() {
        if (work) node = timers.extract(at);
        return std::exchange(work, nullptr);
    }

    TimersByTime& timers;
    std::move_only_function<void()> work;  // empty: not armed
    TimersByTime::iterator at;             // while armed
    TimersByTime::node_type node;          // while not, once it was
};

Timer::Timer(EventLoop& loop) : impl_{std::make_unique<Impl>(loop)} {}
Timer::~Timer() {
    cancel();
}

void Timer::after(Duration wait, std::move_only_function<void()> work) {
    cancel();
    // A wait so long that the clock's type could not hold it means: never.
    const std::chrono::nanoseconds span{std::clamp(wait, Duration{}, minutes(60 * 24 * 365)).ns};
    const auto due = Clock::now() + span;
    impl_->work = std::move(work);
    if (impl_->node.empty()) {
        impl_->at = impl_->timers.emplace(due, impl_.get());
    } else {
        impl_->node.key() = due;
        impl_->at = impl_->timers.insert(std::move(impl_->node));
    }
}

void Timer::cancel() {
    impl_->disarm();
}

bool Timer::armed() const {
    return static_cast<bool>(impl_->work);
}

std::size_t EventLoop::Impl::run_ready(std::size_t most) {
    std::size_t ran = run_due(most);
    while (ran < most && context.poll_one() != 0) {
        ++ran;
        ran += run_due(most - ran);
    }
    return ran;
}

std::size_t EventLoop::Impl::run_due(std::size_t most) {
    if (timers.empty()) return 0;
    // Of one instant: work that arms itself anew for at once waits for the next turn.
    const auto now = Clock::now();
    std::size_t ran = 0;
    while (ran < most && !timers.empty() && timers.begin()->first <= now && !context.stopped()) {
        // Taken out first: the work may arm the same timer again, or destroy it.
        auto todo = timers.begin()->second->disarm();
        todo();
        ++ran;
    }
    return ran;
}

std::chrono::nanoseconds EventLoop::Impl::until_next(Duration most) const {
    const std::chrono::nanoseconds wait{most.ns};
    if (timers.empty()) return wait;
    return std::clamp<std::chrono::nanoseconds>(timers.begin()->first - Clock::now(),
                                                std::chrono::nanoseconds{0}, wait);
}

}  // namespace twinleg::net
