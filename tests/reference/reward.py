# ruff: noqa: C901, E501, PLR0911, PLR0912, PLR0915, PLR0917, RUF001, SIM905 (slow and obvious)
"""What it means to tell a value, written down slowly: patterns over the whole text, exact decimals.

The definition stands in docs/verification.md; `agentscaler_core::reward` does the same in one pass.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from itertools import pairwise

UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]"
)
PLAIN = {ord(c): "'" for c in "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4"}
PLAIN |= {ord(c): '"' for c in "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"}
PLAIN |= {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2212\ufe63"}
PLAIN |= {0x2015: "\u2014"}
PLAIN |= {0xFF01 + i: chr(0x21 + i) for i in range(94)}
for zero in (0x660, 0x6F0, 0x966):
    PLAIN |= {zero + i: str(i) for i in range(10)}

NARROW, WIDE = "\u00a0", "\n"
"""What one space that keeps a number together, and any other gap, become at first."""

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
PREFIXES = set("non un anti ex pre semi sub mis dis de re co in im".split())


def is_word(c: str) -> bool:
    return bool(c) and unicodedata.category(c)[0] in "LNM"


def is_letter(c: str) -> bool:
    return is_word(c) and not re.match(f"[{SPACELESS}]", c)


def normal(text: str) -> str:
    """The normal form; gaps are a space, NARROW or WIDE."""
    text = UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(PLAIN)
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text)
    text = re.sub("-{2,}", "\u2014", text)
    text = text.replace("\u2014", f"{WIDE}-{WIDE}")
    text = "".join(c.lower() for c in text).replace("ς", "σ")
    text = _gaps(text)
    marks = re.compile(r"[*_`]+")

    def emphasis(found: re.Match[str]) -> str:
        before = text[found.start() - 1] if found.start() else ""
        after = text[found.end()] if found.end() < len(text) else ""
        return found[0] if is_word(before) and is_word(after) else ""

    return _gaps(marks.sub(emphasis, text)).strip(f" {NARROW}{WIDE}")


def _gaps(text: str) -> str:
    def gap(found: re.Match[str]) -> str:
        if found[0] == " ":
            return " "
        return NARROW if found[0] in "\u00a0\u202f\u2007\u2009" else WIDE

    return re.sub(r"\s+", gap, text)


def shape(text: str) -> str:
    """The text with x for letters, d for digits; other signs stay, other word signs are gaps."""
    return "".join(
        "d" if c in "0123456789" else "x" if is_letter(c) else "?" if c in "xd" else c for c in text
    )


RUN = re.compile(
    r"(?:(?<![xd])[.-](?=d))?[xd]+"
    r"(?:(?:[_@&./-](?=[xd])|(?<=d)[:,](?=d)|'(?=[xd])(?!§))[xd]+)*"
    r"(?:\+(?![xd])(?:\+(?![xd]))*|[#-](?![xd]))?"
)


def runs(text: str) -> list[tuple[int, int]]:
    # The s of "Ada's" ends a word: its quote is marked, so that it joins nothing.
    marked = re.sub(r"(?<=[xd])'(?=§(?![xd]))", "’", _mark_s(text))
    found: list[tuple[int, int]] = []
    for run in RUN.finditer(marked.replace("§", "x")):
        if found and found[-1][1] == run.start():
            found[-1] = (found[-1][0], run.end())
        else:
            found.append(run.span())
    return found


def _mark_s(text: str) -> str:
    return "".join("§" if c == "s" else s for c, s in zip(text, shape(text), strict=True))


def cuts(text: str) -> list[bool]:
    cut = [True] * (len(text) + 1)
    for start, end in runs(text):
        cut[start + 1 : end] = [False] * (end - start - 1)
        run = text[start:end]
        if not re.search("[0-9]", run):
            left = 0
            for sign in re.finditer("[-/](?!$)", run):
                if sign[0] == "/" or run[left : sign.start()] not in PREFIXES:
                    cut[start + sign.start()] = cut[start + sign.end()] = True
                left = sign.end()
        elif found := re.match(r"[0-9.,]+(?=[-/][^0-9]+$)", run):
            cut[start + found.end()] = cut[start + found.end() + 1] = True
    return cut


def grouped(sign: str) -> str:
    return rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+|[1-9]\d?(?:{sign}\d{{2}})+{sign}\d{{3}}"


def body(span: str) -> Decimal | None:
    """The value of digits and the signs between them."""
    if re.fullmatch(r"0|[1-9]\d*", span):
        return Decimal(span)
    for sign in (",", "'", NARROW):
        if re.fullmatch(grouped(sign), span):
            return Decimal(span.replace(sign, ""))
    if span.count(".") > 1 and re.fullmatch(grouped(r"\."), span):
        return Decimal(span.replace(".", ""))
    if re.fullmatch(r"(?:0|[1-9]\d*)[.,]\d+", span):
        return Decimal(span.replace(",", "."))
    for group in (",", "'", NARROW, "."):
        for point in {".", ","} - {group}:
            whole, _, fraction = span.partition(point)
            if fraction.isdecimal() and re.fullmatch(grouped(re.escape(group)), whole):
                return Decimal(whole.replace(group, "") + "." + fraction)
    return None


CURRENCY = dict(
    zip(
        "$€£¥元₹₩₽₺₪₫₴฿₱",
        "usd eur gbp jpy cny inr krw rub try ils vnd uah thb php".split(),
        strict=True,
    )
)
CODES = {
    code: code
    for code in (
        "usd eur gbp jpy cny inr krw rub try ils vnd uah thb php chf aud cad nzd sgd hkd sek nok dkk pln "
        "czk huf brl mxn zar idr"
    ).split()
}
CODES |= {"dollar": "usd", "dollars": "usd", "euro": "eur", "euros": "eur"}
CODES |= {"yen": "jpy", "rmb": "cny"}
UNITS = set(
    "kg g mg lb lbs oz km m cm mm mi ft l ml b kb mb gb tb kib mib gib tib hz khz mhz ghz w kw kwh mah "
    "v h hr hrs min mins s sec ms px".split()
)
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
PARTS = (
    set(WORDS)
    | set(SCALES)
    | set("one thirty forty fifty sixty seventy eighty ninety point half dozen".split())
)


class Text:
    def __init__(self, text: str) -> None:
        self.raw = normal(text)
        self.text = re.sub(f"[{NARROW}{WIDE}]", " ", self.raw)
        self.cuts = cuts(self.text)

    def words(self) -> list[tuple[int, int, str]]:
        places = [i for i, cut in enumerate(self.cuts) if cut]
        return [(a, b, self.text[a:b]) for a, b in pairwise(places) if is_letter(self.text[a])]

    def word_at(self, at: int) -> tuple[int, str] | None:
        return next(((end, word) for start, end, word in self.words() if start == at), None)

    def word_until(self, at: int) -> tuple[int, str] | None:
        return next(((start, word) for start, end, word in self.words() if end == at), None)

    def behind(self, at: int) -> int:
        return at + (self.text[at : at + 1] == " ")

    def currency_behind(self, end: int) -> tuple[str | None, int]:
        at = self.behind(end)
        if self.text[at : at + 1] in CURRENCY and at < len(self.text):
            return CURRENCY[self.text[at]], at + 1
        found = self.word_at(at)
        if found and found[1] in CODES:
            return CODES[found[1]], found[0]
        return None, end

    def currency_before(self, start: int) -> tuple[str | None, int]:
        at = start - (self.text[start - 1 : start] == " ")
        if at and self.text[at - 1] in CURRENCY:
            return CURRENCY[self.text[at - 1]], at - 1
        found = self.word_until(at) if at < start else None
        if found and found[1] in CODES:
            return CODES[found[1]], found[0]
        return None, start

    def is_sign(self, at: int) -> bool:
        return at >= 0 and self.text[at] in "+-" and not (at and is_letter(self.text[at - 1]))

    def numbers(self) -> list[tuple[Decimal, bool, str | None, bool, tuple[int, int]]]:
        """Value, percent, currency, bare, span."""
        found = []
        at = 0
        while at < len(self.text):
            if re.match("[0-9]", self.text[at]) and not re.match("[0-9]", self.text[at - 1 : at]):
                number, at = self.number(at)
                found += [number] if number else []
            else:
                found += self.word_number(at)
                at += 1
        return found

    def number(self, first: int):
        text = self.text
        leads = text[first - 1 : first] == "." and not (first > 1 and is_letter(text[first - 2]))
        start = first - leads
        signed = self.is_sign(start - 1)
        negative = signed and text[start - 1] == "-"
        start -= signed
        attached = re.search(r"[^\W\d_]+$", text[:start])
        currency, begin = self.currency_before(start)
        joined = False
        near = attached and not signed and not leads and self.cuts[attached.start()]
        if near and attached[0] in CODES:
            currency, begin, joined = CODES[attached[0]], attached.start(), True
        spaced = re.compile(r"[1-9]\d{0,2}(?: \d{3}(?!\d))+(?:[.,]\d+)?").match(self.raw, first)
        value = None
        if spaced and not leads:
            end = spaced.end()
            if re.search("[.,]", spaced[0]) or currency or self.currency_behind(end)[0]:
                value = Decimal(spaced[0].replace(" ", "").replace(",", "."))
            else:
                spaced = None
        if not spaced or leads:
            span = re.compile(rf"\d+(?:[.,'{NARROW}]\d+)*").match(self.raw, first)
            end = span.end()
            if leads:
                value = Decimal("0." + span[0]) if span[0].isdecimal() else body("0." + span[0])
            else:
                value = body(span[0])
        whole = text[first:end]
        if value is None or not (signed or leads or joined or self.cuts[first]):
            return None, end
        before = text[begin - 1 : begin] if begin else ""
        if before == "-":
            if self.is_sign(begin - 1):
                negative, begin = True, begin - 1
            elif begin > 1 and re.match("[0-9]", text[begin - 2]):
                return None, end
        elif before == " ":
            word = self.word_until(begin - 1)
            if word and word[1] in ("minus", "negative"):
                negative, begin = True, word[0]
        value = -value if negative else value
        percent, bare, close = False, True, end
        letters = re.compile("(?:(?![0-9])[^\\W_])*").match(text, end)[0]
        letters = "".join(_take_letters(letters))
        if letters:
            if not self.cuts[end + len(letters)]:
                power = re.compile(r"e([+-]?\d+)").match(text, end)
                plain = re.fullmatch(r"\d+(\.\d+)*", whole)
                if not power or not self.cuts[power.end()] or not plain:
                    return None, end
                value, close = value.scaleb(int(power[1])), power.end()
                return self.closed(value, percent, currency, bare, begin, close), end
            if letters in CODES:
                currency = currency or CODES[letters]
            elif letters in UNITS:
                bare = False
            else:
                return None, end
            close = end + len(letters)
        if not self.cuts[close]:
            return None, end
        at = self.behind(close)
        word = self.word_at(at)
        if text[at : at + 1] == "%":
            percent, close = True, at + 1
        elif word and word[1] in ("percent", "pct"):
            percent, close = True, word[0]
        elif word and word[1] == "per":
            cent = self.word_at(self.behind(word[0]))
            if cent and cent[1] == "cent":
                percent, close = True, cent[0]
        elif word and word[1] in SCALES:
            value, bare, close = value.scaleb(SCALES[word[1]]), False, word[0]
        return self.closed(value, percent, currency, bare, begin, close), end

    def closed(self, value, percent, currency, bare, begin, close):
        if currency is None:
            currency, close = self.currency_behind(close)
        return value, percent, currency, bare, (begin, close)

    def word_number(self, at: int):
        if at and is_letter(self.text[at - 1]):
            return []
        found = self.word_at(at)
        if not found or found[1] not in WORDS:
            return []
        end, word = found
        after = self.word_at(end + (self.text[end : end + 1] in (" ", "-")))
        if after and after[1] in PARTS:
            return []
        if after and after[1] == "and":
            half = self.word_at(self.behind(after[0]))
            if half and half[1] in ("a", "one", "half"):
                return []
        if at and self.text[at - 1] in " -":
            before = self.word_until(at - 1)
            if before and before[1] in PARTS:
                return []
        return [(Decimal(WORDS.index(word) + 2), False, None, False, (at, end))]

    def has(self, words: str) -> bool:
        return any(
            self.cuts[m.start()] and self.cuts[m.start() + len(words)]
            for m in re.finditer(f"(?={re.escape(words)})", self.text)
        )


def _take_letters(letters: str):
    for c in letters:
        if not is_letter(c):
            return
        yield c


def rounded(value: Decimal) -> Decimal:
    """To twelve significant digits, half away from zero."""
    if not value:
        return Decimal(0)
    places = 11 - value.adjusted()
    return value.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")


def same(a: Decimal, b: Decimal) -> bool:
    if a == a.to_integral() and b == b.to_integral():
        return a == b
    return a == b or rounded(a) == rounded(b)


WIDE_RANGE = Context(prec=200, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""1e-07 and worse stand in texts."""


