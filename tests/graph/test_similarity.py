from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agentscaler import _core
from agentscaler.errors import ArgumentError
from reference.similarity import cosine, similarity_edges

# Whole numbers make exact ties and zero rows; the halves make weights that are not exact.
MATRICES = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=14),
    elements=st.sampled_from([0.0, 0.0, 0.0, 1.0, 2.0, -1.0, 0.3]),
)


def sparse(matrix):
    indptr = np.concatenate([[0], np.cumsum((matrix != 0).sum(axis=1))])
    rows, columns = np.nonzero(matrix)
    return indptr, columns, matrix[rows, columns]


def edges_csr(matrix, **arguments):
    return _core.similarity_edges_csr(*sparse(matrix), columns=matrix.shape[1], **arguments)


def as_dict(edges):
    src, dst, weight = edges
    keys = list(zip(src.tolist(), dst.tolist(), strict=True))
    assert keys == sorted(set(keys))
    return dict(zip(keys, weight, strict=True))


@given(
    MATRICES,
    st.sampled_from([0.01, 0.3, 0.5, 0.9, 1.0]),
    st.integers(1, 5),
    st.sampled_from([1, 2, 8]),
)
def test_equals_the_reference(matrix, threshold, top_k, threads):
    expected = similarity_edges(matrix, threshold=threshold, top_k=top_k)
    arguments = {"threshold": threshold, "top_k": top_k, "threads": threads}
    assert as_dict(edges_csr(matrix, **arguments)) == expected
    assert as_dict(_core.similarity_edges_dense(matrix, **arguments)) == expected


@pytest.fixture(scope="module")
def matrix():
    generator = np.random.default_rng(3)
    kept = generator.random((1500, 40)) < 0.2
    return (generator.random((1500, 40)) * kept).astype(np.float32)


@pytest.mark.parametrize("edges", [edges_csr, _core.similarity_edges_dense])
def test_threads_do_not_change_a_byte(matrix, edges):
    one, two, eight = (edges(matrix, threshold=0.5, top_k=8, threads=n) for n in (1, 2, 8))
    assert len(one[0]) > 1000
    assert [a.tobytes() for a in one] == [a.tobytes() for a in two] == [a.tobytes() for a in eight]


def test_both_kernels_agree_on_many_rows(matrix):
    arguments = {"threshold": 0.5, "top_k": 8, "threads": 2}
    found = as_dict(_core.similarity_edges_dense(matrix, **arguments))
    expected = as_dict(edges_csr(matrix, **arguments))
    assert found.keys() == expected.keys()
    # The two sum in a different order, so the last bit may differ.
    assert all(abs(found[key] - expected[key]) <= 1e-6 for key in found)


def test_memory_layout_does_not_matter(matrix):
    arguments = {"threshold": 0.6, "top_k": 3, "threads": 1}
    expected = as_dict(_core.similarity_edges_dense(matrix, **arguments))
    for same in (np.asfortranarray(matrix), np.repeat(matrix, 2, axis=0)[::2], matrix.astype("f8")):
        assert as_dict(_core.similarity_edges_dense(same, **arguments)) == expected
    arrays = [np.repeat(a, 2)[::2] for a in sparse(matrix)]
    strided = _core.similarity_edges_csr(*arrays, columns=40, **arguments)
    assert as_dict(strided) == as_dict(edges_csr(matrix, **arguments))


def test_samples_are_cosines(matrix):
    csr = sparse(matrix[:40])
    sample = _core.sample_similarities_csr(*csr, columns=40, pairs=3000, seed=5, threads=2)
    again = _core.sample_similarities_csr(*csr, columns=40, pairs=3000, seed=5, threads=8)
    other = _core.sample_similarities_csr(*csr, columns=40, pairs=3000, seed=6, threads=1)
    assert sample.tobytes() == again.tobytes() != other.tobytes()
    rows = matrix[:40]
    all_pairs = np.sort([cosine(a, b) for i, a in enumerate(rows) for b in rows[:i]])
    nearest = all_pairs[np.clip(np.searchsorted(all_pairs, sample - 1e-6), 0, len(all_pairs) - 1)]
    assert np.abs(nearest - sample).max() < 2e-6
    assert abs(sample.mean() - all_pairs.mean()) < 0.01


def test_no_pairs_of_one_row():
    nothing = {"columns": 1, "pairs": 3, "seed": 0, "threads": 1}
    assert len(_core.sample_similarities_csr([0], [], [], **nothing)) == 0
    assert len(_core.sample_similarities_csr([0, 1], [0], [1.0], **nothing)) == 0


@pytest.mark.parametrize(
    ("arrays", "text"),
    [
        (([0, 1], [1], [float("nan")]), "values is NaN at 0"),
        (([0, 1], [1], [float("inf")]), "finite"),
        (([0, 1], [5], [1.0]), "5 in row 0"),
        (([0, 2], [1, 1], [1.0, 1.0]), "unsorted in row 0"),
        (([0, 3], [1], [1.0]), "indptr"),
        (([0, 1], [1], []), "values has 0 items"),
        (([[0, 1]], [1], [1.0]), "indptr is 2-dimensional"),
        (([0, 1], ["a"], [1.0]), "indices is an array of <U1"),
    ],
)
def test_broken_matrices(arrays, text):
    with pytest.raises(ArgumentError, match=text):
        _core.similarity_edges_csr(*arrays, columns=3, threshold=0.5, top_k=1, threads=1)


@pytest.mark.parametrize(
    "arguments", [{"threshold": 0.0}, {"threshold": 1.5}, {"threshold": float("nan")}, {"top_k": 0}]
)
def test_wrong_arguments(matrix, arguments):
    arguments = {"threshold": 0.5, "top_k": 1, "threads": 1} | arguments
    for edges in (edges_csr, _core.similarity_edges_dense):
        with pytest.raises(ArgumentError):
            edges(matrix, **arguments)


def test_a_matrix_with_nan():
    with pytest.raises(ArgumentError, match="NaN in row 1"):
        _core.similarity_edges_dense([[1.0], [np.nan]], threshold=0.5, top_k=1, threads=1)
