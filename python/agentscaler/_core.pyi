"""The compiled engines (Rust). Import them through the packages that own them."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, Protocol, Self, TypeAlias, final, type_check_only

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Equivalence",
    "Funnel",
    "Replay",
    "Schema",
    "Side",
    "State",
    "StateDiff",
    "TextRenderer",
    "ToolResult",
    "ToolSet",
    "TrajectoryVerifier",
    "adjusted_mutual_info",
    "adjusted_rand_index",
    "audit_tasks",
    "check_tools",
    "communities",
    "digest_bytes",
    "digest_file",
    "domain_map_layout",
    "embed_texts",
    "embed_tools",
    "feeds_edges",
    "funnel_reasons",
    "gather_bin",
    "identifier",
    "modularity",
    "near_duplicates",
    "pack_bins",
    "sample_similarities_csr",
    "schema_fields",
    "score_outcome",
    "similarity_edges_csr",
    "similarity_edges_dense",
    "tool_entities",
    "train_tokenizer",
    "untold_values",
]

_Key: TypeAlias = str | int | tuple[str | int, ...]

@type_check_only
class _SupportsCompare(Protocol):
    def compare(self, first: State, second: State) -> object: ...

def digest_bytes(data: bytes) -> str: ...
def digest_file(path: str | PathLike[str]) -> tuple[str, int]: ...
def schema_fields(
    schemas: list[str], *, depth: int, limit: int, threads: int
) -> list[list[tuple[str, str, str, str | None, str | None, bool, int, int, str | None]]]:
    """List the fields of JSON Schemas in normal form.

    Args:
        schemas: One JSON text a schema.
        depth: Property names on a path (0..255); deeper fields are left out.
        limit: Fields of one schema; the deepest go first.
        threads: Number of threads; the result does not depend on it.

    Returns:
        For each schema rows of path (``orders[].id``), name (``id``), kind (type of JSON Schema or
        ``any``), format, description, whether every object on the way demands it, depth, how many
        values an ``enum`` allows (0: no enum), and pattern.

    Raises:
        SchemaError: A text is not JSON, is nested deeper than 128 levels, or is no schema.
    """

def tool_entities(
    names: list[str], paths: list[str | None], parameters: list[str], *, threads: int
) -> tuple[list[str], list[str]]:
    """Tell what tools do, and to what.

    Args:
        names: Names of the tools.
        paths: URL path templates, ``None`` where a tool has none.
        parameters: JSON Schemas of the parameters.
        threads: Number of threads; the result does not depend on it.

    Returns:
        Verbs (``get``, ``list``, ``search``, ``create``, ``update``, ``delete``, ``action``) and
        entities (normal words joined by ``_``, such as ``line_item``; empty where nothing names
        one).

    Raises:
        ArgumentError: The lists differ in length, or there are no threads.
        SchemaError: A text is no JSON Schema.
    """

def embed_tools(
    names: Sequence[str],
    descriptions: Sequence[str],
    parameters: Sequence[str],
    returns: Sequence[str | None],
    paths: Sequence[str | None],
    *,
    weights: Mapping[str, float],
    buckets: int,
    threads: int,
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.float32]]:
    """Turn tools into rows of hashed n-gram TF-IDF.

    Args:
        names: Names of the tools.
        descriptions: Descriptions of the tools.
        parameters: JSON Schemas of the parameters.
        returns: JSON Schemas of the answers, ``None`` where a tool states none.
        paths: URL path templates, ``None`` where a tool has none.
        weights: How much each part counts, at least 0; what is missing counts 0. Parts are
            ``parameters`` (names), ``parameter_descriptions``, ``name``, ``description``,
            ``returns`` (names) and ``path``; ``bigrams`` and ``characters`` are factors of
            neighbouring words and of runs of four characters of a name beside single words.
        buckets: Number of columns (1..67108864); terms that share one count as equal.
        threads: Number of threads; the result does not depend on it.

    Returns:
        indptr, indices and values of a sparse matrix in compressed rows, one row a tool, each of
        length 1 (empty for a tool without terms), columns ascending in a row.

    Raises:
        ArgumentError: Lists of different lengths, an unknown weight or one below 0, ``buckets`` out
            of range.
        SchemaError: A text is not JSON, is nested deeper than 128 levels, or is no schema.
    """

def embed_texts(
    texts: Sequence[str], *, buckets: int, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.float32]]:
    """Turn texts into rows of hashed TF-IDF: their words and pairs of neighbouring words.

    Args:
        texts: One text a row.
        buckets: Number of columns (1..67108864).
        threads: Number of threads; the result does not depend on it.

    Returns:
        As `embed_tools`.

    Raises:
        ArgumentError: ``buckets`` out of range.
    """

def similarity_edges_csr(
    indptr: ArrayLike,
    indices: ArrayLike,
    values: ArrayLike,
    *,
    columns: int,
    threshold: float,
    top_k: int,
    threads: int,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float32]]:
    """Find all pairs of sparse rows whose cosine reaches a threshold. Exact.

    Args:
        indptr: int64[n + 1], start of each row and end of the last.
        indices: uint32[nnz], columns, ascending in each row.
        values: float32[nnz], finite. Rows need not have length 1.
        columns: Number of columns.
        threshold: Least cosine, above 0 and at most 1.
        top_k: A pair stays when it is among that many best of either end (ties go to the smaller
            row).
        threads: Number of threads; the result does not depend on it.

    Returns:
        src, dst and cosine of each pair with ``src < dst``, ascending.

    Raises:
        ArgumentError: An array is malformed, or an argument out of range.
    """

def similarity_edges_dense(
    matrix: ArrayLike, *, threshold: float, top_k: int, threads: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float32]]:
    """Find all pairs of dense rows whose cosine reaches a threshold. Exact.

    Args:
        matrix: float32[n, d], finite; copied when its rows are not contiguous.
        threshold: Least cosine, above 0 and at most 1.
        top_k: As in `similarity_edges_csr`.
        threads: Number of threads; the result does not depend on it.

    Returns:
        As `similarity_edges_csr`.

    Raises:
        ArgumentError: The matrix is malformed, or an argument out of range.
    """

def sample_similarities_csr(
    indptr: ArrayLike,
    indices: ArrayLike,
    values: ArrayLike,
    *,
    columns: int,
    pairs: int,
    seed: int,
    threads: int,
) -> NDArray[np.float32]:
    """Draw cosines of random pairs of different rows: the null distribution of similarity.

    Args:
        indptr: As in `similarity_edges_csr`.
        indices: As in `similarity_edges_csr`.
        values: As in `similarity_edges_csr`.
        columns: Number of columns.
        pairs: Number of pairs, drawn with replacement.
        seed: Fixes the draw.
        threads: Number of threads; the result does not depend on it.

    Returns:
        float32[pairs], in the order of the draw; a row without values has cosine 0 with all others.
        Empty for fewer than two rows.

    Raises:
        ArgumentError: An array is malformed.
    """

def communities(
    num_nodes: int,
    src: ArrayLike,
    dst: ArrayLike,
    weight: ArrayLike,
    *,
    algorithm: Literal["leiden", "louvain"],
    objective: Literal["modularity", "cpm"],
    resolution: float,
    seed: int,
) -> NDArray[np.uint32]:
    """Group the nodes of an undirected graph.

    Args:
        num_nodes: Number of nodes.
        src: uint32[m], one end of each edge.
        dst: uint32[m], the other end. Each edge once, in either direction; order does not matter.
            Parallel edges count as their sum, a self-loop twice in the strength of its node.
        weight: float32[m], finite and at least 0.
        algorithm: ``leiden`` keeps every community connected.
        objective: ``modularity``, or ``cpm`` (constant Potts model, without resolution limit).
        resolution: Larger values give smaller communities; for ``cpm`` the density that a community
            must exceed.
        seed: Fixes the order in which nodes are visited.

    Returns:
        uint32[num_nodes], labels numbered by first appearance.

    Raises:
        ArgumentError: An array is malformed, or an argument out of range.
    """

def modularity(
    num_nodes: int,
    src: ArrayLike,
    dst: ArrayLike,
    weight: ArrayLike,
    labels: ArrayLike,
    *,
    resolution: float,
) -> float:
    """Tell how much more weight lies inside communities than chance would put there.

    The graph is given as to `communities`, ``labels`` as uint32[num_nodes] below ``num_nodes``;
    ``resolution`` multiplies what chance would put there.

    Returns:
        Modularity, at most 1; 0 for a graph without weight.

    Raises:
        ArgumentError: An array is malformed, or an argument out of range.
    """

def adjusted_mutual_info(labels_a: ArrayLike, labels_b: ArrayLike) -> float:
    """Tell how well two groupings agree: 1 when equal, about 0 when independent.

    Both are uint32[n], the group of each item. The mean of the entropies is the arithmetic one.

    Raises:
        ArgumentError: Arrays of different lengths or no labels.
    """

def adjusted_rand_index(labels_a: ArrayLike, labels_b: ArrayLike) -> float:
    """Tell how well two groupings agree on pairs of items: 1 when equal, about 0 when independent.

    Arguments and errors are those of `adjusted_mutual_info`.
    """

def feeds_edges(
    names: list[str],
    descriptions: list[str],
    parameters: list[str],
    returns: list[str | None],
    paths: list[str | None],
    effects: list[str],
    *,
    min_weight: float,
    top_k: int,
    threads: int,
) -> tuple[
    NDArray[np.uint32], NDArray[np.uint32], list[str], list[str], NDArray[np.float32], list[str]
]:
    """Find which tool can answer a parameter of which other.

    Args:
        names: Names of the tools.
        descriptions: Descriptions, possibly empty.
        parameters: JSON Schemas of the parameters.
        returns: JSON Schemas of the results, ``None`` where unknown: outputs are inferred then.
        paths: URL path templates, ``None`` where a tool has none.
        effects: ``READ``, ``WRITE`` or ``UNKNOWN``.
        min_weight: Least weight of an edge, in (0, 1].
        top_k: Sources of a parameter that are kept, at least 1.
        threads: Number of threads; the result does not depend on it.

    Returns:
        Columns, one row an edge, ordered by source, target, parameter: index of the source, index
        of the target, path of the output (``orders[].id``), path of the parameter, weight in
        (0, 1], and ``declared`` or ``inferred``.

    Raises:
        ArgumentError: The lists differ in length, or a number lies outside its range.
        SchemaError: A text is no JSON Schema.
    """

def near_duplicates(
    names: list[str],
    descriptions: list[str],
    parameters: list[str],
    *,
    threshold: float,
    threads: int,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float32]]:
    """Find pairs of tools that say nearly the same. Exact.

    Compared are the words of the name, pairs of neighbouring words of the description (of the first
    400) and the paths of the parameters. Of tools that are equal in these only the first is
    compared with others, and the others with it: a spanning set of pairs, not all of them.

    Args:
        names: Names of the tools.
        descriptions: Descriptions, possibly empty.
        parameters: JSON Schemas of the parameters.
        threshold: Least Jaccard index (shared over all), in (0, 1].
        threads: Number of threads; the result does not depend on it.

    Returns:
        Columns, one row a pair, ordered: the first tool, the second (larger), their Jaccard index.

    Raises:
        ArgumentError: The lists differ in length, or a number lies outside its range.
        SchemaError: A text is no JSON Schema.
    """

def domain_map_layout(
    sizes: ArrayLike,
    src: ArrayLike,
    dst: ArrayLike,
    weight: ArrayLike,
    *,
    seed: int,
    iterations: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Lay out circles on a map: linked ones near each other, none over another, all compact.

    Args:
        sizes: float32[m], areas in any unit, above 0.
        src: uint32[k], one end of each link.
        dst: uint32[k], the other end.
        weight: float32[k], strength of each link, not negative.
        seed: The same seed gives the same map on every machine.
        iterations: Steps of the forces; 150 are enough for 2,000 circles.

    Returns:
        Centres x and y (their mean is 0) and radii (square roots of the sizes).

    Raises:
        ArgumentError: Arrays that do not fit together, or numbers outside their range.
    """