def told(answer, texts: list[str]) -> bool:
    """Whether every value of the answer is told."""
    with localcontext(WIDE_RANGE):
        return all_told(answer, texts)


def all_told(answer, texts: list[str]) -> bool:
    match answer:
        case None:
            return True
        case dict():
            return all(all_told(value, texts) for value in answer.values())
        case list():
            return all(all_told(value, texts) for value in answer)
    return any(tells(Text(text), answer) for text in texts)


def tells(text: Text, value) -> bool:
    if value is True:
        return text.has("true") or text.has("yes")
    if value is False:
        return text.has("false") or text.has("no")
    if isinstance(value, int | float):
        return tells_number(text, Decimal(repr(value)), percent=False, currency=None)
    wanted = Text(re.sub(r"[.,;:!?\"')\]} ]+$", "", re.sub(r"^[#\"'(\[{ ]+", "", Text(value).text)))
    wanted.text = re.sub(r"[.,;:!?\"')\]} ]+$", "", re.sub(r"^[#\"'(\[{ ]+", "", Text(value).text))
    if not wanted.text:
        return False
    wanted.cuts = cuts(wanted.text)
    numbers = wanted.numbers()
    if len(numbers) == 1 and numbers[0][3] and numbers[0][4] == (0, len(wanted.text)):
        return tells_number(text, numbers[0][0], percent=numbers[0][1], currency=numbers[0][2])
    moment = re.fullmatch(
        r"(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:(?<=\d)[t ])?(\d\d):(\d\d)(?::(\d\d))?z?)?", wanted.text
    )
    if moment and text.has(wanted.text):
        return True
    if moment:
        fits = True
        if moment[1]:
            try:
                fits = date(int(moment[1]), int(moment[2]), int(moment[3])) in dates(text)
            except ValueError:
                return False
        if moment[4]:
            fits = fits and tuple(int(x or 0) for x in moment.group(4, 5, 6)) in times(text)
        return fits
    return text.has(wanted.text)


