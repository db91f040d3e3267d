"""What must hold at the end of an endurance run, and how it went in words."""

import statistics
import time
from decimal import Decimal


def judge(code, sim_code, report, state, equity_change):
    wrong = []

    def expect(what, given, wanted):
        if given != wanted:
            wrong.append(f"{what}: {given}, expected {wanted}")

    expect("exit code of the desk", code, 0)
    expect("exit code of the simulators", sim_code, 0)
    expect("invariants", report.get("invariants"), "held")
    expect("exposure", float(report.get("exposure_base", "nan")), 0.0)
    total = report.get("pnl", {}).get("total")
    expect("PnL against the equity that the venues told us", total, report.get("venue_equity_change"))
    expect("PnL against the equity in the simulators' own books", Decimal(total or "nan"), equity_change)
    for venue in state["venues"]:
        name = venue["venue"]
        expect(f"{name}: client order ids used twice", venue["duplicate_client_order_ids"], 0)
        account = venue["accounts"][0]
        expect(f"{name}: open orders", account["open_orders"], [])
        for position in account["positions"]:
            expect(f"{name}: position in {position['instrument']}", float(position["quantity"]), 0.0)
    return wrong


def span(values):
    if not values:
        return "none"
    ordered = sorted(values)
    return (f"{len(ordered)}, p50 {statistics.median(ordered):.1f} s, "
            f"p95 {ordered[round(0.95 * (len(ordered) - 1))]:.1f} s, longest {ordered[-1]:.1f} s")


def counts(table):
    return ", ".join(f"{what} {count}" for what, count in sorted(table.items())) or "none"


def summary(run, report, wrong):
    took = time.monotonic() - run.began
    pnl = report.get("pnl", {})
    unhedged = report.get("unhedged_ms", {})
    facts = {
        "pair trades": f"{run.pairs} in {took:.0f} s ({60 * run.pairs / took:.0f} a minute)",
        "killed": f"{sum(run.kills.values())}: {counts(run.kills)}",
        "faults": f"{sum(run.faults.values())}: {counts(run.faults)}",
        "starts until ready": span(run.starts),
        "halts": str(run.halts),
        "unhedged": f"p50 {unhedged.get('p50')} ms, p99 {unhedged.get('p99')} ms, longest {unhedged.get('max')} ms",
        "exposure": str(report.get("exposure_base")),
        "invariants": str(report.get("invariants")),
        "PnL, ours": str(pnl.get("total")),
        "equity, the venues'": str(report.get("venue_equity_change")),
    }
    for what, (first, most) in run.peak.items():
        facts[what] = str(most) if first == most else f"{first} at first, {most} at most"
    facts["result"] = "held" if not wrong else "BROKEN: " + "; ".join(wrong) + f" (files: {run.folder})"
    return facts
