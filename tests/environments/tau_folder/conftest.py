"""Not for pytest: these modules are read by the loader alone."""

collect_ignore_glob = ["tau_bench/*"]
