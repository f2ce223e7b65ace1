"""What the sides of bench/peers.ts in Python answer: for each line `N` the seconds that N steps take, for `memory` the bytes held at most."""
import sys
import time


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def serve(description, step):
    """Says `ready DESCRIPTION`, then answers line by line."""
    print(f"ready {description}", flush=True)
    for line in sys.stdin:
        if line.strip() == "memory":
            print(peak(), flush=True)
            continue
        started = time.perf_counter()
        for _ in range(int(line)):
            step()
        print(time.perf_counter() - started, flush=True)