def tells_number(text: Text, value: Decimal, *, percent: bool, currency: str | None) -> bool:
    for found, is_percent, money, _, _ in text.numbers():
        if currency and money and currency != money:
            continue
        if percent and not is_percent:
            continue
        readings = [found]
        if is_percent and not percent:
            readings.append(found.scaleb(-2))
        if money and value >= 0:
            readings = [abs(one) for one in readings]
        if any(same(one, value) for one in readings):
            return True
    return False


MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
GAP = r"(?:,?[ /-]|,)"
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
DATES = [
    (r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=t\d|)", (1, 3, 4)),
    (r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?=t\d|)", (3, 2, 1)),
    (rf"{DAY}{GAP}?(?:of )?{MONTH}{GAP}?(\d{{4}})", (3, 2, 1)),
    (rf"{MONTH}{GAP}{DAY}{GAP}(\d{{4}})", (3, 1, 2)),
]


def dates(text: Text) -> set[date]:
    found = set()
    for at, cut in enumerate(text.cuts):
        if not cut:
            continue
        for pattern, order in DATES:
            match = re.compile(pattern).match(text.text, at)
            if match and _ends(text, match):
                year, month, day = (_part(match[group]) for group in order)
                found |= _date(year, month, day)
        match = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})").match(text.text, at)
        if match and _ends(text, match):
            a, b, year = int(match[1]), int(match[3]), int(match[4])
            if a > 12:
                found |= _date(year, b, a)
            elif b > 12 or a == b:
                found |= _date(year, a, b)
    return found


