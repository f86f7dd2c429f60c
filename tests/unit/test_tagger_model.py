"""The checkout's own cards with the real model: sentences that name nothing, written after the cards."""

import os
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.definitions.taxonomy import parse_taxonomy
from pipeline.embed.model import load_model, model_status, usual_folder
from pipeline.tag.tagger import Tagger

ROOT = Path(__file__).parents[2]
INDIRECT = {
    "It asked me for a fresh secret word again this morning and I had to scribble it inside my diary.": "WS2a",
    "The cupboard is full of forms in triplicate that nobody will ever look at.": "WS2a",
    "When the practice stops a tablet we hear of it weeks later, if at all.": "WS1a",
    "There is one message box for the whole branch and only Jo can open it.": "WS1b",
    "Someone might be reading about my illness who has no business to.": "WS1c",
    "Halfway through the morning everything froze up across the county and we sent people away.": "WS1d",
    "It takes nine steps to do what should take two, and the writing is tiny.": "WS3a",
    "My medicine was sent to a shop I left two years ago.": "WS3b",
    "I gave fifty instead of five because one is listed right above the other.": "WS3c",
    "Nan has never owned a mobile and cannot ask for her tablets any more.": "WS4a",
    "Nobody can tell us who will pay for all these machines.": "WS5a",
    "Lovely people in there, thank you.": "NONE",
}


@lru_cache
def tagger() -> Tagger:
    folder = usual_folder(os.environ, Path.home(), sys.platform)
    if not model_status(folder).is_ready:
        pytest.skip("the model is not here (cpitg model get)")
    taxonomy = parse_taxonomy((ROOT / "surveys/workstreams.yml").read_text("utf-8"), "surveys/workstreams.yml")
    return Tagger.from_taxonomy(taxonomy, load_model(folder))


@pytest.mark.model
def test_most_indirect_sentences_find_their_item():
    frame = tagger().tags(list(INDIRECT), list(INDIRECT))
    missed = [row["unit"] for row in frame.to_dict("records") if INDIRECT[row["unit"]] not in row["items"].split(";")]
    assert len(missed) <= 3, missed


@pytest.mark.model
def test_rows_tagged_one_by_one_are_as_tagged_together():
    together = tagger().tags(list(INDIRECT), list(INDIRECT))
    alone = [tagger().tags([text], [text]).iloc[0].tolist() for text in INDIRECT]
    assert together.to_numpy().tolist() == alone
