"""Gives memory back that a burst of uploads needed.

glibc raises the size from which it takes blocks straight from the kernel as soon as one such block is freed; then the
256 KiB pieces of bodies split its heap, and a process that once had 20 uploads stays 60 MB larger. With the limits
fixed, pieces go back to the kernel when they are done (bench/run.py, "memory").
"""

import ctypes

# mallopt's names for them, from malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_SETTINGS = ((_M_MMAP_THRESHOLD, 65_536), (_M_TRIM_THRESHOLD, 262_144), (_M_ARENA_MAX, 2))


def fix_limits() -> bool:
    """Fixes glibc's limits for this process; False where the C library is another one and has no such limits."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and all(mallopt(name, value) for name, value in _SETTINGS)
