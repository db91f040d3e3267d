"""edgex-python-sdk 2.0.1 against a simulator."""

from edgex_client import EdgexClient
from edgex_sdk import Client, WebSocketManager
from edgex_sdk.account.client import SetMarginModeParams
from edgex_sdk.order.types import (CreateOrderParams, GetHistoryOrderPageParams, OrderSide, OrderType)


class V2(EdgexClient):
    def make_client(self, given):
        return Client(base_url=given["rest"], account_id=int(given["account_id"]),
                      api_key=given["api_key"], api_passphrase=given["passphrase"],
                      api_secret=given["api_secret"], trading_private_key=given["trading_key"])

    def make_manager(self, given):
        return WebSocketManager(base_url=given["ws"], account_id=int(given["account_id"]),
                                api_key=given["api_key"], api_passphrase=given["passphrase"],
                                api_secret=given["api_secret"])

    def orders(self, given):
        return self.run(self.client.order.get_orders_by_id(given["ids"]))

    def orders_by_client_id(self, given):
        return self.run(self.client.order.get_orders_by_client_order_id(given["ids"]))

    def history(self, given):
        return self.run(self.client.order.get_history_order_page(GetHistoryOrderPageParams(**given)))

    def expiring(self, given):
        return self.run(self.client.create_order(CreateOrderParams(
            contract_id=given["contract"], price=given["price"], size=given["size"],
            type=OrderType.LIMIT, side=OrderSide(given["side"]), client_order_id=given["id"],
            expire_time=given["expire_time"])))

    def position_by_contract(self, given):
        return self.run(self.client.account.get_position_by_contract_id(given["contracts"]))

    def margin_mode(self, given):
        return self.run(self.client.set_margin_mode(SetMarginModeParams(given["contract"], given["mode"])))

    def latest_funding(self, given):
        return self.run(self.client.funding.get_latest_funding_rate(given["contracts"]))

    def fundings(self, given):
        return self.run(self.client.funding.get_funding_rate_page(size=given.get("size", "")))

    def market_status(self, given):
        from edgex_sdk.quote.client import GetMarketStatusParams
        return self.run(self.client.quote.get_market_status(GetMarketStatusParams(given["contract"])))


V2().serve()
