"""``python -m agentscaler.cli`` is ``agentscaler``."""

import sys

from agentscaler.cli import main

if __name__ == "__main__":
    sys.exit(main())
