#pragma once
// The account as the user's page tells it.

#include <functional>
#include <optional>

#include "venues/edgex/account_stream.h"
#include "venues/edgex/browser_transport.h"
#include "venues/edgex/desk_side.h"
#include "venues/edgex/wire.h"

namespace twinleg::venues::edgex {

// Frames of the page's private socket become events as AccountStream's do. Besides, the page asks
// for each of its orders by itself; that alone is what there is where it can open no such socket.
//
// StreamStatus up: after the snapshot of the page's private socket, or kPolledAfter after the page
// came, if there is none. Down: when the page or its socket is gone. With Settings::page_quotes it
// tells the market stream likewise, from the page's best bid and ask.
//
// Threads: the loop's.
class PageAccount final : public BrowserListener {
public:
    static constexpr Duration kPolledAfter = seconds(6);

    // `page_came` is called when a page is ready for commands; `came_up` when the account's stream
    // is, with when it was last sure to have been.
    PageAccount(DeskSide& desk, std::function<void()> page_came, std::function<void(Time)> came_up);

    const std::optional<PageInfo>& page() const { return page_; }

    // Tells events from here on.
    void open();
    void close();
    void idle(Time now);
    void listen(Connector::RawFrame listener) { listener_ = std::move(listener); }

    void on_page_up(const PageInfo& page) override;
    void on_page_down(const Error& why) override;
    void on_quote(const PageQuote& quote) override;
    void on_quote_lost(const Error& why) override;
    void on_order_update(const PageOrderUpdate& update) override;
    void on_account_frame(std::string_view frame, Time received) override;
    void on_account_stream(bool up) override;
    void on_latency(const PageLatency& latency) override;

private:
    void up(Time now);
    void down(Time now);
    void market(bool up);

    DeskSide& desk_;
    const std::function<void()> page_came_;
    const std::function<void(Time)> came_up_;
    Connector::RawFrame listener_;
    AccountEvents events_;
    Frames frames_;
    std::optional<PageInfo> page_;
    Time waiting_since_;    // for the snapshot
    bool snapshot_{false};  // the page's private socket has told it
    bool open_{false};
    bool up_{false};
    bool market_up_{false};
    Time sure_at_;  // the last moment at which it was up
};

}  // namespace twinleg::venues::edgex
