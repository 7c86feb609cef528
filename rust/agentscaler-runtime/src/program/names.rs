//! The names that both engines know, and mean the same by.
//!
//! Engines are crate `monty` 0.0.23 and `CPython` from 3.11 on; every entry was tried in both.

/// Functions and types that need no import.
pub(super) const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bin",
    "bool",
    "bytes",
    "chr",
    "dict",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "hex",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "ord",
    "pow",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "zip",
];

/// Exceptions that need no import.
pub(super) const EXCEPTIONS: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "Exception",
    "ImportError",
    "IndexError",
    "KeyError",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "RecursionError",
    "RuntimeError",
    "StopIteration",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "ValueError",
    "ZeroDivisionError",
];

/// Names of Python that a program cannot have, with what to do instead.
pub(super) const REFUSED: &[(&str, &str)] = &[
    ("ascii", "use repr(x)"),
    (
        "breakpoint",
        "raise an error or return what you want to see",
    ),
    ("bytearray", "use a list of integers"),
    (
        "callable",
        "call it, or test what it is by a flag of your own",
    ),
    ("classmethod", "use plain functions"),
    ("compile", "write the code out"),
    ("complex", "use two floats"),
    ("delattr", "use a dict and its pop()"),
    ("dir", "use a dict and its keys()"),
    ("eval", "parse the value with json.loads or int(...)"),
    ("exec", "write the code out"),
    ("exit", "return, or call refuse(message)"),
    ("format", "use an f-string, such as f\"{x:.2f}\""),
    ("getattr", "use a dict and its get()"),
    ("globals", "use a dict of your own"),
    ("hasattr", "use a dict and `in`"),
    (
        "hash",
        "hashes differ from run to run; use the value itself as a key",
    ),
    ("help", "leave it out"),
    (
        "id",
        "identities differ from run to run; compare values with ==",
    ),
    ("input", "take an argument; a tool cannot ask"),
    ("issubclass", "use isinstance"),
    ("locals", "use a dict of your own"),
    ("memoryview", "use bytes"),
    ("object", "use a dict, or None as a marker"),
    ("open", "everything a tool knows is in `db`"),
    ("print", "return the text"),
    ("property", "use plain functions"),
    ("quit", "return, or call refuse(message)"),
    ("setattr", "use a dict"),
    ("slice", "write the slice, such as x[1:3]"),
    ("staticmethod", "use plain functions"),
    ("super", "use plain functions"),
    ("type", "use isinstance(x, int) and the like"),
    ("vars", "use a dict of your own"),
    (
        "BaseException",
        "name the errors you expect, such as (KeyError, ValueError)",
    ),
    (
        "GeneratorExit",
        "name the errors you expect, such as (KeyError, ValueError)",
    ),
    (
        "KeyboardInterrupt",
        "name the errors you expect, such as (KeyError, ValueError)",
    ),
    ("SystemExit", "return, or call refuse(message)"),
    ("IOError", "there are no files"),
    ("EnvironmentError", "there are no files"),
    ("NotImplemented", "raise NotImplementedError(\"...\")"),
];

/// What can be imported: modules and their names.
pub(super) const MODULES: &[(&str, &[&str])] = &[
    ("__future__", &["annotations"]),
    (
        "collections",
        &["Counter", "defaultdict", "deque", "namedtuple"],
    ),
    (
        "datetime",
        &["date", "datetime", "time", "timedelta", "timezone"],
    ),
    ("functools", &["partial", "reduce"]),
    (
        "itertools",
        &[
            "accumulate",
            "chain",
            "compress",
            "count",
            "cycle",
            "dropwhile",
            "filterfalse",
            "islice",
            "pairwise",
            "repeat",
            "starmap",
            "takewhile",
            "zip_longest",
        ],
    ),
    ("json", &["JSONDecodeError", "dumps", "loads"]),
    (
        "math",
        &[
            "acos",
            "asin",
            "atan",
            "atan2",
            "ceil",
            "comb",
            "copysign",
            "cos",
            "cosh",
            "degrees",
            "e",
            "exp",
            "exp2",
            "expm1",
            "fabs",
            "factorial",
            "floor",
            "fmod",
            "frexp",
            "gcd",
            "inf",
            "isclose",
            "isfinite",
            "isinf",
            "isnan",
            "isqrt",
            "lcm",
            "ldexp",
            "log",
            "log10",
            "log1p",
            "log2",
            "modf",
            "nan",
            "nextafter",
            "perm",
            "pi",
            "pow",
            "radians",
            "remainder",
            "sin",
            "sinh",
            "sqrt",
            "tan",
            "tanh",
            "tau",
            "trunc",
            "ulp",
        ],
    ),
    (
        "re",
        &[
            "DOTALL",
            "I",
            "IGNORECASE",
            "M",
            "MULTILINE",
            "Match",
            "NOFLAG",
            "Pattern",
            "S",
            "compile",
            "escape",
            "findall",
            "finditer",
            "fullmatch",
            "match",
            "search",
            "split",
            "sub",
        ],
    ),
    (
        "typing",
        &[
            "Annotated",
            "Any",
            "Callable",
            "Dict",
            "FrozenSet",
            "Iterable",
            "Iterator",
            "List",
            "Literal",
            "Mapping",
            "Optional",
            "Sequence",
            "Set",
            "Tuple",
            "Union",
        ],
    ),
];

