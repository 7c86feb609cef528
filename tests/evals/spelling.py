"""Tokenizers for held calls: bytes alone, and words whose capital letters are written as signs."""

from __future__ import annotations

from string import ascii_uppercase

SPECIAL = ("<|endoftext|>", "<|im_end|>", "<tool_call>", "</tool_call>")
TEXT = 'the orders of Ada: [{"name": "get_order", "arguments": {"orderId": true}}], {"a": null}\n'


def of_bytes():
    """Each byte a token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({letter: at for at, letter in enumerate(letters)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(list(SPECIAL))
    return made


def of_words(*, signs):
    """Tokens of several bytes; with signs, `Order` is one and `order`, as `packs` writes it."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    small = [
        normalizers.Replace(Regex(rf"{one}(?=\p{{Ll}})"), f"\x0e{one.lower()}")
        for one in ascii_uppercase
    ]
    back = [decoders.Replace(f"\x0e{one.lower()}", one) for one in ascii_uppercase]
    # NFC as in Qwen's: a value in another form is written as it is.
    made.normalizer = normalizers.Sequence(small) if signs else normalizers.NFC()
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.Sequence([decoders.ByteLevel(), *(back if signs else [])])
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, show_progress=False, initial_alphabet=letters)
    made.train_from_iterator([TEXT] * 3, trainer)
    made.add_special_tokens(list(SPECIAL))
    return made
