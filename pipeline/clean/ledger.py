"""The ledger: an account in which every response and every answer is found exactly once."""

from collections import Counter
from collections.abc import Mapping
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
        accounts = {"responses": self.responses, "answers": self.answers}
        for source, (responses, answers) in self.by_source.items():
            accounts |= {f"responses of source '{source}'": responses, f"answers of source '{source}'": answers}
        accounts |= {f"answers to '{question}'": account for question, account in self.by_question.items()}
        wrong = [
            f"ledger: {name}: {account['received']} received but {_stated(account)} accounted for; "
            "every one must be in exactly one state: please report this"
            for name, account in accounts.items()
            if account["received"] != _stated(account)
        ]
        wrong += self._parts_at_odds()
        if wrong:
            raise PromiseError("\n".join(wrong))

    def _parts_at_odds(self) -> list[str]:
        sources = list(self.by_source.values())
        parts = {
            "responses by source": ([responses for responses, _ in sources], self.responses),
            "answers by source": ([answers for _, answers in sources], self.answers),
            "answers by question": (list(self.by_question.values()), self.answers),
        }
        return [
            f"ledger: {name}: the parts do not make the whole; please report this"
            for name, (accounts, whole) in parts.items()
            if any(sum(account[line] for account in accounts) != whole[line] for line in ("received", *STATES))
        ]

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


def _stated(account: Account) -> int:
    return sum(account[state] for state in STATES)


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
