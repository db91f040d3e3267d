#include "venues/edgex/questions.h"

#include <optional>
#include <string>

#include "venues/edgex/words.h"
#include "venues/kit/account_answers.h"

namespace twinleg::venues::edgex {
namespace {

constexpr int kMostPages = 200;

std::string milliseconds_text(std::uint64_t ms) {
    return std::to_string(ms);
}

}  // namespace

// A list that comes in pages, as it grows.
struct Questions::Paging final : public UpdateSink {
    Paging(DeskSide& desk, Question asked) : side(desk), what(asked) {}

    DeskSide& side;
    const Question what;
    bool funding{false};  // nobody asked: FundingPaid of what is found
    RequestId request;
    std::string name;
    Params params;
    Time since;
    Time venue_time;  // of the first page
    int pages{0};
    kit::StandingOrders open{side};
    std::vector<Fill> fills;
    std::vector<FundingPaid> paid;

    void on_update(const Update& update) override {
        open.on_update(update);
        if (const auto* fill = std::get_if<FillUpdate>(&update)) {
            if (side.ours(fill->market)) fills.push_back(side.fill_of(*fill, Source::query));
        } else if (const auto* each = std::get_if<FundingPaidUpdate>(&update)) {
            const FundingPaid event = side.funding_of(*each);
            if (side.ours(each->market) && !event.payment_id.empty()) paid.push_back(event);
        }
    }
};

AnswerHead Questions::head(RequestId request, bool ok, Time venue_time) const {
    return {.venue = desk_.slot.venue,
            .request = request,
            .ok = ok,
            .venue_time = desk_.clock.to_ours(venue_time)};
}

void Questions::ask(const Ask& question, Time now) {
    switch (question.what) {
        case Question::order:
            return ask_order(question);
        case Question::positions:
        case Question::balance:
            return ask_asset(question, now);
        case Question::nonce:
            return desk_.tell(now, NonceAnswer{.head = head(question.request, false, {})});
        case Question::open_orders: {
            auto paging = std::make_shared<Paging>(desk_, question.what);
            paging->request = question.request;
            paging->name = "private/order/getActiveOrderPage";
            paging->params = {{"size", "200"}, {"filterContractIdList", desk_.contract.id}};
            return turn_page(paging);
        }
        case Question::fills: {
            auto paging = std::make_shared<Paging>(desk_, question.what);
            paging->request = question.request;
            paging->since = question.since.known() ? question.since : desk_.since;
            paging->name = "private/order/getHistoryOrderFillTransactionPage";
            paging->params = {{"size", "100"},
                              {"filterContractIdList", desk_.contract.id},
                              {"filterStartCreatedTimeInclusive",
                               milliseconds_text(desk_.clock.venue_ms(paging->since))}};
            return turn_page(paging);
        }
    }
}

void Questions::look_for_funding(Time since) {
    auto paging = std::make_shared<Paging>(desk_, Question::fills);
    paging->funding = true;
    paging->name = "private/account/getPositionTransactionPage";
    paging->params = {
        {"size", "100"},
        {"filterContractIdList", desk_.contract.id},
        {"filterTypeList", "SETTLE_FUNDING_FEE"},
        {"filterStartCreatedTimeInclusive", milliseconds_text(desk_.clock.venue_ms(since))}};
    turn_page(paging);
}

void Questions::turn_page(const std::shared_ptr<Paging>& paging) {
    Params params = paging->params;
    params.emplace_back("accountId", door_.account());
    door_.get(paging->name, std::move(params), false, [this, paging](auto result) {
        if (!result) return finish(*paging, false);
        Page page;
        const auto reply = paging->funding ? answers_.funding(result->body, page, *paging)
                           : paging->what == Question::open_orders
                               ? answers_.orders(result->body, page, *paging)
                               : answers_.fills(result->body, page, *paging);
        if (!reply || !reply->ok()) return finish(*paging, false);
        if (!paging->venue_time.known()) paging->venue_time = reply->time;
        if (page.next.empty()) return finish(*paging, true);
        if (++paging->pages == kMostPages) return finish(*paging, false);
        std::erase_if(paging->params, [](const auto& each) { return each.first == "offsetData"; });
        paging->params.emplace_back("offsetData", page.next);
        turn_page(paging);
    });
}

void Questions::finish(Paging& paging, bool ok) {
    const Time now = desk_.now();
    if (paging.funding) {
        for (const auto& paid : paging.paid)
            desk_.tell(now, paid);
        return;
    }
    const AnswerHead told = head(paging.request, ok, paging.venue_time);
    if (paging.what == Question::open_orders) {
        desk_.tell(now, OpenOrdersAnswer{.head = told, .orders = paging.open.orders});
        return;
    }
    desk_.tell(now, FillsAnswer{.head = told,
                                .since = paging.since,
                                .through = told.venue_time,
                                .fills = paging.fills});
}

void Questions::ask_order(const Ask& question) {
    door_.get("private/order/getOrderByClientOrderId",
              {{"accountId", door_.account()},
               {"clientOrderIdList", desk_.ids.text(question.client_order_id)}},
              true, [this, question](auto result) {
                  OrderAnswer answer{.head = head(question.request, false, {}),
                                     .client_order_id = question.client_order_id};
                  if (result) {
                      kit::FoundOrder first{desk_};
                      Page page;
                      const auto reply = answers_.orders(result->body, page, first);
                      const bool none = reply && is_not_found_word(reply->code);
                      if (reply && (reply->ok() || none)) {
                          answer.head = head(question.request, true, reply->time);
                          answer.found = first.report.has_value();
                          if (first.report) answer.report = *first.report;
                      }
                  }
                  desk_.tell(desk_.now(), answer);
              });
}

void Questions::ask_asset(const Ask& question, Time now) {
    if (asset_ && asset_->at == now) {
        asset_->questions.push_back(question);
        return;
    }
    asset_ = std::make_shared<AssetAsked>(AssetAsked{now, {question}});
    door_.get("private/account/getAccountAsset", {{"accountId", door_.account()}}, false,
              [this, asked = asset_](auto result) {
                  if (asset_ == asked) asset_.reset();
                  AccountInfo account;
                  const auto reply = result
                                         ? answers_.account(result->body, desk_.contract, account)
                                         : Result<Reply>{std::unexpected{result.error().error}};
                  answer_asset(*asked, reply && reply->ok(), reply ? reply->time : Time{}, account);
              });
}

void Questions::answer_asset(const AssetAsked& asked, bool ok, Time venue_time,
                             const AccountInfo& account) {
    const Time now = desk_.now();
    for (const Ask& question : asked.questions) {
        const AnswerHead told = head(question.request, ok, venue_time);
        if (question.what == Question::balance) {
            desk_.tell(now, BalanceAnswer{.head = told,
                                          .equity = account.equity,
                                          .free_collateral = account.free_collateral});
            continue;
        }
        const PositionEntry entry{desk_.slot.instrument, account.position};
        const bool held = ok && !account.position.is_zero();
        desk_.tell(now,
                   PositionsAnswer{.head = told, .positions = {&entry, held ? std::size_t{1} : 0}});
    }
}

}  // namespace twinleg::venues::edgex
