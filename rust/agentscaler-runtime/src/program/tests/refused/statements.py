@decorated
def tool(db, order):
    global counter
    import math

    del order["x"]
    with open("x") as file:
        pass
    match order:
        case {"a": value}:
            pass
    try:
        pass
    except:
        return 1
    try:
        pass
    except BaseException:
        pass
    try:
        pass
    except ValueError as error:
        refuse(f"wrong: {error}")
    for row in db.rows("orders"):
        try:
            pass
        finally:
            for x in range(3):
                break
            continue
    try:
        pass
    finally:
        return 2
    break
    yield order


async def later(db):
    await db.get("orders", 1)
    async for x in db:
        pass
    async with db:
        pass
    return [x async for x in db]
