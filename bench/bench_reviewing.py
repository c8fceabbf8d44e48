"""Review: what queues bring over reading at random, and whether the intervals hold."""

from __future__ import annotations

from itertools import product

import numpy as np
from learning_sets import Coded, barriers, draw, f1, nhs, ottensen

from analysis.encoder import default_encoder
from analysis.estimate import FEWEST, estimate, estimate_queued
from analysis.queues import by_both, by_diversity, by_uncertainty, uncertainty
from analysis.witnesses import Witnesses

ORDERS = ("random", "uncertainty", "diversity", "both")


def heard(coded: Coded, learnt: np.ndarray) -> Witnesses:
    return Witnesses(coded.codebook, coded.examples(learnt), default_encoder())


def table_of(coded: Coded, witnesses: Witnesses, asked: np.ndarray) -> np.ndarray:
    return witnesses.given(witnesses.weigh([coded.texts[at] for at in asked])[0]).astype(float)


def next_ones(coded: Coded, learnt: np.ndarray, rest: np.ndarray, by: str, most: int) -> np.ndarray:
    """Return which of the rest are read next."""
    if by == "random":
        return rest[:most]
    witnesses = heard(coded, learnt)
    found, _, vectors = witnesses.weigh([coded.texts[at] for at in rest])
    known = default_encoder().encode([coded.texts[at] for at in learnt])
    uncertain = uncertainty(found, witnesses.thresholds)
    if by == "uncertainty":
        return rest[by_uncertainty(uncertain, most)]
    if by == "diversity":
        return rest[by_diversity(vectors, known, most)]
    return rest[by_both(uncertain, vectors, known, most)]


def curve(coded: Coded, number: int, by: str, sizes: tuple[int, ...]) -> list[tuple[float, float]]:
    asked, pool = draw(coded, number, 1_000)
    pool = pool[:2_000]
    learnt, found = pool[: sizes[0]], []
    for size in sizes:
        rest = pool[~np.isin(pool, learnt)]
        if size > len(learnt):
            learnt = np.append(learnt, next_ones(coded, learnt, rest, by, size - len(learnt)))
        found.append(f1(coded.coded[asked], table_of(coded, heard(coded, learnt), asked)))
    return found


def queues(coded: Coded, sizes: tuple[int, ...], draws: int = 3) -> None:
    print(
        f"\n{coded.name}: macro / micro F1 after so many decisions, the first {sizes[0]} at random"
    )
    print(" " * 14, "".join(f"{size:<16}" for size in sizes))
    for by in ORDERS:
        rows = np.mean([curve(coded, number, by, sizes) for number in range(draws)], axis=0)
        print(f"  {by:12}", " ".join("{:.3f} / {:.3f}  ".format(*row) for row in rows))


def coverage(coded: Coded, draws: int = 1_000) -> None:
    order = np.random.default_rng(1).permutation(len(coded.texts))[:1_500]
    learnt, rest = order[:150], order[150:]
    machine, people = table_of(coded, heard(coded, learnt), rest), coded.coded[rest]
    print(f"\n{coded.name}: of {draws} draws, how many intervals hold the truth; mean width")
    for size in (30, 50, 100, 200):
        held, width = [], []
        for number in range(draws):
            places = np.random.default_rng(number).permutation(len(rest))
            read, unread = places[:size], places[size:]
            told = estimate(machine[read], people[read], unread=len(unread))
            true = (
                f1(people[unread], machine[unread])[1],
                (people[unread] == machine[unread]).all(axis=1).mean(),
            )
            both = (told.f1_micro, told.identical)
            held.append([each.low <= t <= each.high for each, t in zip(both, true, strict=True)])
            width.append([each.high - each.low for each in both])
        (f1_held, same_held), (f1_width, same_width) = np.mean(held, axis=0), np.mean(width, axis=0)
        print(
            f"  n={size:4}  micro F1 {f1_held:.1%}, {f1_width:.2f} wide;"
            f"  identical {same_held:.1%}, {same_width:.2f} wide"
        )


def while_learning(coded: Coded, draws: int = 40) -> None:
    """Check estimates where the machine learned from the decisions that it is judged by."""
    print(f"\n{coded.name}: the same where it learned from these decisions ({draws} draws)")
    for size, by in product((60, 150), ("random", "uncertainty")):
        held, off = [], []
        for number in range(draws):
            pool = np.random.default_rng(number).permutation(len(coded.texts))[:1_000]
            start = pool[:FEWEST]
            read = np.append(start, next_ones(coded, start, pool[FEWEST:], by, size - FEWEST))
            unread = pool[~np.isin(pool, read)]
            witnesses = heard(coded, read)
            machine, people = witnesses.given(witnesses.learnt.left_out), witnesses.learnt.coded
            true = f1(coded.coded[unread], table_of(coded, witnesses, unread))[1]
            told = estimate(machine.astype(float), people, unread=len(unread)).f1_micro
            if by != "random":
                found, _, _ = witnesses.weigh([coded.texts[at] for at in unread])
                was, now = (
                    uncertainty(each, witnesses.thresholds)
                    for each in (witnesses.learnt.left_out, found)
                )
                weighed = estimate_queued(machine.astype(float), people, was, now).f1_micro
                off.append((told.value - true, weighed.value - true))
                told = weighed
            else:
                off.append((told.value - true, told.value - true))
            held.append(told.low <= true <= told.high)
        plain, kept = np.mean(off, axis=0)
        print(
            f"  n={size:4} by {by:12} intervals hold {np.mean(held):.0%}; off by {plain:+.3f}"
            f" as they stand, {kept:+.3f} as told"
        )


def joined_barriers() -> Coded:
    parts = [barriers("heldout-barriers.csv"), barriers("blind/barriers.csv")]
    texts = [text for part in parts for text in part.texts]
    coded = np.vstack([part.coded for part in parts])
    return Coded("Barriers", texts, coded, parts[0].codebook)


if __name__ == "__main__":
    for each in (nhs(), nhs(1)):
        queues(each, (20, 50, 100, 200, 400))
    queues(ottensen(), (20, 40, 80, 160))
    queues(joined_barriers(), (20, 50, 100))
    for each in (nhs(), ottensen()):
        coverage(each)
    while_learning(nhs())
