"""Programs that answer JSON lines: `twinleg sign`, and the SDKs that need an environment of their own."""

import json
import subprocess
import threading


class Lines:
    """One running program; ask() sends a batch and returns the answers in order."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, requests):
        def send():
            for request in requests:
                self.process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
            self.process.stdin.flush()

        # Written beside the reading: both pipes are finite.
        sender = threading.Thread(target=send)
        sender.start()
        answers = []
        for _ in requests:
            line = self.process.stdout.readline()
            assert line, f"{self.process.args} ended early"
            answers.append(json.loads(line))
        sender.join()
        return answers

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def serve(answer):
    """The other side: answer each line of standard input. `answer` maps a request to a reply."""
    import sys

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
