"""Texts read as far as the cards go: all that is slow, and nothing that a decision changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from pipeline.definitions.glossary import expand
from pipeline.embed.protocol import Embedder, Told, Vectors
from pipeline.ids import digest
from pipeline.tag.cards import Cards, Floats
from pipeline.tag.context import COLUMNS, Context
from pipeline.tag.evidence import Evidence
from pipeline.tag.read import Read, read_key
from pipeline.tag.reasons import Witness

_CHUNK = 512  # texts between two reports of how far it got
# How much the rest of an answer counts in what the cards say of a point. On clauses cut from held-out sentences of the
# cards the right card comes first for 42 in 100 with it, 38 without; beside a sentence of another card, for 58 and 60.
_REST = 0.3
_DECIMALS = 5


class Reading:
    """Knows the cards; what they have to say is worked out when the first text is read."""

    def __init__(self, cards: Cards, embedder: Embedder, expansions: Mapping[str, str]) -> None:
        self.cards = cards
        self._embedder = embedder
        self._expansions = expansions

    @cached_property
    def _evidence(self) -> Evidence:
        return Evidence(self.cards, self._embedder)

    @cached_property
    def _witness(self) -> Witness:
        return Witness(self._evidence)

    def texts(self, texts: Sequence[str], context: Context | None = None, told: Told | None = None) -> Read:
        """A row for each text, in their order; `told` hears how many were done since it last heard."""
        whole = (context or Context()).beside(texts)
        parts = []
        for first in range(0, len(texts), _CHUNK):
            kept = slice(first, first + _CHUNK)
            parts.append(self._chunk(texts[kept], whole[kept]))
            if told is not None:
                told(len(texts[kept]))
        return Read.joined(parts, len(self.cards.codes))

    def sentences(self) -> Read:
        """The cards' own sentences, each as if its card did not hold it."""
        says, evidence = self.cards.says.texts, self._evidence
        return self._read(says, Context().beside(says), evidence.says_vectors, evidence.own_logits)

    def found(self, texts: Sequence[str], context: Context, before: Read | None) -> Read:
        """A row for each text, taken from what was read `before` where text and answer stand there."""
        whole = context.beside(texts)
        keys = [read_key(text, answer) for text, answer in zip(texts, whole.answer, strict=True)]
        place = {} if before is None else {key: row for row, key in enumerate(before.key)}
        new = [number for number, key in enumerate(keys) if key not in place]
        parts = {name: [getattr(whole, name)[number] for number in new] for name in COLUMNS}
        fresh = self.texts([texts[number] for number in new], Context(**parts))
        place |= {keys[number]: row + (0 if before is None else len(before)) for row, number in enumerate(new)}
        joined = fresh if before is None else before + fresh if new else before
        rows = joined[np.array([place[key] for key in keys], dtype=np.intp)]
        return replace(rows, question=list(whole.question), who=list(whole.who))

    def _chunk(self, texts: Sequence[str], context: Context) -> Read:
        plain = [self._expanded(text) for text in texts]
        vectors = self._embedder.encode(plain)
        logits = self._evidence.logits(plain, vectors)
        return self._read(texts, context, vectors, self._with_rest(logits, texts, context.answer))

    def _read(self, texts: Sequence[str], context: Context, vectors: Vectors, logits: Floats) -> Read:
        return Read(
            key=[read_key(text, answer) for text, answer in zip(texts, context.answer, strict=True)],
            words=[digest(text.casefold().strip()) for text in texts],
            said=list(self._witness.said(texts, vectors)),
            question=list(context.question),
            who=list(context.who),
            vectors=vectors,
            cards=logits,
            letters=self._evidence.letters([self._expanded(text) for text in texts]),
        )

    def _with_rest(self, logits: Floats, texts: Sequence[str], answers: Sequence[str]) -> Floats:
        """The logits of each text, moved a bounded way towards those of the answer it stands in."""
        pairs = enumerate(zip(texts, answers, strict=True))
        part = [number for number, (text, answer) in pairs if answer.strip() and answer.strip() != text.strip()]
        if not part:
            return logits
        whole = sorted({answers[number] for number in part})
        plain = [self._expanded(answer) for answer in whole]
        told = self._evidence.logits(plain, self._embedder.encode(plain))
        place = {answer: row for row, answer in enumerate(whole)}
        mixed = logits.copy()
        mixed[part] = (1 - _REST) * logits[part] + _REST * told[[place[answers[number]] for number in part]]
        return np.asarray(np.round(mixed, _DECIMALS), dtype=np.float64)

    def _expanded(self, text: str) -> str:
        return expand(text, self._expansions) if self._expansions else text
