#include "notify/outbox.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace twinleg::notify {

namespace {

constexpr std::string_view kBetween = "\n\n";  // of posts that go as one
constexpr std::size_t kForRemark = 80;         // bytes

}  // namespace

std::size_t cut_at(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text.size();
    const auto line = text.rfind('\n', most);
    if (line != std::string_view::npos && line > 0) return line;
    std::size_t at = most;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    return at == 0 ? most : at;
}

Outbox::Outbox(const Channel& channel, const Style& style, std::uint64_t seed, Options options)
    : style_(style),
      options_(options),
      max_bytes_(channel.max_bytes()),
      joins_(channel.joins()),
      limits_(channel.limits()),
      backoff_(options.first, options.cap, seed) {}

void Outbox::put(Post post) {
    if (off_) return;
    waiting_.push_back(std::move(post));
    trim();
}

void Outbox::put_first(Post post) {
    if (off_) return;
    waiting_.push_front(std::move(post));
}

void Outbox::leave_out(std::deque<Post>::iterator post) {
    waiting_.erase(post);
    ++untold_;
    ++counts_.left_out;
}

void Outbox::trim() {
    const auto must = std::ranges::count_if(waiting_, &Post::must_be_told);
    if (waiting_.size() - static_cast<std::size_t>(must) > options_.others)
        leave_out(std::ranges::find_if_not(waiting_, &Post::must_be_told));
    else if (static_cast<std::size_t>(must) > options_.kept)
        leave_out(std::ranges::find_if(waiting_, &Post::must_be_told));
}

std::optional<Post> Outbox::take(Time now) {
    if (off_ || waiting_.empty() || on_way_ || now < wake_at(now)) return std::nullopt;
    Post post = std::move(waiting_.front());
    waiting_.pop_front();
    // A post that was tried before keeps its id.
    if (post.id == 0) {
        const std::size_t room = max_bytes_ - kForRemark;
        while (joins_ && !waiting_.empty() && waiting_.front().id == 0 &&
               post.text.size() + kBetween.size() + waiting_.front().text.size() <= room) {
            const Post& next = waiting_.front();
            post.text += kBetween;
            post.text += next.text;
            post.must_be_told |= next.must_be_told;
            if (post.kind != next.kind) post.kind = "several";
            waiting_.pop_front();
            ++counts_.joined;
        }
        if (post.text.size() > room) {
            const auto cut = cut_at(post.text, room);
            Post rest = post;
            rest.text.erase(0, cut + (post.text[cut] == '\n' ? 1 : 0));
            post.text.resize(cut);
            waiting_.push_front(std::move(rest));
        }
        if (untold_ > 0) {
            post.text += chinese(style_) ? fmt::format("\n（另有 {} 条消息未发送）", untold_)
                                         : fmt::format("\n({} messages left out)", untold_);
            untold_ = 0;
        }
        post.id = next_id_++;
        attempts_ = 0;
    }
    limits_.sent(now);
    ++attempts_;
    on_way_ = post;
    return post;
}

void Outbox::settle(const Verdict& verdict, Time now) {
    if (!on_way_) return;
    Post post = std::move(*on_way_);
    on_way_.reset();
    const auto back = [&](Duration wait) {
        not_before_ = now + wait;
        ++counts_.retries;
        waiting_.push_front(std::move(post));
    };
    switch (verdict.kind) {
        case Verdict::Kind::sent:
            ++counts_.sent;
            backoff_.reset();
            return;
        case Verdict::Kind::later:
            // The service is well, and it is no fault of the post.
            --attempts_;
            back(verdict.wait);
            return;
        case Verdict::Kind::again:
            if (post.must_be_told || attempts_ < options_.attempts) return back(backoff_.next());
            not_before_ = now + backoff_.next();
            ++untold_;
            ++counts_.left_out;
            return;
        case Verdict::Kind::refused:
            ++counts_.refused;
            return;
        case Verdict::Kind::off:
            off_ = true;
            waiting_.clear();
            return;
    }
}

Time Outbox::wake_at(Time now) const {
    if (off_ || on_way_ || waiting_.empty()) return kNever;
    return std::max(limits_.ready_at(now), not_before_);
}

}  // namespace twinleg::notify
