#include "sim/wire/frame_line.h"

#include <algorithm>
#include <utility>

namespace twinleg::sim::wire {
namespace {

constexpr Duration kPatience = milliseconds(100);
constexpr std::string_view kGarbage = "\x01{\"garb";

}  // namespace

FrameLine::FrameLine(net::EventLoop& loop, const Clock& clock, FaultBox& faults,
                     std::shared_ptr<net::ServerSocket> socket)
    : loop_(loop),
      clock_(clock),
      faults_(faults),
      socket_(std::move(socket)),
      timer_(loop),
      patience_(loop) {}

void FrameLine::send(std::string bytes, bool binary) {
    const Time now = clock_.now();
    if (faults_.take(Fault::drop_frames, now)) return;
    if (faults_.take(Fault::garbage_frame, now)) {
        bytes = kGarbage;
        binary = false;
    }
    if (faults_.take(Fault::truncated_frame, now)) bytes.resize(bytes.size() / 2);
    Frame frame{.bytes = std::move(bytes),
                .binary = binary,
                .cut = faults_.take(Fault::cut_frame, now),
                .due = loop_.now()};
    if (faults_.take(Fault::delay, now)) frame.due = frame.due + kFaultDelay;
    if (faults_.take(Fault::freeze_feed, now)) {
        // By the loop's clock, as the frame waits in real time.
        const Duration left = faults_.until(Fault::freeze_feed, now) - now;
        frame.due = frame.due + (left > Duration{} ? left : kFaultFreeze);
    }
    const bool twice = faults_.take(Fault::duplicate_frames, now);
    if (!overtaken_ && faults_.take(Fault::reorder_frames, now)) {
        overtaken_ = std::make_unique<Frame>(std::move(frame));
        patience_.after(kPatience, [this] {
            if (overtaken_) push(std::move(*std::exchange(overtaken_, nullptr)));
        });
        return;
    }
    if (twice) push(frame);
    push(std::move(frame));
    if (overtaken_) {
        patience_.cancel();
        push(std::move(*std::exchange(overtaken_, nullptr)));
    }
}

// Nothing overtakes a frame that waits.
void FrameLine::push(Frame frame) {
    if (!waiting_.empty()) frame.due = std::max(frame.due, waiting_.back().due);
    waiting_.push_back(std::move(frame));
    drain();
}

void FrameLine::drain() {
    const Time now = loop_.now();
    while (!waiting_.empty() && waiting_.front().due <= now) {
        const Frame& frame = waiting_.front();
        if (frame.cut) {
            socket_->drop_inside(frame.bytes);
        } else if (frame.binary) {
            socket_->send_binary(frame.bytes);
        } else {
            socket_->send(frame.bytes);
        }
        waiting_.pop_front();
    }
    if (!waiting_.empty()) timer_.after(waiting_.front().due - now, [this] { drain(); });
}

}  // namespace twinleg::sim::wire
