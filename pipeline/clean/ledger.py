"""The ledger: an account in which every response and every answer is found exactly once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.errors import PromiseError
from pipeline.schemas import STATES

# A response without a usable answer takes the first of these that one of its answers has.
_FIRST_THAT_FITS = (
    "usable",
    "withdrawn",
    "duplicate",
    "held back",
    "awaiting translation",
    "non-answer",
    "blank",
)

Account = Mapping[str, int]


def rule_name(rule: str) -> str:
    """A rule without what it names: "sent again: R0152" is the rule "sent again"."""
    return rule.partition(":")[0]


def reason(state: str, rule: str) -> str:
    """Why an answer is in its state, in the ledger's words: "non-answer: no comment"."""
    return f"{state}: {rule}" if rule else state


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Counts by state, with what was received, for a round and each source, question and rule of it."""

    responses: Account
    answers: Account
    by_source: Mapping[str, tuple[Account, Account]]
    by_question: Mapping[str, Account]
    rules: Mapping[tuple[str, str], int]

    def check(self) -> None:
        """Raise PromiseError naming each account that does not add up."""
        if wrong := ledger_faults(self.as_json()):
            raise PromiseError("\n".join(f"ledger: {said}; please report this" for said in wrong))

    def as_json(self) -> dict[str, Any]:
        """The ledger as it is published: plain values, in the order of published.json."""
        return {
            "responses": dict(self.responses),
            "answers": dict(self.answers),
            "by_source": [
                {"source": source, "responses": dict(responses), "answers": dict(answers)}
                for source, (responses, answers) in self.by_source.items()
            ],
            "by_question": [
                {"question": question, "answers": dict(account)} for question, account in self.by_question.items()
            ],
            "rules": [{"state": state, "rule": rule, "answers": count} for (state, rule), count in self.rules.items()],
        }


def _accounts(told: Mapping[str, Any]) -> Iterator[tuple[str, Account]]:
    """Every account of a ledger as published, by a name that a person understands."""
    yield from (("responses", told["responses"]), ("answers", told["answers"]))
    for one in told["by_source"]:
        yield from ((f"{unit} of source '{one['source']}'", one[unit]) for unit in ("responses", "answers"))
    yield from ((f"answers to '{one['question']}'", one["answers"]) for one in told["by_question"])


def _unstated(told: Mapping[str, Any]) -> Iterator[str]:
    for name, account in _accounts(told):
        stated = sum(account[state] for state in STATES)
        if account["received"] != stated:
            yield f"{name}: {account['received']} received but {stated} accounted for; each is in exactly one state"


def _parts_at_odds(told: Mapping[str, Any]) -> Iterator[str]:
    for part, unit in (("source", "responses"), ("source", "answers"), ("question", "answers")):
        for line in ("received", *STATES):
            parts, whole = sum(one[unit][line] for one in told[f"by_{part}"]), told[unit][line]
            if parts != whole:
                yield f"{unit} by {part}, {line}: the parts make {parts}, the whole is {whole}"


def _rules_at_odds(told: Mapping[str, Any]) -> Iterator[str]:
    """Answers that left without a reason, or with two: what is usable needs none, all the rest has one."""
    for state in STATES:
        ruled = sum(rule["answers"] for rule in told["rules"] if rule["state"] == state)
        answers = told["answers"][state]
        if ruled > answers or (state != "usable" and ruled < answers):
            yield f"rules: they put {ruled} answers under {state}, the account has {answers}"


def ledger_faults(told: Mapping[str, Any]) -> list[str]:
    """Every place where a ledger as published does not add up: by state, source, question and rule."""
    return [*_unstated(told), *_parts_at_odds(told), *_rules_at_odds(told)]


def _account(received: int, states: pd.Series) -> Account:
    counted = Counter(states)
    return {"received": received, **{state: counted[state] for state in STATES}}


def response_states(responses: pd.DataFrame, cleaned: pd.DataFrame) -> pd.Series:
    """Response -> its state: usable if one answer is, else the first that fits; without answers it is blank."""
    rank = {state: place for place, state in enumerate(_FIRST_THAT_FITS)}
    best = cleaned["state"].map(rank).groupby(cleaned["response"].to_numpy()).min()
    states = responses["response"].map(best).fillna(rank["blank"]).astype(int)
    told = states.map(dict(enumerate(_FIRST_THAT_FITS))).where(~responses["withdrawn"], "withdrawn")
    return pd.Series(told.to_numpy(), index=responses["response"].to_numpy(), dtype=str)


def ledger(responses: pd.DataFrame, answers: pd.DataFrame, cleaned: pd.DataFrame) -> Ledger:
    """Account for every response and answer received (RESPONSES, ANSWERS) by what cleaning made of them (CLEAN)."""
    states = response_states(responses, cleaned)
    source_of = dict(zip(responses["response"], responses["source"], strict=True))
    source_of_answers = answers["response"].map(source_of)
    source_of_states = states.index.map(source_of)
    by_source = {
        source: (
            _account(int((responses["source"] == source).sum()), states[source_of_states == source]),
            _account(int((source_of_answers == source).sum()), cleaned["state"][cleaned["source"] == source]),
        )
        for source in sorted(set(responses["source"]))
    }
    by_question = {
        question: _account(
            int((answers["question"] == question).sum()), cleaned["state"][cleaned["question"] == question]
        )
        for question in sorted(set(answers["question"]))
    }
    told = Counter(
        (state, rule_name(rule)) for state, rule in zip(cleaned["state"], cleaned["rule"], strict=True) if rule
    )
    return Ledger(
        responses=_account(len(responses), states),
        answers=_account(len(answers), cleaned["state"]),
        by_source=by_source,
        by_question=by_question,
        rules=dict(sorted(told.items(), key=lambda row: (STATES.index(row[0][0]), -row[1], row[0][1]))),
    )


def dropped(cleaned: pd.DataFrame) -> pd.DataFrame:
    """Every answer that goes no further, with its reason: columns id and reason."""
    left = cleaned[cleaned["state"] != "usable"]
    reasons = [reason(state, rule) for state, rule in zip(left["state"], left["rule"], strict=True)]
    return pd.DataFrame({"id": left["answer"].to_numpy(), "reason": pd.Series(reasons, dtype=str)})