@final
class Schema:
    """What a state is meant to hold: tables, columns, keys, references and marks."""

    @staticmethod
    def from_json(source: bytes | str | Mapping[str, Any]) -> Schema: ...
    def to_json(self) -> bytes: ...

@final
class StateDiff:
    """What differs between two states. False when nothing does; ``str`` shows it to people."""

    @staticmethod
    def from_json(text: bytes) -> StateDiff: ...
    def to_json(self) -> bytes: ...
    def to_dict(self) -> Any: ...
    def __bool__(self) -> bool: ...

@final
class Side:
    """Clock, random stream and id counters of an episode: with forks, in no digest or diff.

    Args:
        clock_us: Time in microseconds since 1970-01-01 UTC.
        seed: Key of the random stream and of new ids.
        drawn: Numbers drawn from the random stream so far.
        counters: By table: ids made so far.
    """

    def __new__(
        cls, *, clock_us: int = 0, seed: int = 0, drawn: int = 0, counters: Mapping[str, int] = ...
    ) -> Self: ...
    def replace(
        self,
        *,
        clock_us: int | None = None,
        seed: int | None = None,
        drawn: int | None = None,
        counters: Mapping[str, int] | None = None,
    ) -> Self: ...
    @property
    def clock_us(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def drawn(self) -> int: ...
    @property
    def counters(self) -> dict[str, int]: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class State:
    """Named tables of rows. Keys are strings, integers, or tuples of them.

    Every call that names a table, a row or a diff raises ``StateError`` when it does not fit.
    """

    @staticmethod
    def from_json(
        source: bytes | str | Mapping[str, Any], schema: Schema | None = None
    ) -> State: ...
    def to_json(self) -> bytes: ...
    @staticmethod
    def from_snapshot(snapshot: bytes) -> State: ...
    def to_snapshot(self) -> bytes: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @staticmethod
    def load(path: str | PathLike[str]) -> State: ...
    def fork(self) -> State: ...
    def savepoint(self) -> State: ...
    def restore(self, savepoint: State) -> None: ...
    def is_same(self, other: State) -> bool: ...
    @property
    def side(self) -> Side: ...
    @side.setter
    def side(self, side: Side) -> None: ...
    @property
    def schema(self) -> Schema | None: ...
    def digest(self) -> str: ...
    def diff(self, other: State, equivalence: _SupportsCompare | None = None) -> StateDiff: ...
    def changes(self) -> StateDiff: ...
    def apply(self, diff: StateDiff) -> None: ...
    def make_all(self, writes: bytes) -> None: ...
    def tables(self) -> list[tuple[str, str]]: ...
    def count(self, table: str) -> int: ...
    def key_columns(self, table: str) -> list[str] | None: ...
    def get(self, table: str, key: _Key) -> Any: ...
    def get_at(self, table: str, at: int) -> Any: ...
    def rows(self, table: str) -> list[tuple[Any, Any]]: ...
    def row_texts(self) -> tuple[list[str], list[str], list[str | None], list[str | None]]: ...
    def table(self, name: str) -> Any: ...
    def set_table(self, name: str, value: Any) -> None: ...
    def set_document(self, name: str, value: Any) -> None: ...
    def remove_table(self, name: str) -> Any: ...
    def insert(self, table: str, key: _Key, row: Any) -> None: ...
    def put(self, table: str, key: _Key, row: Any) -> None: ...
    def update(self, table: str, key: _Key, columns: dict[str, Any]) -> None: ...
    def delete(self, table: str, key: _Key) -> Any: ...
    def insert_at(self, table: str, at: int, row: Any) -> None: ...
    def put_at(self, table: str, at: int, row: Any) -> None: ...
    def delete_at(self, table: str, at: int) -> Any: ...
    def __eq__(self, value: object, /) -> bool: ...

_Comparison: TypeAlias = tuple[
    Literal["equal", "different", "undecided"], list[tuple[str, Any, Any]], str | None
]

@final
class Equivalence:
    """The rules of ``agentscaler.environments.Equivalence``, read and checked."""

    @staticmethod
    def from_json(schema: Schema | None, text: bytes) -> Equivalence: ...
    def compare(self, first: State, second: State, base: State | None) -> _Comparison: ...

@final
class TrajectoryVerifier:
    """Tasks with their gold states. See ``agentscaler.environments.verification``."""

    def __new__(
        cls,
        toolset: ToolSet,
        state: State,
        equivalence: Equivalence,
        tasks: list[bytes],
        *,
        threads: int,
    ) -> Self: ...
    def tasks(self) -> list[tuple[str, str | None]]: ...
    def lost(self) -> list[tuple[int, str]]: ...
    def verify(self, lines: list[bytes], *, threads: int) -> dict[str, list[Any]]: ...

@final
class Funnel:
    """Stages, settings and tasks. See ``agentscaler.filters.funnel``."""

    def __new__(
        cls,
        environments: list[tuple[str, State, Equivalence]],
        tasks: list[bytes],
        *,
        validity: bool,
        forgiven: list[str],
        end_tools: list[str],
        repetition: bool,
        ngram_words: int,
        ngram_share: float,
        ngram_min_words: int,
        stuck_calls: int,
        cycle_calls: int,
        alignment: bool,
        trust_reward: bool,
        exact: bool,
        exact_mode: str,
        threads: int,
    ) -> Self: ...
    def lost_tasks(self) -> list[tuple[int, str]]: ...
    def run(self, lines: list[bytes], *, threads: int) -> dict[str, list[Any]]: ...

def funnel_reasons() -> list[tuple[str, list[str]]]: ...
def audit_tasks(
    toolset: ToolSet,
    state: State,
    equivalence: Equivalence,
    tasks: list[bytes],
    *,
    plan_calls: int,
    order_calls: int,
    threads: int,
) -> list[tuple[str, str, str | None]]: ...
def score_outcome(
    initial: State,
    gold: State,
    done: State,
    equivalence: Equivalence,
    *,
    answer: Any,
    texts: list[str],
    read_only: bool,
    gold_calls: list[tuple[str, dict[str, Any]]],
    calls: list[tuple[str, dict[str, Any]]],
) -> tuple[
    float,
    _Comparison,
    list[tuple[str, Any]],
    list[tuple[int, str, dict[str, Any]]],
]: ...
def untold_values(answer: Any, texts: list[str]) -> list[tuple[str, Any]]: ...

_Told: TypeAlias = tuple[str, int | None, int | None, str, str, str, Literal["error", "warning"]]
_Kind: TypeAlias = Literal["ok", "refusal", "invalid_call", "fault", "infrastructure"]

def check_tools(source: str) -> list[_Told]: ...
def identifier(name: str) -> str: ...

@final
class ToolResult:
    """What a call of a tool gave: what the agent sees, and what kind of outcome it is.

    Args:
        content: What the agent sees.
        kind: See `agentscaler.environments.toolset.Kind`.
        detail: For people: the traceback of a fault.
    """

    def __new__(cls, content: str, *, kind: _Kind = "ok", detail: str | None = None) -> Self: ...
    @property
    def content(self) -> str: ...
    @property
    def kind(self) -> _Kind: ...
    @property
    def detail(self) -> str | None: ...
    @property
    def is_error(self) -> bool: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str | None]]: ...

