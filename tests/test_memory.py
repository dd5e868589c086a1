"""The C library gives the memory of large pieces back to the kernel."""

import subprocess
import sys

PROGRAM = """
from server import memory
assert memory.fix_limits()
def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
pieces = [bytearray(200_000) for _ in range(10)]
del pieces  # without fixed limits the next pieces come from the heap
before = resident()
pieces = [bytes(range(256)) * 1000 for _ in range(400)]
keep = pieces[::50]
del pieces
print(resident() - before)
"""


def test_memory_of_pieces_goes_back_while_others_stay():
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert int(result.stdout) < 20_000, "kilobytes kept of 100,000"
