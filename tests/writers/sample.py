"""A rich barrier summary of an invented town, and small ones for the edges."""

# ruff: noqa: E501 (a quote stays on one line, as it was said)
from __future__ import annotations

from datetime import date

from consult.writers.barrier_summary import (
    Attendance,
    BarrierSummary,
    Base,
    Count,
    FirstLine,
    Gap,
    Ledger,
    Matrix,
    MatrixRow,
    Method,
    Outcome,
    Overlap,
    Quote,
    Route,
    Run,
    ThemeSection,
    TiedSolution,
)
from consult.writers.figures import Figure

BARRIERS = 289
OUTCOMES = (
    Outcome("1.1", "Evenings in the harbour are safe and lively for everyone"),
    Outcome("1.2", "Fewer people are victims of anti-social behaviour"),
    Outcome("2.1", "Young people have somewhere to go and someone to talk to"),
    Outcome("2.2", "Older people stay in touch with their neighbours"),
    Outcome("3.1", "Every street can reach fresh food on foot"),
    Outcome("3.2", "Homes are warm, dry and fit to live in"),
    Outcome("4.1", "Residents shape what is decided about their area"),
)
THEMES = (
    (
        "resources",
        "Resources",
        "Money, staff, hours, buildings or equipment that are missing, cut or short-lived.",
        74,
        (14, 9, 21, 8, 6, 11, 5),
    ),
    (
        "information",
        "Information and communication",
        "People do not know what exists, or hear of it too late.",
        61,
        (6, 4, 15, 17, 9, 3, 7),
    ),
    (
        "participation",
        "Hurdles to taking part",
        "People would take part but cannot: time, cost, travel, language or access.",
        52,
        (5, 2, 12, 13, 8, 0, 12),
    ),
    (
        "joint-working",
        "Joint working",
        "Bodies plan and act apart where they would do better together.",
        44,
        (11, 12, 6, 3, 4, 5, 3),
    ),
    (
        "trust",
        "Trust",
        "People doubt that speaking up is safe or changes anything.",
        38,
        (4, 9, 5, 1, 0, 3, 16),
    ),
    (
        "complexity",
        "Complexity and rules",
        "Forms, rules and procedures that stop or slow what people want to do.",
        31,
        (3, 2, 4, 2, 7, 9, 4),
    ),
    (
        "duplication",
        "Duplication",
        "The same work, question or meeting done twice, unknown to each other.",
        19,
        (2, 3, 6, 1, 2, 0, 5),
    ),
    (
        "representation",
        "Representation",
        "The same few are heard; some groups are not at the table.",
        17,
        (1, 0, 3, 2, 0, 0, 11),
    ),
    (
        "boundaries",
        "Identity and boundaries",
        "Areas and responsibilities that do not match how people live.",
        12,
        (4, 3, 0, 0, 1, 2, 2),
    ),
    (
        "apathy",
        "Apathy",
        "People do not care to act, or only when something is already wrong.",
        8,
        (1, 2, 1, 0, 0, 0, 4),
    ),
)
ROW_TOTALS = (41, 37, 60, 39, 31, 29, 52)
QUOTES = {
    "resources": (
        Quote(
            "S-0017",
            "The youth club closed on Thursdays because there is nobody to pay for the second worker, and one worker alone is not allowed to open.",
            "Workshop",
            "2.1",
            "Table 3",
            ("HYF",),
        ),
        Quote(
            "S-0204",
            "Funding runs out every March. We spend January to March writing bids in place of doing the work.",
            "Workshop",
            "1.1",
            "Table 1",
            ("HT", "TC"),
        ),
        Quote(
            "S-0391",
            "no benches no shelter no toilets. my mum would walk to the shop if there was somewhere to sit half way",
            "Survey",
            "3.1",
            "Question 2",
        ),
        Quote(
            "S-0402",
            "Damp was reported in October. The one surveyor covers four towns.",
            "Survey",
            "3.2",
            "Question 2",
        ),
    ),
    "information": (
        Quote(
            "S-0033",
            "I found out about the lunch club from a woman at the bus stop after living here for six years.",
            "Survey",
            "2.2",
            "Question 4",
        ),
        Quote(
            "S-0120",
            "Everything is on the website. Half of the people we work with have no internet at home.",
            "Workshop",
            "2.2",
            "Table 5",
            ("ACN",),
        ),
        Quote("S-0128", "Posters go up the day before.", "Workshop", "2.1", "Table 2"),
    ),
    "participation": (
        Quote(
            "S-0075",
            "Meetings at 2 pm on a Tuesday. I work. Nobody I know can come.",
            "Survey",
            "4.1",
            "Question 4",
        ),
        Quote(
            "S-0077",
            "The last bus leaves at ten to seven, so an evening class means a taxi home, and the taxi costs more than the class.",
            "Survey",
            "2.1",
            "Question 2",
        ),
        Quote(
            "S-0310",
            "Brak tłumacza – nie mogę powiedzieć, czego potrzebuję.",
            "Survey",
            "4.1",
            "Question 4",
        ),
    ),
    "trust": (
        Quote(
            "S-0142",
            "We told the council about the lights in 2023 and in 2024. Why would I fill in another form?",
            "Survey",
            "1.2",
            "Question 2",
        ),
        Quote("S-0150", "If I report them they know it was me.", "Workshop", "1.2", "Table 6"),
    ),
}
SOLUTIONS = {
    "resources": (
        Quote(
            "S-0018",
            "Two clubs could share one paid worker and open on different nights.",
            "Workshop",
            "2.1",
            "Table 3",
            ("HYF",),
        ),
        Quote(
            "S-0392",
            "Three benches between the flats and Market Street.",
            "Survey",
            "3.1",
            "Question 3",
        ),
    ),
    "information": (
        Quote(
            "S-0121",
            "One printed sheet a month for every doctor’s waiting room.",
            "Workshop",
            "2.2",
            "Table 5",
            ("ACN",),
        ),
    ),
}
WORK = {
    "resources": (
        Quote(
            "S-0019",
            "Saturday sports sessions, funded until next summer.",
            "Workshop",
            "2.1",
            "Table 3",
            ("HYF",),
        ),
    ),
    "joint-working": (
        Quote(
            "S-0063",
            "Weekly call of wardens, police and door staff on Friday afternoons.",
            "Workshop",
            "1.1",
            "Table 1",
            ("TC", "HP"),
        ),
    ),
}


