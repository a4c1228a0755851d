"""Which class a problem belongs to, ranked without a model: phrases of the classes, then TF-IDF.

Words are compared by stems. A class scores the weights of its recognition phrases that stand in
the text, and the cosine of the TF-IDF vectors of the text and of the class's own words and
examples. Every step is deterministic.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from orthought.agent.classes.library import ProblemClass, get, load_classes
from orthought.base import Model
from orthought.problem import TableProfile

THRESHOLD: Final = 1.0
"""Below this score a class is not worth its advice: the text says too little."""
SIMILARITY_WEIGHT: Final = 12.0
"""Points for a cosine of 1; a strong phrase is worth 3 to 5 points."""


_Sentence = tuple[list[str], frozenset[str]]
"""Stems in their order, and the same as a set, since most phrases fail on a word that is absent."""


class ClassScore(Model):
    """How much a text looks like a class."""

    identifier: str
    score: float
    similarity: float
    """Cosine of the TF-IDF vectors, 0 to 1."""
    evidence: tuple[str, ...] = ()
    """The recognition phrases that were found."""


def classify(text: str, tables: Sequence[TableProfile] = ()) -> tuple[ClassScore, ...]:
    """Return all classes, the most similar first; equal scores stand by identifier.

    Args:
        text: the problem in words.
        tables: profiles of its tables; their names and columns are read as words.
    """
    sentences = [_stems(part) for part in _SENTENCE_END.split(text)]
    sentences += [_stems(_table_words(table)) for table in tables]
    vector = _weigh(Counter(stem for sentence in sentences for stem in sentence))
    known: list[_Sentence] = [(sentence, frozenset(sentence)) for sentence in sentences]
    scores = [_score(item, known, vector) for item in load_classes()]
    return tuple(sorted(scores, key=lambda score: (-score.score, score.identifier)))


def best_classes(
    text: str, n: int = 2, threshold: float = THRESHOLD, tables: Sequence[TableProfile] = ()
) -> tuple[ProblemClass, ...]:
    """Return at most `n` classes whose score reaches the threshold, the most similar first."""
    ranked = classify(text, tables)[: max(n, 0)]
    return tuple(get(score.identifier) for score in ranked if score.score >= threshold)


def text_similarity(first: str, second: str) -> float:
    """Return the cosine of two texts' words as the class library weighs them, from 0 to 1."""
    one, two = (_weigh(Counter(_stems(text))) for text in (first, second))
    return _cosine(one, two)


def words_of(text: str) -> frozenset[str]:
    """Return the stems of a text's words, without its numbers."""
    return frozenset(word for word in _stems(text) if not word.isdigit())


def stem(word: str) -> str:
    """Return the stem of a lower-case English word: endings of number and tense are cut."""
    for ending, rest in _ENDINGS:
        kept = word.removesuffix(ending) + rest
        # 'bring' and 'bus' end like forms of other words and are none.
        if word.endswith(ending) and len(kept) >= 3 and _VOWEL.search(kept):
            word = kept
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _score(
    item: ProblemClass, sentences: list[_Sentence], vector: Mapping[str, float]
) -> ClassScore:
    found = [phrase for phrase in item.recognition if _stands_in(phrase.text, sentences)]
    similarity = _cosine(vector, _class_vectors()[item.identifier])
    score = sum(phrase.weight for phrase in found) + SIMILARITY_WEIGHT * similarity
    return ClassScore(
        identifier=item.identifier,
        score=round(score, 6),
        similarity=round(similarity, 6),
        evidence=tuple(phrase.text for phrase in found),
    )


def _stands_in(phrase: str, sentences: list[_Sentence]) -> bool:
    """Whether the parts of a phrase follow each other in one sentence."""
    parts = _phrase_stems(phrase)
    needed = {word for part in parts for word in part}
    return any(needed <= words and _follow(parts, sentence) for sentence, words in sentences)


def _follow(parts: tuple[tuple[str, ...], ...], sentence: list[str]) -> bool:
    position = 0
    for part in parts:
        starts = range(position, len(sentence) - len(part) + 1)
        here = next((k for k in starts if tuple(sentence[k : k + len(part)]) == part), None)
        if here is None:
            return False
        position = here + len(part)
    return True


@functools.cache
def _phrase_stems(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_stems(part)) for part in phrase.split(" ... "))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(text.lower())]


def _table_words(table: TableProfile) -> str:
    return " ".join([table.name, *(column.name for column in table.columns)]).replace("_", " ")


@functools.cache
def _class_counts() -> Mapping[str, Counter[str]]:
    """Stems of each class: its title, its phrases by weight, and the texts of its examples."""
    counts = {}
    for item in load_classes():
        words: Counter[str] = Counter(_stems(item.title))
        for phrase in item.recognition:
            for found in _stems(phrase.text):
                words[found] += math.ceil(phrase.weight)
        for example in item.examples:
            words.update(_stems(example.problem))
        counts[item.identifier] = words
    return counts


@functools.cache
def _rarity() -> Mapping[str, float]:
    """Inverse document frequency of every stem of the library."""
    counts = _class_counts()
    found = Counter(word for words in counts.values() for word in words)
    return {word: math.log((1 + len(counts)) / (1 + number)) for word, number in found.items()}


@functools.cache
def _class_vectors() -> Mapping[str, Mapping[str, float]]:
    return {identifier: _weigh(words) for identifier, words in _class_counts().items()}


def _weigh(words: Counter[str]) -> Mapping[str, float]:
    """Return the TF-IDF vector of length 1; words that no class knows carry no weight."""
    rarity = _rarity()
    vector = {
        word: (1 + math.log(number)) * rarity[word]
        for word, number in sorted(words.items())
        if word in rarity and not word.isdigit()
    }
    length = math.sqrt(math.fsum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def _cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return math.fsum(_products(first, second))


def _products(first: Mapping[str, float], second: Mapping[str, float]) -> Iterator[float]:
    return (value * second[word] for word, value in first.items() if word in second)


_WORD: Final = re.compile(r"[a-z]+|\d+")
_SENTENCE_END: Final = re.compile(r"[.!?;]\s|\n\s*\n|\n\s*[-*|]")
_VOWEL: Final = re.compile(r"[aeiouy]")
_ENDINGS: Final = (
    ("iest", "y"),
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("ing", ""),
    ("ed", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("s", ""),
)
