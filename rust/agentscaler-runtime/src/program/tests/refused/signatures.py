from datetime import datetime
from typing import Literal, Optional

TODAY = "2024-05-15"


def no_database(order_id):
    return order_id


def nothing():
    return 1


def late(order_id, db):
    return order_id


def given(db=None):
    return 1


def many(db, *args, **kwargs):
    return args


def hidden(db, a, /, b):
    return a


def defaults(db, a=[], b={"x": (1, 2)}, c=datetime(2024, 1, 1), d=len, e=TODAY, f=1 + 1, g=-1.5):
    return a


def annotated(
    db,
    a: "anything",
    b: int | None,
    c: list[str],
    d: Optional[Literal["x", 3]],
    e: None | None,
    f: 5,
    g: str[int],
    h: Unknown,
    i: Optional[int, str],
) -> dict:
    return a


def größe(db, _id, ﬁle, __x, *, naïve=1):
    return _id, ﬁle, naïve


def _helper(_id, größe):
    return _id, größe
