"""Processes as Linux sees them: who is whose child, CPU used, memory held. Everything from /proc."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def children(pid: int) -> list[int]:
    """Ids of a process's children, in the order in which they were started."""
    found: list[int] = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return sorted(found)


def cpu_ms(pids: Iterable[int]) -> float:
    """CPU milliseconds that these processes have used so far, all their threads together."""
    total = 0
    for pid in pids:
        for task in (PROC / str(pid) / "task").glob("*"):
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except (OSError, IndexError):
                continue
    return total / 1e6


def ended_ms(pid: int) -> float:
    """CPU milliseconds that the children of this process had used when they ended, in steps of the kernel's clock."""
    fields = (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")


def pss_mb(pids: Iterable[int]) -> float:
    """Memory in MB that these processes hold; pages they share are counted once, divided among them."""
    kilobytes = 0
    for pid in pids:
        try:
            text = (PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue
        if found := re.search(r"^Pss:\s+(\d+) kB", text, re.M):
            kilobytes += int(found[1])
    return kilobytes / 1024


def described() -> dict[str, str]:
    """The machine, for whoever reads the figures later."""
    cpu = re.search(r"model name\s*:\s*(.+)", (PROC / "cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", (PROC / "meminfo").read_text())
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": cpu[1].strip() if cpu else platform.machine(),
        "memory": f"{int(memory[1]) / 1024 / 1024:.0f} GB" if memory else "unknown",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def load_average() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0]
