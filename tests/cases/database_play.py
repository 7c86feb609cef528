"""Operations on ``db`` as data, so that one list of them runs in every engine."""


def play(db, operations: list, end: str = "return"):
    """Do all operations and tell what each gave or raised; then return, refuse or fail."""
    outcomes = [_outcome(db, operation) for operation in operations]
    if end == "refuse":
        refuse("enough")
    if end == "fail":
        raise ValueError("enough")
    return outcomes


def last(db, operations: list):
    """Do all operations, and fail as the last of them does."""
    for operation in operations[:-1]:
        _outcome(db, operation)
    return _do(db, operations[-1])


def _outcome(db, operation):
    try:
        return {"gives": _do(db, operation)}
    except KeyError:
        return {"raises": "KeyError"}
    except TypeError:
        return {"raises": "TypeError"}
    except ValueError:
        return {"raises": "ValueError"}


def _do(db, operation):
    method = operation["do"]
    given = [_value(value) for value in operation.get("with", [])]
    columns = {name: _value(value) for name, value in operation.get("columns", {}).items()}
    if method == "get":
        return db.get(*given)
    if method == "find":
        return db.find(*given, **columns)
    if method == "keys":
        return db.keys(*given, **columns)
    if method == "rows":
        return db.rows(*given)
    if method == "items":
        return db.items(*given)
    if method == "count":
        return db.count(*given, **columns)
    if method == "insert":
        return db.insert(*given)
    if method == "update":
        return db.update(*given)
    if method == "put":
        return db.put(*given)
    if method == "delete":
        return db.delete(*given)
    if method == "new_id":
        return db.new_id(*given)
    if method == "now":
        return db.now()
    if method == "random":
        return db.random()
    raise AssertionError(f"no method {method}")


def _value(value):
    """Stand-ins for what JSON does not have."""
    if value == "<nan>":
        return float("nan")
    if value == "<set>":
        return {1}
    if value == "<tuple>":
        return ("A", 1)
    if value == "<name 1>":
        return {1: "a name that is no string"}
    return value
