"""Reads a log with Drain3, its defaults and no state kept: prints the milliseconds for each of N fresh readings."""
import sys
import time

from drain3 import TemplateMiner

with open(sys.argv[1], encoding="utf-8") as log:
    lines = log.read().splitlines()
for _ in range(int(sys.argv[2])):
    miner = TemplateMiner()
    began = time.perf_counter()
    for line in lines:
        miner.add_log_message(line)
    print((time.perf_counter() - began) * 1000)
