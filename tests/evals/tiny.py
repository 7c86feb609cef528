"""A tokenizer, a template and a model so small that a test can make them."""

from __future__ import annotations

import json

import numpy as np

from training.small import pack

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>")

TEMPLATE = """\
{%- if tools %}<|im_start|>system
{% for tool in tools -%}
{{ tool.function.name }}({{ tool.function.parameters.properties | join(', ') }})
{% endfor %}<|im_end|>
{% endif %}
{%- for message in messages %}
{%- if message.role == 'assistant' %}<|im_start|>assistant
{% generation %}{{ message.content or '' }}
{%- for call in message.tool_calls or [] %}<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments }}}
</tool_call>{% endfor %}<|im_end|>{% endgeneration %}
{% elif message.role != 'system' %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": name,
            "parameters": {"type": "object", "properties": {key: {"type": "string"}}},
        },
    }
    for name, key in (("cancel_order", "order_id"), ("get_user", "user_id"))
]


def call(name, arguments, at=0):
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"id": f"call_{at}", "type": "function", "function": function}


DIALOGUES = [
    [
        {"role": "user", "content": "Cancel order A7."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [call("cancel_order", {"order_id": "A7"})],
        },
        {"role": "tool", "tool_call_id": "call_0", "content": "cancelled"},
        {"role": "assistant", "content": "Done."},
    ],
    [
        {"role": "user", "content": "Who is user B2?"},
        {"role": "assistant", "content": None, "tool_calls": [call("get_user", {"user_id": "B2"})]},
        {"role": "tool", "tool_call_id": "call_0", "content": "Ada"},
        {"role": "assistant", "content": "It is Ada."},
    ],
]


def tokenizer(folder):
    """Write ``tokenizer.json`` (bytes, no merges) and the template; return the folder."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({letter: at for at, letter in enumerate(letters)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(list(SPECIAL))
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(folder / "tokenizer.json"))
    (folder / "chat_template.jinja").write_text(TEMPLATE)
    return folder


def packs(folder):
    """The dialogues, rendered and masked by transformers: one pack."""
    from transformers import PreTrainedTokenizerFast

    made = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"), chat_template=TEMPLATE
    )
    sequences = []
    for dialogue in DIALOGUES:
        found = made.apply_chat_template(
            dialogue, tools=TOOLS, return_dict=True, return_assistant_tokens_mask=True
        )
        sequences.append((found["input_ids"], np.array(found["assistant_masks"])))
    return [pack(sequences)]
