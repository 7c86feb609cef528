from datetime import datetime

FORMAT = "%Y-%m-%d %H:%M:%S.%f"


def tool(db, when, form):
    when.strftime("%c")
    when.strftime(FORMAT)
    when.strftime(form)
    when.strftime("%-d %-q %")
    when.strftime("%s%z")
    when.isoformat(timespec="minutes")
    when.timestamp()
    datetime.strptime(when, "%H:%M")
    datetime.strptime(when, "%Y-%m-%dT%H:%M:%S%z")
    datetime.strptime(when, "%Y-%m-%d %H:%M:%S.%f")
    return f"{when:%Y-%m-%d} {when:%H:%M:%S.%f} {0.5:.1%}"
