"""What a job does when its turn has come."""

from collections.abc import Callable

from pipeline.manifest import FRESH
from pipeline.opening import Round, read_table
from pipeline.place import Place
from pipeline.progress import Told
from pipeline.report.words import plural
from pipeline.standing import keep_records

Report = Callable[[str, int, int], None]


class Reported:
    """Progress of a room as a job tells it: what is done now, how much of it, of how much (0: nobody knows)."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def start(self, what: str, total: int | None) -> Told:
        """Begin a piece of work."""
        whole, done = total or 0, 0
        self._report(what, 0, whole)

        def told(more: int) -> None:
            nonlocal done
            done += more
            self._report(what, done, whole)

        return told


def analyse(place: Place, round: Round, report: Report) -> str:
    """Run each stage of the analysis that is stale, and find what was decided on and has changed or gone."""
    from pipeline.reviewing import find_conflicts
    from pipeline.run import analyse as run_stages

    # What a break left behind in the files of the record is made whole: the stages read them.
    keep_records(place)
    told = run_stages(round, Reported(report))
    report("looking for conflicts", 0, 0)
    return found(round, len(find_conflicts(round)), same=all(reason == FRESH for _, reason in told))


def found(round: Round, conflicts: int, *, same: bool) -> str:
    """What an analysis came to, in a sentence; `same`: nothing had changed, so nothing was done."""
    themes, lineage = read_table(round.here, "themes"), read_table(round.here, "lineage")
    joins = len(read_table(round.here, "joins"))
    told = [plural(len(themes), "candidate theme")]
    # Without an agreed theme all are new, which says nothing.
    told += [f"{int((lineage['kind'] == 'new').sum())} of them new"] if len(lineage) else []
    told += [f"{plural(joins, 'point')} that would join agreed themes"] if joins else []
    told += [f"{plural(conflicts, 'conflict')}: look at them first"] if conflicts else ["no conflict"]
    return ("Nothing had changed since the analysis before: " if same else "") + ", ".join(told)
