"""ccxt's Aster (V3, typed data), and binance-futures-connector (V1, HMAC): what they send."""

import ccxt
import requests
from binance.um_futures import UMFutures
from lines import serve


def typed(given):
    exchange = ccxt.aster({"privateKey": given["private_key"], "options": {"v3ChainId": given["chain_id"]}})
    exchange.milliseconds = lambda: given["now_ms"]
    sent = exchange.sign(given["path"], ["fapiPrivate", "v3"], given["method"], given["params"])
    return {"text": sent["body"] or sent["url"].split("?", 1)[1]}


class Recorder(requests.adapters.BaseAdapter):
    """Takes the request instead of the network."""

    def send(self, request, **_):
        self.request = request
        response = requests.Response()
        response.status_code, response._content, response.request = 200, b"{}", request
        return response

    def close(self):
        pass


def hmac(given):
    client = UMFutures(key=given["api_key"], secret=given["api_secret"], base_url="https://venue.invalid")
    recorder = Recorder()
    client.session.mount("https://", recorder)
    client.sign_request(given["method"], given["path"], dict(given["params"]))
    return {"text": recorder.request.url.split("?", 1)[1], "key": recorder.request.headers["X-MBX-APIKEY"]}


serve(lambda request: {"v3": typed, "v1": hmac}[request["kind"]](request["input"]))
