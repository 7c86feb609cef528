"""Models on endpoints that speak OpenAI's protocol."""
