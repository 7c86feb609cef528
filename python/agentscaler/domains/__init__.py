"""Which tools belong to one database: the third stage."""
