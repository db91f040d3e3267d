#!/usr/bin/env python3
"""Holds alert rules, dashboard and pages to the metrics that the panel has.

usage: tests/monitoring/monitoring.py          needs nothing but Python

docs/monitoring.md lists every metric with its labels: what rules.yml and twinleg.json ask for stands
there, all of it is asked for, and src/panel has the same names. Each alert has a heading in docs/runbook.md, a row in docs/monitoring.md, and a test
that fires it.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/monitoring.md"
RUNBOOK = ROOT / "docs/runbook.md"
RULES = ROOT / "deploy/prometheus/rules.yml"
RULE_TESTS = ROOT / "deploy/prometheus/rules_test.yml"
DASHBOARD = ROOT / "deploy/grafana/dashboards/twinleg.json"
PANEL = ROOT / "src/panel"

# What Prometheus adds to each series of its own accord.
EVERYWHERE = {"job", "instance", "alertname", "alertstate"}
NAME = r"\btwinleg_[a-z_]+\b"


def metrics_of(page):
    """{name: labels} of the table of metrics."""
    rows = re.findall(r"^\| `(twinleg_[a-z_]+)` \|([^|]*)\|", page, re.M)
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}


class Wanted:
    """Whether queries ask for what there is."""

    def __init__(self, metrics):
        self.metrics = metrics
        self.used = set()
        self.errors = []

    def base(self, name):
        for suffix in ("_bucket", "_sum", "_count"):
            if name.removesuffix(suffix) in self.metrics:
                return name.removesuffix(suffix)
        return name

    def query(self, where, text):
        names = re.findall(NAME, text)
        labels = set(EVERYWHERE)
        for name in names:
            if self.base(name) not in self.metrics:
                self.errors.append(f"{where}: there is no metric {name}")
                continue
            self.used.add(self.base(name))
            labels |= self.metrics[self.base(name)]
            if name != self.base(name):
                labels.add("le")
        for name, inside in re.findall(rf"({NAME})\{{([^}}]*)\}}", text):
            known = self.metrics.get(self.base(name), set()) | EVERYWHERE
            for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", inside):
                if label not in known:
                    self.errors.append(f"{where}: {name} has no label {label}")
        for inside in re.findall(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)", text):
            for label in re.findall(r"\w+", inside):
                if label not in labels:
                    self.errors.append(f"{where}: no metric of it has a label {label}")
        return labels

    def legend(self, where, text, labels):
        for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", text):
            if label not in labels:
                self.errors.append(f"{where}: no metric of it has a label {label}")


def rules_of(text):
    """[(alert, body)] of a rules file; its form is ours, so lines are enough."""
    parts = re.split(r"^ +- alert: (\w+)\n", text, flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def expression_of(body):
    found = re.search(r"^ +expr: (?:>-\n)?(.*?)(?=^ +(?:for|labels|annotations):)", body, re.M | re.S)
    return " ".join(found.group(1).split()) if found else ""


def headings(text):
    return {line.lstrip("#").strip().lower() for line in text.splitlines() if line.startswith("#")}


def check_rules(wanted, page, runbook):
    rules = rules_of(RULES.read_text())
    tests = RULE_TESTS.read_text()
    if not rules:
        wanted.errors.append(f"{RULES}: no alert")
    for alert, body in rules:
        labels = wanted.query(f"rules.yml: {alert}", expression_of(body))
        annotations = body[body.find("annotations:"):]
        for label in re.findall(r"\$labels\.(\w+)", annotations):
            if label not in labels:
                wanted.errors.append(f"rules.yml: {alert}: its summary names {label}, which it has not")
        if f"runbook_url: docs/runbook.md#{alert.lower()}\n" not in body:
            wanted.errors.append(f"rules.yml: {alert}: no runbook_url of its own")
        if alert.lower() not in headings(runbook):
            wanted.errors.append(f"docs/runbook.md: no heading {alert}")
        severity = re.search(r"severity: (\w+)", body)
        row = re.search(rf"^\| \[{alert}\]\(runbook\.md#{alert.lower()}\) \|.*\| (\w+) \|$", page, re.M)
        if not severity or not row or severity[1] != row[1]:
            wanted.errors.append(f"docs/monitoring.md: {alert} is not there with its severity")
        if not re.search(rf"- alertname: {alert}\n +eval_time: \w+\n +exp_alerts:\n", tests):
            wanted.errors.append(f"rules_test.yml: nothing sets {alert} off")
        if not re.search(rf"alertname: {alert}, eval_time: \w+, exp_alerts: \[\]", tests):
            wanted.errors.append(f"rules_test.yml: nothing shows {alert} being silent")


def panels_of(dashboard):
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def check_dashboard(wanted):
    dashboard = json.loads(DASHBOARD.read_text())
    ids = [panel["id"] for panel in panels_of(dashboard)]
    if len(ids) != len(set(ids)):
        wanted.errors.append("twinleg.json: two panels have one id")
    for panel in panels_of(dashboard):
        where = f"twinleg.json: {panel['title']}"
        for target in panel.get("targets", []):
            labels = wanted.query(where, target["expr"])
            wanted.legend(where, target["legendFormat"], labels)
            if target["datasource"]["uid"] != "prometheus":
                wanted.errors.append(f"{where}: its data source is another than the provisioned one")
        if panel["type"] != "row" and not panel.get("description"):
            wanted.errors.append(f"{where}: it does not say what it shows")
    for variable in dashboard["templating"]["list"]:
        wanted.query(f"twinleg.json: ${variable['name']}", variable["query"]["query"])


def check_source(wanted):
    """The program's own names, once it has some."""
    text = "".join(path.read_text() for path in PANEL.rglob("*.cpp")) if PANEL.exists() else ""
    named = {wanted.base(name) for name in re.findall(NAME, text)}
    if not named:
        return
    for name in sorted(named ^ set(wanted.metrics)):
        where = "src/panel" if name in named else "docs/monitoring.md"
        wanted.errors.append(f"{where} alone has {name}")


def main():
    page = PAGE.read_text()
    wanted = Wanted(metrics_of(page))
    check_rules(wanted, page, RUNBOOK.read_text())
    check_dashboard(wanted)
    check_source(wanted)
    unused = set(wanted.metrics) - wanted.used - {"twinleg_build_info"}
    for name in sorted(unused):
        wanted.errors.append(f"{name} is on no dashboard and in no alert")
    for error in wanted.errors:
        print(error)
    print(f"{len(wanted.used)} of {len(wanted.metrics)} metrics asked for, {len(wanted.errors)} errors")
    return 1 if wanted.errors else 0


if __name__ == "__main__":
    sys.exit(main())
