"""What an embedder makes: one row a tool, dense or sparse."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from agentscaler.errors import ArgumentError


class Csr(NamedTuple):
    """A sparse matrix by rows, as scipy's ``csr_matrix`` lays it out.

    Row ``i`` has ``values[indptr[i]:indptr[i + 1]]`` in the columns ``indices[...]``, ascending.
    """

    indptr: npt.NDArray[np.int64]
    indices: npt.NDArray[np.uint32]
    values: npt.NDArray[np.float32]
    columns: int
    """Number of columns."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.indptr) - 1


class SparseLike(Protocol):
    """Any sparse matrix by rows, such as ``scipy.sparse.csr_matrix``."""

    indptr: Any
    indices: Any
    data: Any
    shape: tuple[int, int]


Dense: TypeAlias = npt.NDArray[np.float32]
"""Shape (rows, dimensions)."""

_MOST_COLUMNS = 2**32
"""Column numbers are uint32."""

Vectors: TypeAlias = Dense | Csr


def as_vectors(matrix: Vectors | SparseLike) -> Vectors:
    """Bring a matrix into the form that the engines take.

    Raises:
        ArgumentError: It is no matrix, or holds NaN or an infinity.

    Example:
        >>> as_vectors(np.eye(2)).dtype
        dtype('float32')
    """
    if isinstance(matrix, Csr):
        found: Vectors = matrix
    elif not isinstance(matrix, np.ndarray) and hasattr(matrix, "indptr"):
        if matrix.shape[1] > _MOST_COLUMNS:
            raise ArgumentError(
                f"the matrix has {matrix.shape[1]} columns", mend="hash them to at most 2^32"
            )
        found = Csr(
            np.ascontiguousarray(matrix.indptr, dtype=np.int64),
            np.ascontiguousarray(matrix.indices, dtype=np.uint32),
            np.ascontiguousarray(matrix.data, dtype=np.float32),
            int(matrix.shape[1]),
        )
    else:
        found = np.ascontiguousarray(matrix, dtype=np.float32)
        if found.ndim != 2:  # noqa: PLR2004
            raise ArgumentError(f"the matrix has {found.ndim} dimensions", mend="rows x dimensions")
    values = found.values if isinstance(found, Csr) else found
    if not np.isfinite(values).all():
        raise ArgumentError("the matrix holds NaN or an infinity", mend="embed that tool again")
    return found


def num_rows(vectors: Vectors) -> int:
    """How many rows a matrix has."""
    return vectors.rows if isinstance(vectors, Csr) else len(vectors)
