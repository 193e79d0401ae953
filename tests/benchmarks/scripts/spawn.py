"""spawn.py FILE COMMAND…: run COMMAND, and write its seconds, its peak and its exit code to FILE.

The system counts the process that spawns in the peak of what it spawns, so this one loads next
to nothing.
"""

import os
import sys
from time import perf_counter

begin = perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = perf_counter() - begin
with open(sys.argv[1], "w") as measured:
    print(seconds, usage.ru_maxrss, os.waitstatus_to_exitcode(status), file=measured)
