"""The last stage: one page that shows what a world holds and why the rest was left out."""
