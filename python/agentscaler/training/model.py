"""The model that is trained: from a local checkpoint or from a shape, with the loss of packs."""

from __future__ import annotations

import types
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.errors import CheckpointError
from agentscaler.training.attention import implementation, register
from agentscaler.training.batch import Limits
from agentscaler.training.config import Shape
from agentscaler.training.foreign import library, quiet
from agentscaler.training.loss import chunked_cross_entropy
from agentscaler.training.recall import recall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.training.foreign import Tensor


def open_model(start: str | Path | Shape, *, vocabulary: int, seed: int, dtype: str) -> Any:
    """A causal language model, on the processor, with our attention known.

    Args:
        start: Folder of a Hugging Face checkpoint, or a shape for random weights.
        vocabulary: Ids that the tokenizer has; a shape becomes as large, a checkpoint has to be.
        seed: Of random weights.
        dtype: ``float32`` or ``bfloat16``, of the weights.

    Raises:
        CheckpointError: The folder is none, or holds no causal language model that can be trained
            on packs; its vocabulary is smaller than the tokenizer's.
        MissingExtraError: torch or transformers are not installed.
    """
    transformers = library("transformers")
    register()
    kind = getattr(library("torch"), dtype)
    causal = transformers.AutoModelForCausalLM
    if isinstance(start, Shape):
        with _seeded(seed):
            model = causal.from_config(_config(start, vocabulary), dtype=kind)
        if start.weights == "recall":
            recall(model, seed=seed)
        return model
    folder = Path(start)
    torn = library("safetensors").SafetensorError
    if not (folder / "config.json").is_file():
        raise CheckpointError(
            f"{str(start)!r} is not the folder of a checkpoint",
            where=str(folder),
            mend="name a local folder with config.json; nothing is downloaded",
        )
    try:
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True)
        with quiet():
            model = causal.from_pretrained(
                folder, config=config, dtype=kind, local_files_only=True, use_safetensors=True
            )
    except (OSError, ValueError, KeyError, RuntimeError, torn) as error:
        raise CheckpointError(
            f"no causal language model can be read: {str(error).splitlines()[0]}",
            where=str(folder),
            mend="a checkpoint as transformers saves one: config.json and *.safetensors",
        ) from error
    if model.config.vocab_size < vocabulary:
        raise CheckpointError(
            f"the tokenizer has {vocabulary:,} ids, the model {model.config.vocab_size:,}",
            where=str(folder),
            mend="pack with the tokenizer that belongs to the checkpoint",
        )
    return model


def stop_at(model: Any, stops: list[int]) -> None:
    """Tell a model that began with random weights which ids end a turn."""
    for config in (model.config, model.generation_config):
        config.eos_token_id = stops[0] if len(stops) == 1 else stops or None


def limits(model: Any) -> Limits:
    """What a model can take."""
    config = model.config
    return Limits(vocabulary=config.vocab_size, positions=config.max_position_embeddings)


def prepare(model: Any, *, attention: str, compile_layers: bool) -> Any:
    """Make a model compute the loss of packs, in place.

    Its ``forward`` then takes ``rows`` and ``targets`` (int64[M]: positions before the trained
    ones, and their ids), ``cu_seq_lens_q``, ``max_length_q`` and ``num_items_in_batch``, and
    returns the summed cross-entropy divided by that number. Without ``targets`` it is the forward
    of before.

    Raises:
        CheckpointError: The architecture does not take its attention from transformers' interface.
    """
    if not getattr(model, "_supports_attention_backend", False):
        raise CheckpointError(
            f"{type(model).__name__} has its attention built in, so packs would leak",
            mend="an architecture with attention interface, such as Qwen3, Llama, Mistral or Gemma",
        )
    model.set_attn_implementation(implementation(attention))
    plain = model.forward
    routed = bool(getattr(model.config, "output_router_logits", False))

    def forward(  # noqa: PLR0917  the first one is given by place
        self: Any,
        input_ids: Tensor | None = None,
        rows: Tensor | None = None,
        targets: Tensor | None = None,
        num_items_in_batch: Tensor | int | None = None,
        share: float = 1.0,
        **others: Any,
    ) -> Any:
        if targets is None or rows is None:
            return plain(input_ids=input_ids, **others)
        # A cache would switch packing off in transformers' own implementations.
        made = self.base_model(input_ids=input_ids, use_cache=False, **others)
        loss = chunked_cross_entropy(
            made.last_hidden_state[0][rows], self.get_output_embeddings().weight, targets
        )
        loss = loss / (num_items_in_batch if num_items_in_batch is not None else len(targets))
        if routed:
            loss = loss + share * _balance(self, made.router_logits)
        return {"loss": loss}

    model.forward = types.MethodType(forward, model)
    model.accepts_loss_kwargs = True
    if compile_layers:
        names = set(model._no_split_modules or ())  # noqa: SLF001  transformers has no public name
        for module in model.modules():
            if type(module).__name__ in names:
                module.compile()
    return model


def _balance(model: Any, router_logits: Any) -> Tensor:
    """The auxiliary loss of experts, where the checkpoint's configuration asks for it."""
    config = model.config
    experts = library("transformers.models.qwen3_moe.modeling_qwen3_moe")
    found = experts.load_balancing_loss_func(
        router_logits, config.num_experts, config.num_experts_per_tok
    )
    balanced: Tensor = config.router_aux_loss_coef * found
    return balanced


def _config(shape: Shape, vocabulary: int) -> Any:
    transformers = library("transformers")
    shared = {
        "vocab_size": vocabulary,
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head,
        "max_position_embeddings": shape.positions,
        "rope_parameters": {"rope_type": "default", "rope_theta": shape.rope_theta},
        "tie_word_embeddings": True,
        "use_cache": False,
    }
    if shape.architecture == "qwen3":
        return transformers.Qwen3Config(intermediate_size=shape.inner, **shared)
    return transformers.Qwen3MoeConfig(
        intermediate_size=shape.inner,
        moe_intermediate_size=shape.inner,
        num_experts=shape.experts,
        num_experts_per_tok=shape.experts_per_token,
        norm_topk_prob=True,
        output_router_logits=True,
        **shared,
    )


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Random weights depend on the seed alone, and leave the caller's generator as it was."""
    torch = library("torch")
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        yield
    finally:
        torch.set_rng_state(state)
