"""What the small book is made from: its round, its frame and its roadmap, for tests that need no built page."""

import json

from books import FIXTURE

from pipeline.definitions.roadmap import parse_roadmap
from pipeline.definitions.taxonomy import parse_taxonomy

ROUND = "example-round"
TAXONOMY = parse_taxonomy((FIXTURE / "surveys/workstreams.yml").read_text("utf-8"), "workstreams.yml")
CODES = [item.code for item in TAXONOMY.items]
ROADMAP = parse_roadmap((FIXTURE / "book/data/roadmap.yml").read_text("utf-8"), "roadmap.yml", CODES)
PUBLISHED = json.loads((FIXTURE / "surveys" / ROUND / "published.json").read_text("utf-8"))