def bare(number: int, evidence: str) -> Figure:
    return Figure(number, evidence)


def section(
    key: str, name: str, definition: str, count: int, counts: tuple[int, ...]
) -> ThemeSection:
    by_outcome = tuple(
        Count(outcome.text, Figure(number, f"theme:{key}/outcome:{outcome.reference}", count))
        for outcome, number in zip(OUTCOMES, counts, strict=True)
        if number and number <= count
    )
    partners = (("Harbour Trust", count // 5), ("Alder Care Network", count // 8))
    return ThemeSection(
        key=key,
        name=name,
        definition=definition,
        figure=Figure(count, f"theme:{key}", BARRIERS),
        by_outcome=by_outcome,
        by_partner=tuple(Count(n, bare(c, f"theme:{key}/partner:{n}")) for n, c in partners if c),
        quotes=QUOTES.get(key, ()),
        tied_solutions=TIED.get(key, ()),
        solutions=SOLUTIONS.get(key, ()),
        work=WORK.get(key, ()),
    )


def matrix() -> Matrix:
    return Matrix(
        themes=tuple(name for _, name, *_ in THEMES),
        rows=tuple(
            MatrixRow(
                outcome,
                tuple(bare(t[4][place], f"matrix:{outcome.reference}/{t[0]}") for t in THEMES),
                bare(ROW_TOTALS[place], f"matrix:{outcome.reference}"),
            )
            for place, outcome in enumerate(OUTCOMES)
        ),
        totals=tuple(bare(t[3], f"matrix:/{t[0]}") for t in THEMES),
        total=bare(BARRIERS, "matrix:"),
    )


def ledger(*counts: int) -> Ledger:
    names = ("themed", "other", "empty", "duplicate", "campaign", "withheld")
    places = {
        name: bare(count, f"ledger:{name}") for name, count in zip(names, counts, strict=True)
    }
    return Ledger(received=bare(sum(counts), "ledger:received"), **places)


def first_lines() -> tuple[FirstLine, ...]:
    return (
        FirstLine(
            (
                "Resources are the barrier named most often: ",
                Figure(74, "theme:resources", BARRIERS),
                ". It comes first for young people and for evenings in the harbour.",
            )
        ),
        FirstLine(
            (
                "What exists is not known: ",
                Figure(61, "theme:information", BARRIERS),
                " barriers are about information, most of them under outcome 2.2.",
            )
        ),
        FirstLine(
            (
                Figure(52, "theme:participation", BARRIERS),
                " say that people would take part but cannot, above all because of time and the last bus.",
            )
        ),
        FirstLine(
            (
                "Trust is the matter of outcome 4.1: ",
                Figure(16, "matrix:4.1/trust", 52),
                " of its barriers.",
            )
        ),
        FirstLine(
            (
                "For ",
                Figure(23, "gap:barriers", BARRIERS),
                " no work is under way with any partner.",
            )
        ),
    )


def gaps() -> tuple[Gap, ...]:
    return (
        Gap(
            OUTCOMES[4],
            bare(14, "gap:3.1"),
            (
                Quote(
                    "S-0395",
                    "The only fresh fruit within a mile is at the petrol station.",
                    "Survey",
                    "3.1",
                    "Question 2",
                ),
            ),
        ),
        Gap(
            OUTCOMES[5],
            bare(9, "gap:3.2"),
            (
                Quote(
                    "S-0402",
                    "Damp was reported in October. The one surveyor covers four towns.",
                    "Survey",
                    "3.2",
                    "Question 2",
                ),
            ),
        ),
    )


TIED = {
    "resources": (
        TiedSolution(
            Quote(
                "S-0907", "Share one minibus between the three halls.", "Workshop", "", "Table 2"
            ),
            ("S-0101", "S-0112"),
        ),
    ),
}


def attendance() -> Attendance:
    return Attendance(
        workshop="Spring gathering",
        held_on=date(2026, 2, 19),
        place="The Sail Loft",
        present=bare(74, "attendance:present workshop:1"),
        invited=bare(91, "attendance:invited workshop:1"),
        apologies=bare(8, "attendance:apologies workshop:1"),
        substitutes=bare(3, "attendance:substitutes workshop:1"),
        organisations=(
            Count("Harbour Trust", bare(6, "attendance:'from Harbour Trust' workshop:1")),
            Count("Alder Care Network", bare(5, "attendance:'from Alder Care Network' workshop:1")),
        ),
        absent=("Drainage Board",),
        quorum="Quorum: 20 people. It was met: 74 came.",
        people=("Sam Oak (Harbour Trust)", "Mo Fir, for Kim Elm"),
        apologies_from=("Kim Elm",),
    )


def rich() -> BarrierSummary:
    return BarrierSummary(
        title="What stands in the way",
        organisation="Alderhaven Community Partnership",
        consultation="Alderhaven conversation 2026",
        purpose="What partners and residents of Alderhaven told us gets in the way of the seven outcomes of the community strategy, so that the partnership can decide in May where to act first.",
        generated_on=date(2026, 4, 9),
        opened_on=date(2026, 2, 2),
        closed_on=date(2026, 3, 27),
        base=Base(
            statements=bare(1204, "statements"),
            barriers=bare(BARRIERS, "barriers"),
            people=(
                Count("Workshop participants", bare(74, "people:workshop")),
                Count("Survey respondents", bare(312, "people:survey")),
                Count("Letters and emails", bare(9, "people:letters")),
            ),
        ),
        attendance=(attendance(),),
        short_names=(("HT", "Harbour Trust"),),
        first_lines=first_lines(),
        matrix=matrix(),
        sections=tuple(section(*theme) for theme in THEMES),
        barriers_without_work=gaps(),
        work_without_barriers=(
            Gap(
                OUTCOMES[0],
                bare(4, "gap:work:1.1"),
                (
                    Quote(
                        "S-0066", "Lantern walk in December.", "Workshop", "1.1", "Table 1", ("HT",)
                    ),
                ),
            ),
        ),
        overlaps=(
            Overlap(
                "Holiday activities for 11 to 16 year olds",
                ("Harbour Youth Forum", "Alder Care Network"),
                (
                    Quote(
                        "S-0021",
                        "Summer activities, three days a week, at the old school.",
                        "Workshop",
                        "2.1",
                        "Table 3",
                        ("HYF",),
                    ),
                    Quote(
                        "S-0131",
                        "Free holiday lunches with games for secondary pupils.",
                        "Workshop",
                        "2.1",
                        "Table 4",
                        ("ACN",),
                    ),
                ),
                "confirmed",
                "Both run in August for the same ages.",
            ),
        ),
        cannot_conclude=(
            "How common a barrier is in the whole town: those who took part chose to, and were not a sample.",
            "What people in Westmoor think: only 6 of the 312 respondents gave a postcode there.",
            "That a theme with few statements matters little. One sentence can be the one that counts.",
        ),
        method=Method(
            routes=(
                Route(
                    "Conference",
                    "Six tables with a facilitator each, capture sheets",
                    date(2026, 2, 12),
                    date(2026, 2, 12),
                ),
                Route(
                    "Survey",
                    "Online and on paper, in English and Polish",
                    date(2026, 2, 2),
                    date(2026, 3, 27),
                ),
            ),
            run=Run(
                7,
                "sha256:3c1f9e0a77d2c6b4f1a8e35d",
                (("analysis", "0.1.0"), ("scikit-learn", "1.8.0")),
                date(2026, 3, 30),
            ),
            decided_by_people=Figure(231, "codings:people", 356),
            notes=(
                "Each statement was put under the themes of the codebook by machine, with the words that matched. Two officers checked the least certain first.",
            ),
        ),
        ledger=ledger(1046, 88, 12, 31, 24, 3),
    )


def empty() -> BarrierSummary:
    return BarrierSummary(
        title="What stands in the way",
        organisation="Alderhaven Town Council",
        consultation="Alderhaven conversation 2027",
        purpose="To learn what gets in the way.",
        generated_on=date(2027, 1, 1),
        base=Base(bare(0, "statements"), bare(0, "barriers")),
        ledger=ledger(0, 0, 0, 0, 0, 0),
    )
