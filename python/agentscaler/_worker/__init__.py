"""The child's side of worker processes: ``python -m agentscaler._worker``.

A worker runs code that nobody has checked. It takes its limits before it reads anything, gives up
every right that it does not need, and answers requests on a pair of pipes until they are closed.

It starts in about 20 ms and 20 MB, since nothing here imports numpy or polars; and nothing here is
imported by users. The parent's side is `agentscaler.environments.worker`.
"""
