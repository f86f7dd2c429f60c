"""Who said it: for every theme how many of those with a region, type or question of theirs have a point in it."""

from collections.abc import Mapping

import pandas as pd

from pipeline.schemas import ABOUT, MEMBERS, POINTS, VOICES, checked, empty

QUESTION = "question"  # what asked for the point stands beside what is known of the person


def asked_of(points: pd.DataFrame) -> pd.DataFrame:
    """The questions a response speaks to, told like an attribute of it; it may have several."""
    pairs = points[["response", "question"]].drop_duplicates().sort_values(["response", "question"])
    return pairs.rename(columns={"question": "value"}).assign(attribute=QUESTION)[[*ABOUT.columns]]


def _counted(frame: pd.DataFrame, by: list[str], name: str) -> pd.DataFrame:
    """Distinct responses in each group."""
    return frame.groupby(by, sort=True)["response"].nunique().rename(name).reset_index()


def _homes(members: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    main = members[members["rank"] == 0]
    return main[["point", "theme"]].merge(points[["point", "response", "question"]], on="point")


def voices(members: pd.DataFrame, points: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Count the responses of each theme by attribute and value, of all responses with a point and that value.

    `about` has the columns of ABOUT; a respondent with several rows may have several values of one attribute.
    Sorted by theme, attribute and value; a value of which nobody speaks in a theme has no row there. A point counts
    in its main theme alone, as in the theme's own counts, and under its own question: who wrote of parking under
    another question has not said so under this one.
    """
    homes = _homes(checked(members, MEMBERS), checked(points, POINTS))
    own = about[about["response"].isin(points["response"]) & (about["attribute"] != QUESTION)]
    keys = ["attribute", "value"]
    said = pd.concat(
        [
            homes[["response", "theme"]].merge(own, on="response"),
            homes.rename(columns={"question": "value"}).assign(attribute=QUESTION)[["response", "theme", *keys]],
        ]
    )
    if said.empty:
        return empty(VOICES)
    whole = pd.concat([own, asked_of(points)])
    told = _counted(said, ["theme", *keys], "responses").merge(_counted(whole, keys, "of"), on=keys)
    return checked(told.sort_values(["theme", *keys])[[*VOICES.columns]], VOICES)


def organisations(members: pd.DataFrame, points: pd.DataFrame, bodies: Mapping[str, str]) -> dict[str, int]:
    """How many organisations have a point in each theme; empty where no response names one (`bodies`)."""
    if not any(bodies.values()):
        return {}
    homes = _homes(members, points)
    body = homes["response"].map(lambda response: bodies.get(response, ""))
    named = homes.assign(body=body)[body != ""]
    counted = named.groupby("theme")["body"].nunique()
    return {theme: int(counted.get(theme, 0)) for theme in sorted(set(members["theme"]))}
