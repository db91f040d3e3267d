"""ccxt and binance-futures-connector against a simulator: one JSON line a call.

They need an environment of their own, and therefore a process. A call names a method and its
arguments; `watch` is the socket side of ccxt, which hands out what it holds when something comes.
"""

import asyncio
import importlib
import json
import threading

import ccxt
import ccxt.pro
from lines import serve
from waiting import WAIT_S, end, wind_up

SOON_S = 0.25


def plain(value):
    """What JSON can carry."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


class Frames:
    """What a raw socket of binance-futures-connector hears."""

    def __init__(self):
        self.condition = threading.Condition()
        self.seen = []
        self.ended = None  # the error with which its thread gave up

    def hear(self, _, message):
        with self.condition:
            self.seen.append(json.loads(message))
            self.condition.notify_all()

    def lost(self, _, error):
        with self.condition:
            self.ended = error
            self.condition.notify_all()

    def wait(self, event, count):
        """All frames of that event once there are `count`; answers have none."""
        def found():
            return [each for each in self.seen if each.get("e", "") == event]
        with self.condition:
            self.condition.wait_for(lambda: len(found()) >= count or self.ended, WAIT_S)
            if len(found()) < count:
                raise TimeoutError(f"{len(found())} of {count} frames came: {self.seen[-3:]}; ended: {self.ended!r}")
            return found()


class Clients:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.rest = self.pro = self.connector = self.socket = None
        self.tasks = {}

    def run(self, coroutine):
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, WAIT_S))

    def connect(self, given):
        self.disconnect({})
        self.rest = getattr(ccxt, given["exchange"])(given["config"])
        self.pro = getattr(ccxt.pro, given["exchange"])(given["config"])
        for client in (self.rest, self.pro):
            client.urls["api"] = self.replaced(client.urls["api"], given["replace"])

    def replaced(self, urls, replace):
        if isinstance(urls, dict):
            return {key: self.replaced(each, replace) for key, each in urls.items()}
        for old, new in replace:
            if isinstance(urls, str) and urls.startswith(old):
                return new + urls[len(old):]
        return urls

    def disconnect(self, _):
        self.run(end(self.tasks.values()))
        self.tasks = {}
        if self.pro:
            self.run(self.pro.close())
        if self.socket:
            self.socket.stop()
        self.rest = self.pro = self.socket = self.connector = None

    def call(self, given):
        return getattr(self.rest, given["method"])(*given.get("args", []), **given.get("more", {}))

    def watch(self, given):
        """The next update, if one comes soon; asked again until then. The first call subscribes."""
        task = self.tasks.get(given["method"])
        if task is None:
            watching = getattr(self.pro, given["method"])(*given.get("args", []))
            task = self.tasks[given["method"]] = self.loop.create_task(watching)
        self.loop.run_until_complete(asyncio.wait({task}, timeout=SOON_S))
        if not task.done():
            return {"came": False}
        return {"came": True, "update": self.tasks.pop(given["method"]).result()}

    # --- binance-futures-connector.

    def connect_connector(self, given):
        um_futures = importlib.import_module("binance.um_futures")
        self.connector = um_futures.UMFutures(
            key=given.get("key"), secret=given.get("secret"), base_url=given["rest"])

    def connector_call(self, given):
        return getattr(self.connector, given["method"])(*given.get("args", []), **given.get("more", {}))

    def open_socket(self, given):
        module = importlib.import_module("binance.websocket.um_futures.websocket_client")
        self.frames = Frames()
        self.socket = module.UMFuturesWebsocketClient(
            stream_url=given["ws"], on_message=self.frames.hear, on_error=self.frames.lost)

    def socket_call(self, given):
        getattr(self.socket, given["method"])(*given.get("args", []), **given.get("more", {}))

    def socket_wait(self, given):
        return self.frames.wait(given["event"], given["count"])

    def serve(self):
        def answer(request):
            try:
                return {"answer": plain(getattr(self, request["call"])(request["given"]))}
            except Exception as error:  # the test says which are right
                return {"raised": f"{type(error).__name__}: {error}"}
        serve(answer)
        self.disconnect({})
        wind_up(self.loop)


Clients().serve()
