"""What the sides of bench/peers.ts and bench/gpu in Python answer: for each line `N` the seconds that N steps take, for `memory` the bytes
held at most, for `losses` those of all steps so far."""
import json
import sys
import time


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def serve(description, step, memory=peak):
    """Says `ready DESCRIPTION`, then answers line by line. A step gives its loss, a number or what becomes one: that waits for a device, once all
    steps are begun."""
    print(f"ready {description}", flush=True)
    losses = []
    for line in sys.stdin:
        word = line.strip()
        if word == "memory":
            print(memory(), flush=True)
            continue
        if word == "losses":
            # JSON has no numbers that are not finite.
            print(json.dumps([loss if abs(loss) < float("inf") else None for loss in losses]), flush=True)
            continue
        started = time.perf_counter()
        found = [step() for _ in range(int(word))]
        losses += [float(loss) for loss in found]
        print(time.perf_counter() - started, flush=True)
