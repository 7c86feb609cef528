import os
import maths
import random as chance
from copy import deepcopy
from math import prod, sqrt, *
from . import helpers
from itertools import product
import json, re

LIMIT = 5
LIMIT = 6
A = B = 2
TABLE = {"a": [n for n in range(3)]}
LATER = [NEVER]
NEVER = 1
x, y = 1, 2
TABLE["b"] = 2
refuse = None
__all__ = ["f"]
EMPTY: int
SQUARE = lambda n: n * n

print("loaded")
for n in range(3):
    pass


class Order:
    pass


def f(db):
    return LIMIT


def f(db, other):
    return deepcopy(other)


if __name__ == "__main__":
    f(None)
