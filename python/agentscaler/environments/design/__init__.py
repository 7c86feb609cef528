"""How an environment comes about: from tools to tables, programs, states and a policy."""
