"""Models on endpoints that speak OpenAI's protocol: plain dictionaries in and out."""

from agentscaler.llm.budget import TokenBudget
from agentscaler.llm.cache import ReplyCache
from agentscaler.llm.client import FATAL, ChatClient, Patience

__all__ = ["FATAL", "ChatClient", "Patience", "ReplyCache", "TokenBudget"]
