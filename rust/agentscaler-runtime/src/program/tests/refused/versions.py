def quotes(db, row):
    return f"{row['name']}"


def catch(db):
    try:
        return 1
    except* ValueError:
        return 2


type Id = str


def generic[T](db, x: T):
    return x
