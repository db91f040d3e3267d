#include "notify/digest.h"

#include <algorithm>

#include <fmt/format.h>

namespace twinleg::notify {

Digest::Digest(const Style& style, Options options)
    : style_(style), options_(options), length_(options.window) {}

void Digest::offer(Post post, const std::string& sort, const std::string& what, Time now,
                   std::vector<Post>& out) {
    if (post.must_be_told) {
        out.push_back(std::move(post));
        return;
    }
    look(now, out);
    if (!open_) {
        open_ = true;
        began_ = now;
        ends_ = now + length_;
    }
    const auto known = sorts_.find(sort);
    // An alert of another kind is never the fifth error.
    const bool is_error = post.kind == "error";
    if (known == sorts_.end() && (!is_error || told_ < options_.burst)) {
        if (is_error) ++told_;
        sorts_.emplace(sort, Sort{.what = what});
        out.push_back(std::move(post));
        return;
    }
    ++more_;
    // Texts that never repeat must not fill the memory.
    constexpr std::size_t kMostSorts = 200;
    if (known != sorts_.end())
        ++known->second.more;
    else if (sorts_.size() < kMostSorts)
        sorts_.emplace(sort, Sort{.what = what, .more = 1});
}

void Digest::look(Time now, std::vector<Post>& out) {
    if (!open_ || now < ends_) return;
    const bool stormy = more_ > 0;
    if (stormy) close(now, out);
    more_ = 0;
    if (!stormy) {
        sorts_.clear();
        told_ = 0;
        open_ = false;
        length_ = options_.window;
        return;
    }
    // What was told in the storm is not told again while it lasts.
    for (auto& [sort, seen] : sorts_)
        seen.more = 0;
    length_ = std::min(length_ * 2, options_.longest);
    began_ = now;
    ends_ = now + length_;
}

void Digest::finish(Time now, std::vector<Post>& out) {
    if (open_ && more_ > 0) close(now, out);
    more_ = 0;
    open_ = false;
}

void Digest::close(Time now, std::vector<Post>& out) {
    std::vector<const Sort*> most;
    for (const auto& [name, seen] : sorts_)
        if (seen.more > 0) most.push_back(&seen);
    std::ranges::stable_sort(most, std::ranges::greater{}, [](const Sort* s) { return s->more; });
    const bool zh = chinese(style_);
    std::string list;
    for (std::size_t i = 0; i < std::min(most.size(), options_.examples); ++i)
        list += fmt::format("{}{} ({})", i == 0 ? "" : ", ", most[i]->what, most[i]->more);
    if (most.size() > options_.examples) list += ", …";
    const auto span = (now - began_).ns / 1'000'000'000;
    out.push_back({.time = now,
                   .kind = "digest",
                   .account = style_.account,
                   .text = zh ? fmt::format("⚠️ {} 秒内另有 {} 条错误: {}", span, more_, list)
                              : fmt::format("⚠️ {} more errors in {} s: {}", more_, span, list),
                   .must_be_told = true});
}

std::string sort_of(std::string_view text) {
    std::string out;
    bool in_number = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && !in_number) out += '#';
        if (!digit && !(in_number && c == '.')) out += c;
        in_number = digit || (in_number && c == '.');
    }
    return out;
}

}  // namespace twinleg::notify
