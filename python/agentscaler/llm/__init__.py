"""Models on endpoints that speak OpenAI's protocol: plain dictionaries in and out."""

from agentscaler.llm.budget import TokenBudget
from agentscaler.llm.cache import ReplyCache
from agentscaler.llm.client import FATAL, ChatClient, Patience, refuse_without_openai
from agentscaler.llm.config import LlmConfig
from agentscaler.llm.opening import Asker, only_model, open_client

__all__ = [
    "FATAL",
    "Asker",
    "ChatClient",
    "LlmConfig",
    "Patience",
    "ReplyCache",
    "TokenBudget",
    "only_model",
    "open_client",
    "refuse_without_openai",
]
