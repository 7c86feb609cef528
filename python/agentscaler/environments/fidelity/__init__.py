"""Fidelity: does an environment behave like the system that its specifications describe?

Recorded episodes of the system are replayed on an environment that a designer made from the
specifications alone, names are translated through the answers in which they came, and both answers
are compared. docs/fidelity.md defines every figure.
"""

from __future__ import annotations

from agentscaler.environments.fidelity.figures import FIGURES, Share
from agentscaler.environments.fidelity.measure import Fidelity, ServiceFidelity, measure
from agentscaler.environments.fidelity.subject import Answer, Session, Subject, designed_by
from agentscaler.environments.fidelity.traces import Call, Episode, Traces

__all__ = [
    "FIGURES",
    "Answer",
    "Call",
    "Episode",
    "Fidelity",
    "ServiceFidelity",
    "Session",
    "Share",
    "Subject",
    "Traces",
    "designed_by",
    "measure",
]
