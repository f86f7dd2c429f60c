"""What a page of the book may call: parts of a release, or of what people wrote, as they are.

Every figure carries the path (RFC 6901) of the value in published.json it stands for, so that a reader can check it.
"""

from pipeline.pages.agreement import agreement_apart, agreement_chart, agreement_items, agreement_told
from pipeline.pages.answers import closed_chart, closed_table, who_table
from pipeline.pages.cleaning import asides_table, hidden_table, languages_table, repaired_count
from pipeline.pages.counts import campaigns_table
from pipeline.pages.crosstabs import crosstab, crosstab_chart
from pipeline.pages.crosswalk import missions_table, standards_table
from pipeline.pages.facts import issues_table, living_list, names_table, timeline_table
from pipeline.pages.feasibility import feasibility_table
from pipeline.pages.group import meetings_table, members_table, papers_list
from pipeline.pages.ledger import key_numbers, ledger_by, ledger_table, notice, release_line, rules_table
from pipeline.pages.papers import papers_of, papers_table
from pipeline.pages.plan import roadmap_board, roadmap_table, roadmap_timeline
from pipeline.pages.plan_pictures import feasibility_chart
from pipeline.pages.priorities import priorities_table
from pipeline.pages.shares import group_shares, item_shares, shares_chart, tagger_table
from pipeline.pages.themes import theme_quotes, themes_chart, themes_table
from pipeline.pages.unfitted import unfitted_themes

__all__ = [
    "agreement_apart",
    "agreement_chart",
    "agreement_items",
    "agreement_told",
    "asides_table",
    "campaigns_table",
    "closed_chart",
    "closed_table",
    "crosstab",
    "crosstab_chart",
    "feasibility_chart",
    "feasibility_table",
    "group_shares",
    "hidden_table",
    "issues_table",
    "item_shares",
    "key_numbers",
    "languages_table",
    "ledger_by",
    "ledger_table",
    "living_list",
    "meetings_table",
    "members_table",
    "missions_table",
    "names_table",
    "notice",
    "papers_list",
    "papers_of",
    "papers_table",
    "priorities_table",
    "release_line",
    "repaired_count",
    "roadmap_board",
    "roadmap_table",
    "roadmap_timeline",
    "rules_table",
    "shares_chart",
    "standards_table",
    "tagger_table",
    "theme_quotes",
    "themes_chart",
    "themes_table",
    "timeline_table",
    "unfitted_themes",
    "who_table",
]
