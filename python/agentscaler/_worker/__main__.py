"""``python -m agentscaler._worker``: started by `agentscaler.environments.worker` alone."""

import sys

from agentscaler._worker.serve import main

sys.exit(main(sys.argv[1:]))
