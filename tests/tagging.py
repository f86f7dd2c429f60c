"""A taxonomy of three items in six lines each, small enough to tag with hashed words in a blink."""

from functools import lru_cache

import pandas as pd

from pipeline.definitions.taxonomy import Taxonomy, parse_taxonomy
from pipeline.embed.hashed import HashedWords
from pipeline.tag.tagger import Tagger

FRAME = """
format: 1
title: Small
workstreams:
  - code: A
    title: Getting in
    items:
      - code: A1
        title: Signing in
        about: passwords and cards that open a system
        cues: [password, smartcard, log in, locked out]
        says: [My password expires every month., The card locks and nobody can unlock it., I sign in six times a day.,
          One sign in for everything., The reader does not see my card., Locked out again on a Saturday.]
        against: [mailbox]
  - code: B
    title: Getting through
    items:
      - code: B1
        title: The line
        about: broadband and outages
        cues: [broadband, internet, outage, line is down]
        says: [The internet was down all day., Our broadband is slow., Nobody tells us when an outage ends.,
          A second line should take over., We could not work without a connection., The router fails each week.]
      - code: B2
        title: Mail
        about: the secure mailbox
        cues: [mailbox, e-mail, inbox, nhs.net]
        says: [Nobody reads the mailbox., The e-mail address is too long., My account was deleted.,
          New staff wait for an account., Messages get lost in the inbox., The mailbox is full.]
none:
  title: Nothing of this
  about: thanks and no opinion
  cues: [thank you, no comment, parking]
  says: [No comment., Thank you very much., There is no parking., Pay us more., We are short of staff.,
    Nothing to add.]
"""
BARE = """
format: 1
title: Bare
workstreams:
  - code: A
    title: All
    items: [{code: food, title: Food, about: what was served}, {code: staff, title: Staff, about: the people}]
none: {title: Other, about: other things}
"""
TEXTS = {
    "t1": "I am locked out, my passwords expire.",
    "t2": "The broadband is down. The mailbox is full.",
    "t3": "Thank you, no comment",
    "t4": "",
    "t5": "Two smartcards, both locked",
    "t6": "Zebra crossing quietly",
    "t7": "An outage of the internet, nobody reads e-mails",
}
EXAMPLES = pd.DataFrame(
    [(f"e{number:02}", f"{told} number{number % 7}", items) for number, (told, items) in enumerate(
        [("zebra crossing", "A1"), ("the broadband", "B1"), ("long inbox", "B2;A1"), ("thanks", "")] * 12
    )],
    columns=["id", "text", "items"],
)  # fmt: skip


@lru_cache
def small_frame(text: str = FRAME) -> Taxonomy:
    return parse_taxonomy(text, "small.yml")


@lru_cache
def small_tagger(text: str = FRAME) -> Tagger:
    return Tagger.from_taxonomy(small_frame(text), HashedWords())


@lru_cache
def taught_tagger() -> Tagger:
    return small_tagger().learned_from(EXAMPLES)
