"""What tests of a kept record share: themes accepted one by one, and files that another hand changed."""

from boarding import BOARDED

from pipeline import standing as standing_module
from pipeline.board.ruling import board_of
from pipeline.place import read_text, write_text
from pipeline.review.asked import Act
from pipeline.review.lines import lines_of
from pipeline.review.record import Member, members_text, record_text
from pipeline.review.suggest import theme_digest
from pipeline.standing import standing_of, write_record
from pipeline.store.orm import DecisionRow, MemberRow

AT = "2020-11-30T12:00:00Z"


def accepted(round, number=0):
    """The act that accepts a candidate, and its points as members."""
    shot = board_of(round).shot
    one = sorted(shot.themes)[number]
    act = Act(act="accept", on=one, digest=theme_digest(shot.inside[one]), value=f"{BOARDED}-T{number + 1:03d}: Cards")
    return act, [
        Member(theme=f"{BOARDED}-T{number + 1:03d}", point=point, by="person", since=0) for point in shot.inside[one]
    ]


def add(round, number=0, also=None):
    """Accept a theme, its points with it."""
    stands = standing_of(round)
    act, members = accepted(round, number)
    [line] = lines_of([act], stands.no, "anna", AT)
    new = [Member(theme=one.theme, point=one.point, by=one.by, since=line.no) for one in members]
    write_record(round, [*stands.record, line], [*stands.members, *new], also)


def same(round):
    """Whether file and store say the same."""
    stands = standing_of(round)
    assert read_text(round.here.decisions) == record_text(stands.record)
    assert read_text(round.here.members) == members_text(stands.members)
    numbers = list(DecisionRow.objects.filter(round=BOARDED).order_by("no").values_list("no", flat=True))
    assert numbers == list(range(1, stands.no + 1))
    assert MemberRow.objects.filter(round=BOARDED).count() == len(stands.members)


def fresh_process(monkeypatch):
    """What this process knows of files and records is forgotten, as by a start."""
    monkeypatch.setattr(standing_module, "_KNOWN", {})
    monkeypatch.setattr(standing_module, "_WRITTEN", {})


def ahead(round, more=1):
    """Lines in the file that the store has not, as a worksheet applied on another machine brings them."""
    stands = standing_of(round)
    acts = [Act(act="note", on=BOARDED, value=f"written elsewhere {number}") for number in range(more)]
    write_text(round.here.decisions, record_text([*stands.record, *lines_of(acts, stands.no, "ben", AT)]))


def older_files(round):
    """The folder as it was a line before, as a version control brings it back; what was true then."""
    here, before = round.here, {}
    for path in (here.decisions, here.members):
        before[path] = read_text(path)
    add(round, 1)
    for path, text in before.items():
        write_text(path, text)