def _ends(text: Text, match: re.Match[str]) -> bool:
    return text.cuts[match.end()] or bool(re.match(r"t\d", text.text[match.end() :]))


def _part(part: str) -> int:
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    return int(part) if part.isdecimal() else months.index(part[:3]) + 1


def _date(year: int, month: int, day: int) -> set[date]:
    try:
        return {date(year, month, day)}
    except ValueError:
        return set()


def times(text: Text) -> set[tuple[int, int, int]]:
    found = set()
    pattern = re.compile(r"(\d{1,2})(?::(\d\d)(?::(\d\d))?)?(?: ?([ap])(?:m|\.m\.?)|z)?")
    for at in range(len(text.text)):
        if not text.cuts[at] and not re.search(r"\dt$", text.text[:at]):
            continue
        match = pattern.match(text.text, at)
        if not match or not text.cuts[match.end()]:
            continue
        hour, minute, second = (int(x or 0) for x in match.group(1, 2, 3))
        if match[4]:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + 12 * (match[4] == "p")
        elif match[2] is None:
            continue
        if hour < 24 and minute < 60 and second < 60:
            found.add((hour, minute, second))
    return found


def unread(gold: list[tuple[str, dict]], made: list[tuple[str, dict]]) -> list[int]:
    """Numbers of the gold calls that nobody made."""

    def fits(mine: tuple[str, dict], theirs: tuple[str, dict]) -> bool:
        return mine[0] == theirs[0] and all(
            name in theirs[1] and equal(value, theirs[1][name]) for name, value in mine[1].items()
        )

    return [i for i, call in enumerate(gold) if not any(fits(call, other) for other in made)]


def equal(a, b) -> bool:
    """Value equality of JSON: 1 is 1.0, true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[name], b[name]) for name in a)
    return a == b
