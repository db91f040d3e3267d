#include "replay/feed.h"

#include <utility>

namespace twinleg::replay {

Feed::Feed(std::vector<std::string> files, InstrumentId instrument, Facts facts)
    : files_(std::move(files)), instrument_(instrument), facts_(std::move(facts)) {}

bool Feed::open_next() {
    while (opened_ < files_.size()) {
        if (reader_) done_.add(reader_->stats());
        reader_.reset();
        auto reader = open_reader(files_[opened_++], instrument_, facts_);
        if (reader) {
            reader_ = std::move(*reader);
            return true;
        }
        if (!done_.error) done_.error = reader.error();
    }
    return false;
}

bool Feed::next(Event& event) {
    while (!reader_ || !reader_->next(event)) {
        if (!open_next()) return false;
    }
    if (event.time.ns < now_) [[unlikely]] {
        done_.warnings.add("order", files_[opened_ - 1] +
                                        ": begins before the file read before it ends; its "
                                        "events are put behind that");
        event.time.ns = now_;
    }
    now_ = event.time.ns;
    return true;
}

InputStats Feed::stats() const {
    InputStats out = done_;
    if (reader_) out.add(reader_->stats());
    return out;
}

double Feed::progress() const {
    if (files_.empty()) return 1.0;
    const double before = opened_ == 0 ? 0.0 : static_cast<double>(opened_ - 1);
    return (before + (reader_ ? reader_->progress() : 0.0)) / static_cast<double>(files_.size());
}

}  // namespace twinleg::replay
