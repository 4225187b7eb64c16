"""`python3 tools/bootstrap TARGET`: what the Makefile calls. Standard library only: nothing is installed yet.

This file keeps to a syntax that old Pythons can read, so that they can say what is wrong.
"""

import os
import shutil
import sys

MINIMUM = (3, 11)


def main():
    if sys.platform != "linux":
        sys.exit("Parvis runs on Linux (also in WSL 2 or a Linux virtual machine).")
    if sys.version_info < MINIMUM:
        for newer in ("python3.13", "python3.12", "python3.11"):
            found = shutil.which(newer)
            if found:
                os.execv(found, [found] + sys.argv)  # noqa: RUF005, S606
        sys.exit(
            "Parvis needs Python 3.11 or later; this is Python %d.%d (%s).\n"  # noqa: UP031
            "Debian 12 or later and Ubuntu 24.04 have it as python3. With another: PYTHON=/path/to/python3.11 make up"
            % (sys.version_info[0], sys.version_info[1], sys.executable)
        )
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import targets
    from say import Trouble

    try:
        return targets.run_target(sys.argv[1] if len(sys.argv) > 1 else "help")
    except Trouble as trouble:
        sys.exit("\n%s" % trouble)  # noqa: UP031
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    sys.exit(main())
