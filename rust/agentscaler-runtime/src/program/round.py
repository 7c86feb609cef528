
def round(number, ndigits=None):
    if not isinstance(number, (int, float)):
        raise TypeError("round() takes a number")
    broken = isinstance(number, float)
    if broken and number - number != 0:
        return number if ndigits is not None else int(number)
    if ndigits is None:
        return int(f"{number:.0f}") if broken else int(number)
    if ndigits >= 0:
        return float(f"{number:.{ndigits}f}") if broken else int(number)
    unit = 10 ** -ndigits
    whole = int(f"{number // 1:.0f}") if broken else int(number)
    over = whole % unit
    low = whole - over
    exact = not broken or number // 1 == number
    if over * 2 > unit or (over * 2 == unit and (not exact or low // unit % 2)):
        low += unit
    if not broken:
        return low
    return -0.0 if low == 0 and number < 0 else float(str(low))
