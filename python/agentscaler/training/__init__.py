"""Two-stage fine-tuning on packed sequences: a thin layer on ``transformers.Trainer``."""
