"""Waiting for what must come: bounded in time, never by a number of tries."""

import asyncio
import time

WAIT_S = 30  # for what must come; failing takes so long, passing does not


def until(ask, what="it"):
    """Asks again until the answer is true, and returns it. For what a venue does on its own beat and
    tells nobody: every ask is a request, so that the loop is paced by the venue's answers."""
    end = time.monotonic() + WAIT_S
    while True:
        found = ask()
        if found:
            return found
        assert time.monotonic() < end, f"{what} never came; last: {found!r}"


async def end(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), WAIT_S)


def wind_up(loop):
    """Ends what an SDK left running, then the loop: one that connects anew forgets its old reader,
    and whatever outlives its loop complains when Python clears it away."""
    loop.run_until_complete(end(asyncio.all_tasks(loop)))
    loop.run_until_complete(loop.shutdown_asyncgens())
    asyncio.set_event_loop(None)
    loop.close()
