"""What a trained model foresees of conversations in domains that it has not seen.

    python benches/python/foreseen.py [--world world] [--stage general vertical]

Reads the oracle's episodes of the stage `scores` and asks the model for each trained token after
all that stands before it. The share that it puts first shows learning long before a task is passed.
Then it counts the model's own episodes that have a call, and one of a tool that was shown.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from agentscaler.packing import Renderer
from agentscaler.training.foreign import library
from agentscaler.world import World

NAME = re.compile(r'<tool_call>\n\{"name": "([^"]*)"')


def main() -> None:
    """Print a line for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", type=Path, default=Path("world"))
    parser.add_argument("--stage", nargs="+", default=["general", "vertical"])
    given = parser.parse_args()
    if not (given.world / "scores").is_dir():
        print(f"no scores in {given.world}: `make run` makes them")
        return
    world = World.open(given.world)
    episodes = world.scan("scores", "episodes").collect()
    oracle = episodes.filter(episodes["agent"] == "oracle")
    for stage in given.stage:
        tokens, names = foreseen(given.world / "checkpoints" / stage, oracle)
        print(
            f"{stage}: {tokens.mean():.1%} of {tokens.size:,} trained tokens, "
            f"names of {names.sum()} of {names.size} calls"
        )
        own = episodes.filter(episodes["agent"] == stage)
        calls = [called(row) for row in own.iter_rows(named=True)]
        print(
            f"  of {len(calls)} episodes {sum(names is not None for names in calls)} have a call, "
            f"{sum(bool(names) for names in calls)} one of a tool that was shown"
        )


def called(episode: dict[str, Any]) -> set[str] | None:
    """The shown tools that an episode calls; ``None`` where it calls nothing."""
    shown = {tool["function"]["name"] for tool in json.loads(episode["tools"])}
    messages = json.loads(episode["messages"])
    calls = [call for one in messages for call in one.get("tool_calls") or []]
    return shown & {call["function"]["name"] for call in calls} if calls else None


def foreseen(folder: Path, episodes: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """For each trained token, and for the name of each call, whether the model puts it first."""
    model = library("transformers").AutoModelForCausalLM.from_pretrained(folder)
    renderer = Renderer(
        (folder / "tokenizer.json").read_bytes(), (folder / "chat_template.jinja").read_text()
    )
    tokens, names = [], []
    for row in episodes.iter_rows(named=True):
        written = renderer.encode(json.loads(row["messages"]), json.loads(row["tools"]))
        ids = written.input_ids[: model.config.max_position_embeddings]
        right = first_choices(model, ids) == ids[1:]
        trained = written.loss_mask[1 : len(ids)] == 1
        tokens.append(right[trained])
        names.extend(right[span].all() for span in name_spans(renderer, ids[1:], trained))
    return np.concatenate(tokens), np.array(names)


def first_choices(model: Any, ids: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The token that a model finds likeliest after each but the last."""
    torch = library("torch")
    with torch.no_grad():
        logits = model(input_ids=torch.from_numpy(ids.astype(np.int64))[None]).logits[0]
    return np.asarray(logits[:-1].argmax(-1))


def name_spans(
    renderer: Renderer, ids: np.ndarray[Any, Any], trained: np.ndarray[Any, Any]
) -> list[slice]:
    """Where the names of trained calls stand, in tokens."""
    texts = [renderer.decode([token]) for token in ids]
    ends = np.cumsum([len(text) for text in texts])
    found = []
    for match in NAME.finditer("".join(texts)):
        first = int(np.searchsorted(ends, match.start(1), side="right"))
        last = int(np.searchsorted(ends, match.end(1) - 1, side="right"))
        if trained[first]:
            found.append(slice(first, last + 1))
    return found


if __name__ == "__main__":
    main()