@final
class Replay:
    """What a sequence of calls left: a state of its own, and what each call gave."""

    @property
    def state(self) -> State: ...
    @property
    def results(self) -> tuple[ToolResult, ...]: ...

@final
class ToolSet:
    """Compiled tools behind `agentscaler.environments.ToolSet`."""

    @staticmethod
    def compile(source: str, tools: list[Any] | None, limits: dict[str, Any]) -> ToolSet: ...
    def call(self, state: State, name: str, arguments: object) -> ToolResult: ...
    def call_with_writes(
        self, state: State, name: str, arguments: object
    ) -> tuple[ToolResult, bytes]: ...
    def read(self, name: str, arguments: object) -> dict[str, Any] | ToolResult: ...
    def replay(
        self, state: State, sequences: Iterable[Any], until: str, threads: int
    ) -> list[Replay]: ...
    @property
    def digest(self) -> str: ...
    @property
    def tools(self) -> Any: ...
    @property
    def warnings(self) -> list[_Told]: ...

@final
class TextRenderer:
    """A tokenizer and a chat template. See `agentscaler.packing.Renderer`.

    A rejection is (code, what is wrong, message from 0, line of the template from 1).
    """

    def __new__(
        cls,
        tokenizer_json: bytes,
        chat_template: str,
        *,
        variables: str | None,
        now: str | None,
        parsed_arguments: bool,
        max_tokens: int,
        as_transformers: bool,
    ) -> Self: ...
    @property
    def digest(self) -> str: ...
    @property
    def vocab_size(self) -> int: ...
    @property
    def has_marks(self) -> bool: ...
    def token_id(self, token: str) -> int | None: ...
    def decode(self, ids: ArrayLike) -> str: ...
    def encode(
        self, line: bytes
    ) -> tuple[
        tuple[NDArray[np.uint32], NDArray[np.uint8], int, int] | None,
        tuple[str, str, int | None, int | None] | None,
    ]:
        """Encode a line: ids, mask, trained and straddling tokens; or why there are none."""

    def encode_batch(
        self, jsonl: bytes, threads: int
    ) -> tuple[
        NDArray[np.uint32],
        NDArray[np.uint8],
        NDArray[np.int64],
        NDArray[np.uint32],
        NDArray[np.uint32],
        NDArray[np.uint32],
        list[str | None],
        list[tuple[int, tuple[str, str, int | None, int | None]]],
    ]:
        """Encode all lines: ids, mask, offsets, lines, trained, straddling, their ids, rejected."""

    def render(
        self, line: bytes, *, generation_prompt: bool
    ) -> tuple[
        tuple[str, list[tuple[int, int]]] | None, tuple[str, str, int | None, int | None] | None
    ]:
        """Render a line: its text and the spans in it, in bytes; or why there is none."""

def train_tokenizer(texts: list[str], *, vocab_size: int, specials: list[tuple[str, bool]]) -> str:
    """Train a byte-level BPE tokenizer; returns `tokenizer.json`."""

def pack_bins(
    lengths: ArrayLike, *, capacity: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.uint32], float]:
    """Pack sequences best-fit decreasing: offsets of bins, items, fill."""

def gather_bin(
    stores: list[tuple[NDArray[np.uint32], NDArray[np.uint8]]],
    places: NDArray[np.uint32],
    begins: NDArray[np.int64],
    lengths: NDArray[np.uint32],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], int]:
    """Gather sequences: input_ids, labels, position_ids, cu_seqlens, max_seqlen."""
