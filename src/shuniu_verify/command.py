"""`shuniu-verify KIND …`: check what Shuniu decided, with nothing of Shuniu."""

from __future__ import annotations

import sys


def main() -> int:
    """0 when everything holds, 1 with one line for each fault, 2 when called wrongly or a file cannot be read."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["allocation"] and len([one for one in arguments if one != "--full"]) == 3:
        from shuniu_verify import allocation

        return allocation.main(arguments[1:])
    print("shuniu-verify allocation RESULT FILE.pb [--full]", file=sys.stderr)
    return 2
