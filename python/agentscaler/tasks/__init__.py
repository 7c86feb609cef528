"""Tasks: what a user wants of an environment, with gold that was executed and audited."""
