"""Phrases: runs of one to four words that several respondents wrote, counted by theme and by who wrote them."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from pipeline.themes.lists import JUDGING
from pipeline.themes.texts import Texts
from pipeline.themes.words import is_glue, stem, tokens

LONGEST = 4  # five words in a row of one answer would be a quote, and quotes need consent
VOICES = 3  # how many respondents must have written a word before a machine may show it (DESIGN 8)
TWICE = 2  # a phrase of such words is worth counting from the second respondent on
ENOUGH = 500  # places that tell how a phrase is mostly written
VOCABULARY = 2**15 - 2  # four numbers of 15 bits make one key


@dataclass(frozen=True, slots=True)
class Stream:
    """Every word of every text, one after the other."""

    words: np.ndarray  # as written
    stems: np.ndarray  # number of the stem; 0 where too few respondents wrote it
    text_no: np.ndarray
    joined: np.ndarray  # follows on the word before, without a stop between
    vocabulary: tuple[str, ...]  # stem by number; number 0 is none


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases, with the texts that hold them."""

    keys: np.ndarray  # (phrases, LONGEST) stem numbers, 0 behind the last
    holds: sparse.csr_matrix  # texts x phrases, 1 where the text holds the phrase
    voices: np.ndarray  # in how many answers each stands
    whole: np.ndarray  # share of its places where it is a clause of its own
    sense: np.ndarray  # by stem: whether it carries sense
    stream: Stream
    places: tuple[np.ndarray, np.ndarray]  # where each phrase stands in the stream: (starts per phrase, positions)

    def __len__(self) -> int:
        return len(self.keys)

    def occurrences(self, phrase: int) -> np.ndarray:
        """Positions in the stream where the phrase begins."""
        starts, positions = self.places
        return positions[starts[phrase] : starts[phrase + 1]]

    def length(self, phrase: int) -> int:
        """How many words it has."""
        return int(np.count_nonzero(self.keys[phrase]))


def _allowed(stems: list[str], rows: list[int], texts: Texts, needed: int) -> dict[str, int]:
    """Number every stem that enough respondents wrote, the commonest first.

    Counted by responses, not by texts: what one person wrote five times, one person wrote.
    """
    pairs = pd.DataFrame({"stem": stems, "text_no": np.array(rows, dtype=np.int64)}).drop_duplicates()
    spoken = pairs.merge(texts.points[["text_no", "response"]], on="text_no")[["stem", "response"]].drop_duplicates()
    told = spoken.groupby("stem")["response"].size()
    enough = told[told >= needed]
    ranked = sorted(enough.items(), key=lambda item: (-int(item[1]), str(item[0])))[:VOCABULARY]
    return {str(word): number for number, (word, _) in enumerate(ranked, start=1)}


def read_stream(texts: Texts, needed: int = VOICES) -> Stream:
    """Cut all texts into words; words of fewer than `needed` respondents get no number and end a phrase."""
    words: list[str] = []
    joined: list[bool] = []
    rows: list[int] = []
    for number, text in enumerate(texts.shown):
        for word, follows in tokens(text):
            words.append(word)
            joined.append(follows)
            rows.append(number)
    stems = [stem(word) for word in words]
    numbers = _allowed(stems, rows, texts, needed)
    return Stream(
        words=np.array(words, dtype=object),
        stems=np.array([numbers.get(one, 0) for one in stems], dtype=np.int64),
        text_no=np.array(rows, dtype=np.int64),
        joined=np.array(joined, dtype=bool),
        vocabulary=("", *numbers),
    )


def _edges(stream: Stream) -> np.ndarray:
    """Whether a word may stand at the edge of a phrase: neither it nor most of what shares its stem is glue.

    Without the second rule a rare form ("bettered") would speak for a common one that says nothing ("better").
    """
    known = {word: is_glue(word) for word in dict.fromkeys(stream.words)}
    glue = np.array([known[word] for word in stream.words], dtype=bool)
    return np.asarray(~glue & ~_mostly(stream, glue)[stream.stems])


