def broken(db:
    return (1

x = [1, 2
def other(db):
    return 'abc
