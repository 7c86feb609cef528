"""Attention over packed sequences, whose boundaries come from ``cu_seqlens`` and nowhere else.

Registered with transformers as ``agentscaler_varlen``. Other implementations infer boundaries from
``position_ids`` and stop doing so when a cache or a mask is about, without a word: sequences then
attend to one another. This one refuses to run without boundaries.

What runs, first that fits: flash-attn 3, 2 or 4; ``torch.nn.attention.varlen.varlen_attn`` (CUDA,
16 bit); a loop of ``scaled_dot_product_attention`` over the sequences, which works everywhere,
costs the sum of squared lengths and never builds a T x T mask (1 GiB for 32k tokens).

Shape legend: T = tokens, H = heads, K = heads of keys and values, D = size of a head.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import itertools
from typing import TYPE_CHECKING, Any, Protocol

from agentscaler.errors import ArgumentError
from agentscaler.training.foreign import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.training.foreign import Tensor

NAME = "agentscaler_varlen"
"""As transformers knows it: ``model.set_attn_implementation(NAME)``."""

BACKENDS = ("flash_attention_3", "flash_attention_2", "flash_attention_4", "varlen", "segments")
"""In the order in which ``auto`` tries them."""

_MODULES = {
    "flash_attention_3": "flash_attn_interface",
    "flash_attention_2": "flash_attn",
    "flash_attention_4": "flash_attn.cute",
    "varlen": "torch.nn.attention.varlen",
}
_MAX_HEAD = 256
"""Largest head of the flash kernels."""
_CAUSAL = -1


class Backend(Protocol):
    """One kernel: q [T, H, D], k and v [T, K, D] -> [T, H, D]."""

    def __call__(
        self,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        bounds: Tensor,
        longest: int,
        *,
        scale: float,
        window: int | None,
        dropout: float,
    ) -> Tensor:
        """Attend within the sequences; ``window``: how many tokens back, itself included."""


def register() -> str:
    """Make the implementation known to transformers; its name.

    No mask function goes with it: transformers then builds no mask at all.

    Raises:
        MissingExtraError: transformers is not installed.
    """
    interface = library("transformers").AttentionInterface
    interface.register(NAME, functools.partial(attend, "auto"))
    for backend in BACKENDS:
        interface.register(f"{NAME}_{backend}", functools.partial(attend, backend))
    return NAME


def implementation(choice: str) -> str:
    """The name that transformers knows a choice of the settings by.

    Example:
        >>> implementation("auto"), implementation("segments")
        ('agentscaler_varlen', 'agentscaler_varlen_segments')
    """
    return NAME if choice == "auto" else f"{NAME}_{choice}"


def attend(  # noqa: PLR0917  transformers gives them by place
    choice: str,
    module: Any,  # noqa: ARG001
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    scaling: float | None = None,
    dropout: float = 0.0,
    sliding_window: int | None = None,
    cu_seq_lens_q: Tensor | None = None,
    max_length_q: int | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """What transformers calls in every layer.

    Args:
        choice: ``auto`` or one of ``BACKENDS``.
        module: The layer.
        query: [1, H, T, D].
        key: [1, K, T, D].
        value: [1, K, T, D].
        attention_mask: Has to be absent.
        scaling: Of the scores; absent: one over the root of D.
        dropout: Share of weights that is dropped (0 to 1).
        sliding_window: Tokens that a token sees back, itself included; absent: all.
        cu_seq_lens_q: int32[N+1], the boundaries.
        max_length_q: Tokens of the longest sequence.

    Returns:
        [1, T, H, D], and no weights.

    Raises:
        ArgumentError: There are no boundaries, a mask, or more than one row.
    """
    if cu_seq_lens_q is None or max_length_q is None:
        raise ArgumentError(
            f"{NAME} needs cu_seq_lens_q and max_length_q",
            mend="pass the boundaries of the pack; they are never guessed",
        )
    if attention_mask is not None or query.shape[0] != 1:
        raise ArgumentError(f"{NAME} takes one packed row and no attention mask")
    q, k, v = (part[0].transpose(0, 1) for part in (query, key, value))
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    key = (choice, q.device.type, q.dtype.itemsize, q.shape[-1])
    # A table and no cache function: torch.compile looks through the one and not the other.
    backend = _CHOSEN.get(key) or _CHOSEN.setdefault(key, chosen(*key))
    mixed = backend(
        q,
        k,
        v,
        cu_seq_lens_q,
        max_length_q,
        scale=scale,
        window=sliding_window,
        dropout=dropout,
    )
    return mixed.unsqueeze(0), None


_CHOSEN: dict[tuple[str, str, int, int], Backend] = {}
"""Kernels that were asked for already."""


def chosen(choice: str, device: str, itemsize: int, head: int) -> Backend:
    """The kernel for a device and a size of numbers.

    Args:
        choice: ``auto`` or one of ``BACKENDS``.
        device: ``cuda``, ``cpu``, ...
        itemsize: Of a number (bytes).
        head: Size of a head.

    Raises:
        ArgumentError: This one does not run there.

    Example:
        >>> chosen("auto", "cpu", 4, 64).__name__
        'segments'
    """
    wide = device == "cuda" and itemsize == 2 and head <= _MAX_HEAD  # noqa: PLR2004  16 bit
    if choice == "auto":
        found = next((b for b in BACKENDS[:-1] if _exists(b)), "segments") if wide else "segments"
    else:
        found = choice
    if found == "segments":
        return segments
    if not wide or not _exists(found):
        raise ArgumentError(
            f"attention {found} does not run here: it needs {_MODULES[found]}, CUDA, 16 bit and "
            f"heads of at most {_MAX_HEAD}",
            mend='checkpoints.attention = "auto"',
        )
    return _varlen() if found == "varlen" else _flash(found)


def _exists(backend: str) -> bool:
    try:
        spec = importlib.util.find_spec(_MODULES[backend])
    except ModuleNotFoundError:
        return False
    # flash-attn 4 alone leaves a folder `flash_attn` without code, which has no origin.
    return spec is not None and spec.origin is not None


def segments(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    bounds: Tensor,
    longest: int,
    *,
    scale: float,
    window: int | None,
    dropout: float,
) -> Tensor:
    """The sequences one after the other, each causal: exact, on every device."""
    torch = library("torch")
    attention = torch.nn.functional.scaled_dot_product_attention
    parts = []
    places = bounds.tolist()
    for begin, end in itertools.pairwise(places):
        one, mask = (part[begin:end].transpose(0, 1).unsqueeze(0) for part in (q, k, v)), None
        if window is not None and end - begin > window:
            rows = torch.arange(end - begin, device=q.device)
            back = rows[:, None] - rows[None, :]
            mask = (back >= 0) & (back < window)
        mixed = attention(
            *one,
            attn_mask=mask,
            dropout_p=dropout,
            is_causal=mask is None,
            scale=scale,
            enable_gqa=q.shape[1] != k.shape[1],
        )
        parts.append(mixed[0].transpose(0, 1))
    del longest  # kernels need it, a loop does not
    return torch.cat(parts)


def _varlen() -> Backend:
    """The kernel of torch itself; its keywords differ from release to release."""
    varlen_attn = library(_MODULES["varlen"]).varlen_attn
    takes = inspect.signature(varlen_attn).parameters

    def call(
        q: Tensor,
        k: Tensor,
        v: Tensor,
        bounds: Tensor,
        longest: int,
        *,
        scale: float,
        window: int | None,
        dropout: float,
    ) -> Tensor:
        if dropout:
            raise ArgumentError("varlen_attn has no dropout", mend='attention = "segments"')
        options: dict[str, Any] = {}
        if "window_size" in takes:  # torch 2.11 and newer
            options["window_size"] = (_CAUSAL if window is None else window - 1, 0)
        elif window is None:
            options["is_causal"] = True
        else:
            raise ArgumentError("this torch has no sliding window in varlen_attn")
        if "scale" in takes:
            options["scale"] = scale
        elif abs(scale - q.shape[-1] ** -0.5) > 1e-9:  # noqa: PLR2004
            raise ArgumentError("this torch cannot scale scores in varlen_attn")
        if q.shape[1] != k.shape[1]:
            if "enable_gqa" in takes:
                options["enable_gqa"] = True
            else:
                k, v = (part.repeat_interleave(q.shape[1] // k.shape[1], dim=1) for part in (k, v))
        found: Any = varlen_attn(q, k, v, bounds, bounds, longest, longest, **options)
        return found[0] if isinstance(found, tuple) else found

    return call


def _flash(backend: str) -> Backend:
    """One of the packages flash-attn, which have one function under three addresses."""
    kernel: Callable[..., Any] = library(_MODULES[backend]).flash_attn_varlen_func
    takes = inspect.signature(kernel).parameters

    def call(
        q: Tensor,
        k: Tensor,
        v: Tensor,
        bounds: Tensor,
        longest: int,
        *,
        scale: float,
        window: int | None,
        dropout: float,
    ) -> Tensor:
        if dropout and "dropout_p" not in takes:
            raise ArgumentError(f"{backend} has no dropout", mend='attention = "segments"')
        found = kernel(
            q,
            k,
            v,
            cu_seqlens_q=bounds,
            cu_seqlens_k=bounds,
            max_seqlen_q=longest,
            max_seqlen_k=longest,
            softmax_scale=scale,
            causal=True,
            **({"dropout_p": dropout} if dropout else {}),
            **({} if window is None else {"window_size": (window - 1, 0)}),
        )
        mixed: Tensor = found[0] if isinstance(found, tuple) else found
        return mixed

    return call
