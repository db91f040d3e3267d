#!/usr/bin/env python3
"""Debian's Prometheus against a running desk: it scrapes, every rule and every query of the
dashboard evaluates, and the metrics are those of docs/monitoring.md.

usage: tests/monitoring/live.py BINARY                            starts a demo of its own
       tests/monitoring/live.py --panel HOST:PORT --token FILE    asks one that runs
"""

import argparse
import json
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import monitoring  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90
# Not there before something of the kind happened.
AT_TIMES = {"twinleg_refused_total", "twinleg_liquidation_distance_ratio", "twinleg_zscore"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def get(url, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.read().decode()


def until(what, ask):
    """Asks until there is an answer; an error of the connection is none."""
    end = time.monotonic() + PATIENCE_S
    last = "nothing"
    while time.monotonic() < end:
        try:
            if answer := ask():
                return answer
        except (OSError, urllib.error.URLError) as problem:
            last = problem
        select.select([], [], [], 0.2)  # not more often than that
    sys.exit(f"after {PATIENCE_S} s {what} is not so; last: {last}")


class Prometheus:
    def __init__(self, panel, token_file, scratch):
        folder = scratch / "prometheus"
        shutil.copytree(ROOT / "deploy/prometheus", folder)
        config = (folder / "prometheus.yml").read_text()
        config = config.replace("twinleg:8000", panel).replace(": 5s", ": 1s")
        if token_file:
            config = config.replace("/run/secrets/panel-token", str(token_file))
        else:
            config = re.sub(r"    authorization:\n(      .*\n)+", "", config)
        (folder / "prometheus.yml").write_text(config)
        self.log = open(scratch / "prometheus.log", "w+")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml",
             f"--storage.tsdb.path={scratch}/tsdb",
             f"--web.listen-address={self.url.removeprefix('http://')}"],
            stdout=self.log, stderr=self.log)

    def ask(self, path, **query):
        if self.process.poll() is not None:
            sys.exit(f"prometheus ended; see {self.log.name}")
        url = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        try:
            return json.loads(get(url))["data"]
        except urllib.error.HTTPError as refused:
            if refused.code not in (400, 422):
                raise  # not ready yet
            return {"error": json.loads(refused.read().decode()).get("error")}

    def stop(self):
        self.process.terminate()
        self.process.wait()


def targets_up(prometheus):
    def up():
        active = prometheus.ask("targets")["activeTargets"]
        return active if active and all(t["health"] == "up" for t in active) else None

    for target in until("every target being up", up):
        print(f"up: {target['labels']['job']} {target['scrapeUrl']}, "
              f"{float(target['lastScrapeDuration']) * 1000:.1f} ms")


def rules_evaluate(prometheus, errors):
    def known():
        groups = prometheus.ask("rules")["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None

    rules = until("every rule being evaluated", known)
    for rule in rules:
        if rule["health"] != "ok":
            errors.append(f"rule {rule['name']}: {rule.get('lastError')}")
        if rule["state"] == "firing":
            errors.append(f"rule {rule['name']} fires on a healthy demo: {rule['alerts']}")
    print(f"{len(rules)} rules evaluated")


def queries_evaluate(prometheus, errors):
    dashboard = json.loads(monitoring.DASHBOARD.read_text())
    count = 0
    empty = []
    for panel in monitoring.panels_of(dashboard):
        for target in panel.get("targets", []):
            query = target["expr"].replace("$__rate_interval", "10s").replace("$pair", ".*")
            answer = prometheus.ask("query", query=query)
            count += 1
            if "error" in answer:
                errors.append(f"{panel['title']}: {query}: {answer['error']}")
            elif not answer["result"] and not AT_TIMES & set(re.findall(monitoring.NAME, query)):
                empty.append(f"{panel['title']}: {query}: no series")
    print(f"{count} queries of the dashboard evaluated")
    errors += empty


def metrics_are_those_of_the_page(text, errors):
    page = monitoring.metrics_of(monitoring.PAGE.read_text())
    wanted = monitoring.Wanted(page)
    seen = {}
    for name, inside in re.findall(r"^(twinleg_\w+?)(?:\{(.*)\})? \S+$", text, re.M):
        seen.setdefault(wanted.base(name), set()).update(re.findall(r'(\w+)="', inside or ""))
    for name, labels in sorted(seen.items()):
        if name not in page:
            errors.append(f"/metrics has {name}, and docs/monitoring.md has not")
        elif (labels - {"le"}) != page[name]:
            errors.append(f"{name} has the labels {sorted(labels)}, the page says {sorted(page[name])}")
    for name in sorted(set(page) - set(seen) - AT_TIMES):
        errors.append(f"/metrics has no {name}")
    print(f"{len(seen)} metrics, {text.count(chr(10))} lines")


def check(panel, token_file, scratch):
    errors = []
    token = Path(token_file).read_text().strip() if token_file else None
    # A desk that has traded has counters of everything.
    until("a pair trade", lambda: re.search(
        r'^twinleg_pair_trades_total\{.*\} [1-9]', get(f"http://{panel}/metrics", token), re.M))
    prometheus = Prometheus(panel, token_file, scratch)
    try:
        targets_up(prometheus)
        rules_evaluate(prometheus, errors)
        until("a rate", lambda: prometheus.ask("query", query="rate(twinleg_journal_events_total[10s])")["result"])
        queries_evaluate(prometheus, errors)
    finally:
        prometheus.stop()
    metrics_are_those_of_the_page(get(f"http://{panel}/metrics", token), errors)
    for error in errors:
        print(error)
    return 1 if errors else 0


def with_own_demo(binary, scratch):
    port = free_port()
    log = open(scratch / "demo.log", "w")
    demo = subprocess.Popen([binary, "demo", "--data", scratch / "data", "--panel-port", str(port)],
                            stdout=log, stderr=log)
    try:
        return check(f"127.0.0.1:{port}", None, scratch)
    finally:
        demo.send_signal(signal.SIGTERM)
        code = demo.wait(timeout=PATIENCE_S)
        if code != 0:
            sys.exit(f"the demo ended with {code}: {(scratch / 'demo.log').read_text()[-2000:]}")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("binary", nargs="?")
    words.add_argument("--panel")
    words.add_argument("--token")
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="twinleg-monitoring-") as folder:
        if given.panel:
            return check(given.panel, given.token, Path(folder))
        if not given.binary:
            words.error("a binary, or --panel")
        return with_own_demo(given.binary, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