/// Modules and names in them that people reach for, with what to do instead.
pub(super) const MODULES_REFUSED: &[(&str, &str)] = &[
    ("bisect", "use sorted(), or a loop over the sorted list"),
    (
        "copy",
        "what `db` returns is a copy already; build new ones with dict(x), list(x) or [dict(r) for r in rows]",
    ),
    (
        "decimal",
        "count in cents with int, or round with round(x, 2)",
    ),
    ("fractions", "count in whole numbers with int"),
    ("hashlib", "use db.new_id(table) for new ids"),
    ("heapq", "use sorted(x)[:n]"),
    (
        "operator",
        "use a lambda, such as lambda row: row[\"price\"]",
    ),
    ("os", "everything a tool knows is in `db`"),
    ("random", "use db.random(), which is the same in every run"),
    ("secrets", "use db.random() and db.new_id(table)"),
    ("statistics", "use sum(x) / len(x) and sorted(x)"),
    ("string", "write the characters out"),
    ("sys", "everything a tool knows is in `db`"),
    ("time", "use db.now(), the clock of the episode"),
    ("uuid", "use db.new_id(table) for new ids"),
    (
        "itertools.batched",
        "slice in a loop: x[i:i + n]; Python 3.11 has no batched",
    ),
    ("itertools.combinations", "use two loops"),
    (
        "itertools.groupby",
        "collect into a dict of lists with setdefault(key, []).append(x)",
    ),
    ("itertools.permutations", "use loops"),
    ("itertools.product", "use a comprehension with two `for`"),
    (
        "collections.OrderedDict",
        "use a dict, which keeps its order",
    ),
    ("collections.ChainMap", "use {**defaults, **values}"),
    ("functools.cmp_to_key", "give sorted() a key"),
    (
        "functools.lru_cache",
        "leave it out: nothing is kept from call to call",
    ),
    (
        "functools.cache",
        "leave it out: nothing is kept from call to call",
    ),
    (
        "functools.wraps",
        "call the function instead of decorating it",
    ),
    ("math.prod", "multiply in a loop"),
    ("math.fsum", "use sum(x)"),
    ("math.hypot", "use math.sqrt(x * x + y * y)"),
    ("math.dist", "use math.sqrt(x * x + y * y)"),
    ("datetime.UTC", "use timezone.utc"),
    ("re.subn", "use re.sub"),
    ("re.ASCII", "write [0-9], [A-Za-z0-9_]"),
    ("re.A", "write [0-9], [A-Za-z0-9_]"),
    ("re.VERBOSE", "write the pattern on one line"),
    ("re.X", "write the pattern on one line"),
    ("typing.TypedDict", "annotate with dict"),
    ("typing.cast", "leave it out"),
];

/// Methods of strings, lists, dicts, sets, dates, matches and the other types.
pub(super) const METHODS: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "capitalize",
    "clear",
    "copy",
    "count",
    "date",
    "decode",
    "difference",
    "discard",
    "elements",
    "encode",
    "end",
    "endswith",
    "expandtabs",
    "extend",
    "extendleft",
    "find",
    "findall",
    "finditer",
    "format",
    "fullmatch",
    "get",
    "group",
    "groupdict",
    "groups",
    "index",
    "insert",
    "intersection",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isdisjoint",
    "isidentifier",
    "islower",
    "isnumeric",
    "isoformat",
    "isoweekday",
    "isspace",
    "issubset",
    "issuperset",
    "istitle",
    "isupper",
    "items",
    "join",
    "keys",
    "ljust",
    "lower",
    "lstrip",
    "match",
    "most_common",
    "partition",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "removeprefix",
    "removesuffix",
    "replace",
    "reverse",
    "rfind",
    "rindex",
    "rjust",
    "rotate",
    "rpartition",
    "rsplit",
    "rstrip",
    "search",
    "setdefault",
    "sort",
    "span",
    "split",
    "splitlines",
    "start",
    "startswith",
    "strftime",
    "strip",
    "sub",
    "subtract",
    "swapcase",
    "symmetric_difference",
    "time",
    "timetz",
    "title",
    "total",
    "total_seconds",
    "union",
    "update",
    "upper",
    "values",
    "weekday",
    "zfill",
];

