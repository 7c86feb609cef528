"""What rows are about: names, places, goods and words, all written for this package.

Each module holds plain tuples; the senses beside this folder choose among them.
"""