def _mostly(stream: Stream, glue: np.ndarray) -> np.ndarray:
    """For each stem whether most of its words are glue."""
    size = len(stream.vocabulary)
    return np.asarray(
        np.bincount(stream.stems, weights=glue, minlength=size) * 2 > np.bincount(stream.stems, minlength=size)
    )


def _runs(stream: Stream, edge: np.ndarray) -> pd.DataFrame:
    """Every run of up to LONGEST words within a clause, from a word of sense to a word of sense, or a whole clause.

    It may begin with a word that judges, too ("better communication").
    """
    size = len(stream.words)
    begins = np.array([word.casefold() in JUDGING for word in stream.words], dtype=bool)
    opens = ~stream.joined
    closes = np.append(opens[1:], True) if size else opens
    tables = []
    alive = stream.stems > 0
    key = stream.stems.copy()
    for length in range(1, LONGEST + 1):
        starts = np.arange(max(size - length + 1, 0))
        if length > 1:
            last = starts + length - 1
            alive = alive[: len(starts)] & stream.joined[last] & (stream.stems[last] > 0)
            key = (key[: len(starts)] << 15) | stream.stems[last]
        ends = starts + length - 1
        whole = opens[starts] & closes[ends] & (length > 1)
        fit = alive & (whole | ((edge[starts] | (begins[starts] & (length > 1))) & edge[ends]))
        columns = {"key": key[fit], "position": starts[fit], "text": stream.text_no[starts[fit]], "whole": whole[fit]}
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def _enough(runs: pd.DataFrame, voices_of: np.ndarray, needed: int) -> pd.DataFrame:
    pairs = runs[["key", "text"]].drop_duplicates()
    told = pd.Series(voices_of[pairs["text"].to_numpy()]).groupby(pairs["key"].to_numpy()).sum()
    return runs[runs["key"].isin(told.index[told >= needed])]


def _unpacked(keys: np.ndarray) -> np.ndarray:
    parts = np.stack([(keys >> (15 * place)) & 0x7FFF for place in reversed(range(LONGEST))], axis=1)
    lead = np.argmax(parts > 0, axis=1)
    order = (np.arange(LONGEST)[None, :] + lead[:, None]) % LONGEST
    return np.take_along_axis(parts, order, axis=1)


def find_phrases(texts: Texts, needed: int = VOICES) -> Phrases:
    """All phrases of two respondents or more, up to four words long, of words that `needed` respondents wrote."""
    stream = read_stream(texts, needed)
    edge = _edges(stream)
    runs = _enough(_runs(stream, edge), texts.voices, min(needed, TWICE)).sort_values(["key", "position"])
    keys, number = np.unique(runs["key"].to_numpy(), return_inverse=True)
    parts = _unpacked(keys)
    pairs = pd.DataFrame({"text": runs["text"].to_numpy(), "phrase": number}).drop_duplicates()
    cells = (np.ones(len(pairs), dtype=np.float32), (pairs["text"].to_numpy(), pairs["phrase"].to_numpy()))
    holds = sparse.csr_matrix(cells, shape=(len(texts), len(keys)))
    starts = np.searchsorted(number, np.arange(len(keys) + 1))
    return Phrases(
        keys=parts,
        holds=holds,
        voices=np.asarray(holds.T @ texts.voices, dtype=np.float64),
        whole=np.bincount(number, weights=runs["whole"], minlength=len(keys)) / np.maximum(np.diff(starts), 1),
        sense=np.bincount(stream.stems, weights=edge, minlength=len(stream.vocabulary)) > 0,
        stream=stream,
        places=(starts, runs["position"].to_numpy()),
    )


def words_of(phrases: Phrases, phrase: int, inside: np.ndarray) -> tuple[str, ...]:
    """The phrase as it is written most often in the texts marked `inside`, without regard to case."""
    at = phrases.occurrences(phrase)
    mine = at[inside[phrases.stream.text_no[at]]][:ENOUGH]
    length = phrases.length(phrase)
    written = [
        tuple(word.casefold().replace("’", "'") for word in phrases.stream.words[place : place + length])
        for place in (mine if len(mine) else at[:ENOUGH])
    ]
    counted = Counter(written)
    return min(counted, key=lambda form: (-counted[form], form))