/// Methods of Python that a program cannot have, with what to do instead.
pub(super) const METHODS_REFUSED: &[(&str, &str)] = &[
    ("as_integer_ratio", "use divmod or round"),
    ("astimezone", "add a timedelta, or keep all times in UTC"),
    ("bit_length", "use len(bin(x)) - 2"),
    ("casefold", "use lower()"),
    ("center", "use an f-string, such as f\"{x:^10}\""),
    (
        "combine",
        "use datetime(d.year, d.month, d.day, t.hour, t.minute)",
    ),
    ("ctime", "use strftime"),
    ("difference_update", "use s = s - other"),
    ("format_map", "use an f-string, or format(**d)"),
    ("from_iterable", "use a comprehension with two `for`"),
    ("fromordinal", "add a timedelta to a date"),
    (
        "fromtimestamp",
        "add timedelta(seconds=x) to datetime(1970, 1, 1)",
    ),
    ("intersection_update", "use s = s & other"),
    ("is_integer", "use x == int(x)"),
    ("isocalendar", "use weekday() and timedelta"),
    ("isprintable", "test the characters that you allow"),
    (
        "maketrans",
        "use replace, or a dict of characters and \"\".join",
    ),
    ("now", "use db.now(), the clock of the episode"),
    ("subn", "use sub"),
    ("symmetric_difference_update", "use s = s ^ other"),
    (
        "timestamp",
        "use (x - datetime(1970, 1, 1)).total_seconds(); timestamp() asks for the zone of the machine",
    ),
    ("timetuple", "use the parts: x.year, x.month, x.day"),
    ("today", "use db.now(), the clock of the episode"),
    ("toordinal", "use (x - date(1, 1, 1)).days"),
    (
        "translate",
        "use replace, or a dict of characters and \"\".join",
    ),
    ("tzname", "keep all times in UTC"),
    (
        "utcfromtimestamp",
        "add timedelta(seconds=x) to datetime(1970, 1, 1)",
    ),
    ("utcnow", "use db.now(), the clock of the episode"),
    ("utcoffset", "keep all times in UTC"),
];

/// Attributes that are no methods.
pub(super) const ATTRIBUTES: &[&str] = &[
    "day",
    "days",
    "hour",
    "maxlen",
    "microsecond",
    "microseconds",
    "minute",
    "month",
    "pattern",
    "second",
    "seconds",
    "string",
    "tzinfo",
    "year",
];

/// Attributes of types themselves: constructors and constants.
pub(super) const TYPE_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("date", &["fromisoformat"]),
    ("datetime", &["fromisoformat", "strptime"]),
    ("dict", &["fromkeys"]),
    ("time", &["fromisoformat"]),
    ("timezone", &["utc"]),
];

/// Methods of `db`.
pub(super) const DATABASE: &[&str] = &[
    "count", "delete", "find", "get", "insert", "items", "keys", "new_id", "now", "put", "random",
    "rows", "update",
];

/// Methods of `db` that change the episode: its rows, or what it will draw next.
pub(super) const DATABASE_EFFECTS: &[&str] =
    &["delete", "insert", "new_id", "put", "random", "update"];

/// Names that the engines provide.
pub(super) const PROVIDED: &[&str] = &["refuse"];

/// Names that mean the same in every tool.
pub(super) const TAKEN: &[&str] = &["db", "refuse"];

/// What to do instead of a name, where people are known to reach for it.
pub(super) fn instead(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let found = table.iter().find(|(refused, _)| *refused == name)?;
    Some(found.1)
}

/// The names of a module that can be imported.
pub(super) fn module(name: &str) -> Option<&'static [&'static str]> {
    let found = MODULES.iter().find(|(module, _)| *module == name)?;
    Some(found.1)
}

/// The name among those that can be meant by a misspelt one.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() < 3 {
        return None;
    }
    known
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 5)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edits between two names; names are short, and long ones are not compared.
fn distance(a: &str, b: &str) -> usize {
    if a.len() > 40 || b.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
