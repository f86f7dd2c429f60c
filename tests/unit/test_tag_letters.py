"""The linear model that has read the cards: the same bits on a busy machine and on an idle one."""

import numpy as np
from small import ROOT
from threadpoolctl import threadpool_limits

from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.embed.hashed import HashedWords
from pipeline.tag.cards import cards_of
from pipeline.tag.reader import Reader


def test_cards_are_read_to_the_same_bits_with_any_number_of_cores():
    cards = cards_of(parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text(encoding="utf-8"), "workstreams.yml"))
    vectors = HashedWords().encode(cards.all.texts)
    told = []
    for cores in (1, 2):
        with threadpool_limits(cores, user_api="blas"):
            reader = Reader(cards.all, len(cards.says), vectors, len(cards.codes))
        with threadpool_limits(1, user_api="blas"):
            told.append((reader.pressed(cards.says.texts), reader.own))
    assert all(np.array_equal(one, other) for one, other in zip(*told, strict=True))
