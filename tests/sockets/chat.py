"""A stand-in for Telegram and Lark on loopback, which keeps what it is told."""

import http.server
import json
import threading


class Chat:
    def __init__(self):
        self.messages = []  # texts, as they came
        chat = self
        closing = self.closing = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, body):
                text = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                try:
                    self.wfile.write(text)
                except OSError:
                    self.close_connection = True  # who asked is gone

            def do_GET(self):  # pylint: disable=invalid-name
                if "/getUpdates" in self.path:
                    closing.wait(2)  # nobody writes to the bot
                    self.answer({"ok": True, "result": []})
                else:
                    self.answer({"ok": True, "result": {"username": "stand_in"}})

            def do_POST(self):  # pylint: disable=invalid-name
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if "/sendMessage" in self.path:
                    chat.messages.append(told["text"])
                    self.answer({"ok": True, "result": {}})
                else:
                    self.answer({"code": 0, "msg": "success"})

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def environment(self):
        return {"TELEGRAM_API_URL": self.url, "LARK_API_URL": self.url}

    def end(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
