"""edgex-python-sdk 0.3.0 against a simulator."""

from edgex_client import EdgexClient
from edgex_sdk import Client, WebSocketManager


class V1(EdgexClient):
    def make_client(self, given):
        return Client(base_url=given["rest"], account_id=int(given["account_id"]),
                      stark_private_key=given["stark_key"])

    def make_manager(self, given):
        return WebSocketManager(base_url=given["ws"], account_id=int(given["account_id"]),
                                stark_pri_key=given["stark_key"])

    def orders(self, given):
        # The SDK has no call for it; the fork that bots use sends this.
        return self.run(self.client.internal_client.make_authenticated_request(
            method="GET", path="/api/v1/private/order/getOrderById",
            params={"accountId": str(self.client.internal_client.get_account_id()),
                    "orderIdList": ",".join(given["ids"])}))

    def private(self, given):
        """Any private GET, for what this SDK has no call of."""
        params = {"accountId": str(self.client.internal_client.get_account_id())}
        params.update(given["params"])
        return self.run(self.client.internal_client.make_authenticated_request(
            method="GET", path=f"/api/v1/private/{given['name']}", params=params))

    def fundings(self, given):
        return self.run(self.client.funding.get_funding_transactions(size=given.get("size", "")))


V1().serve()
