#include "net/event_loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>

#include "net/event_loop_impl.h"

namespace twinleg::net {
namespace {
constexpr std::size_t kMostHandlers = 256;  // of one run() or poll()
}

EventLoop::EventLoop() : impl_{std::make_unique<Impl>()} {}
EventLoop::~EventLoop() = default;

Time EventLoop::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    const Time clock{std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
    impl_->latest = std::max(impl_->latest, clock);
    return impl_->latest;
}

std::size_t EventLoop::poll() {
    auto& context = impl_->context;
    std::size_t ran = 0;
    while (ran < kMostHandlers && context.poll_one() != 0)
        ++ran;
    if (context.stopped()) context.restart();
    return ran;
}

std::size_t EventLoop::run(Duration most) {
    auto& context = impl_->context;
    std::size_t ran = 0;
    while (ran < kMostHandlers && context.poll_one() != 0)
        ++ran;
    if (ran == 0 && !context.stopped() && most > Duration{})
        ran = context.run_one_for(std::chrono::nanoseconds{most.ns});
    while (ran != 0 && ran < kMostHandlers && context.poll_one() != 0)
        ++ran;
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
    explicit Impl(EventLoop& loop) : timer{loop.impl().context} {}
    boost::asio::steady_timer timer;
    std::move_only_function<void()> work;  // empty: not armed
    std::uint64_t armed{0};                // counts armings: an earlier one's handler does nothing
};

Timer::Timer(EventLoop& loop) : impl_{std::make_shared<Impl>(loop)} {}
Timer::~Timer() {
    cancel();
}

void Timer::after(Duration wait, std::move_only_function<void()> work) {
    impl_->work = std::move(work);
    // A wait so long that the clock's type could not hold it means: never.
    impl_->timer.expires_after(
        std::chrono::nanoseconds{std::clamp(wait, Duration{}, minutes(60 * 24 * 365)).ns});
    impl_->timer.async_wait(
        [impl = impl_, arming = ++impl_->armed](const boost::system::error_code&) {
            if (impl->armed != arming || !impl->work) return;
            // Moved out first: the work may arm this timer again, or destroy it.
            auto todo = std::exchange(impl->work, nullptr);
            todo();
        });
}

void Timer::cancel() {
    ++impl_->armed;
    impl_->work = nullptr;
    impl_->timer.cancel();
}

bool Timer::armed() const {
    return static_cast<bool>(impl_->work);
}

}  // namespace twinleg::net
