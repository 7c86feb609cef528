"""Best-fit decreasing, masks and batches, slow and obvious."""

from __future__ import annotations

import itertools


def lengths_of_bins(lengths, capacity):
    """Return how full each bin is: the longest first, each into the fullest bin with room."""
    bins = []
    for length in sorted(lengths, reverse=True):
        fitting = [at for at, used in enumerate(bins) if used + length <= capacity]
        if fitting:
            bins[max(fitting, key=lambda at: bins[at])] += length
        else:
            bins.append(length)
    return sorted(bins)


def batch_of(sequences):
    """Return the columns of a batch of (ids, mask) pairs as lists."""
    input_ids, labels, position_ids, cu_seqlens = [], [], [], [0]
    for ids, mask in sequences:
        for at, (token, trained) in enumerate(zip(ids, mask, strict=True)):
            input_ids.append(token)
            labels.append(token if trained and at > 0 else -100)
            position_ids.append(at)
        cu_seqlens.append(len(input_ids))
    longest = max((len(ids) for ids, _ in sequences), default=0)
    return input_ids, labels, position_ids, cu_seqlens, longest


def pairs_merged(words, num_merges):
    """Return the first merges of byte pair encoding.

    ``words`` maps a tuple of ids to its count, ids below 256 are bytes, the next one is the first
    merge. Of pairs that stand equally often the one with the smaller ids goes first.
    """
    tokens = {(number,): number for number in range(256)}
    spelled = {number: (number,) for number in range(256)}
    merges = []
    while len(tokens) < 256 + num_merges:
        counts = {}
        for word, count in words.items():
            for pair in itertools.pairwise(word):
                counts[pair] = counts.get(pair, 0) + count
        counts = {pair: count for pair, count in counts.items() if count >= 2}
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        text = spelled[best[0]] + spelled[best[1]]
        new = tokens.setdefault(text, len(tokens))
        spelled[new] = text
        merges.append(best)
        merged = {}
        for word, count in words.items():
            done, at = [], 0
            while at < len(word):
                if word[at : at + 2] == best:
                    done.append(new)
                    at += 2
                else:
                    done.append(word[at])
                    at += 1
            merged[tuple(done)] = merged.get(tuple(done), 0) + count
        words = merged
    return merges
