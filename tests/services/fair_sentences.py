"""Forty sentences, half of them misleading, that the fairness check must sort.

They were written before the rules, about the same figures: 40 reviewed barriers, of which 26 are
about transport, 12 about money, 9 about parking (where 7 statements of work say the opposite) and
4 about safety; under outcome 2.1 there are 6 barriers, 4 of them about transport. 64 statements
came in. Two of those who answered live in Quarry Top, 3 in Saltmarsh and 17 in Ropewalk.
"""

from __future__ import annotations

QUOTE = "The last bus goes at six, so nobody under thirty comes to the hall after work."

FAIR = (
    "Transport was the barrier named most often: {theme:transport.of} of those reviewed.",
    "Most of the barriers are about transport ({theme:transport.of}).",
    "A majority of the barriers, {theme:transport.of}, are about getting there.",
    "Many barriers, {theme:money.of}, are about money.",
    "{theme:safety.count} of {theme:safety.base} barriers are about feeling safe.",
    "A few barriers, {theme:safety.of}, are about feeling safe.",
    "{base:statements} statements came in between 6 October 2025 and 31 October 2025.",
    "Opinion on parking is divided: {theme:parking.of} barriers name it, and"
    " {kind:work theme:parking} statements of work say that it has improved.",
    "Under outcome 2.1 there are {outcome:2.1} barriers.",
    "The grant of £12,500 ends in March 2027.",
    "Of {theme:transport.base} barriers reviewed, {theme:transport.share} are about transport.",
    "A minority of the barriers, {theme:money.of}, are about money.",
    "Section 149 of the Equality Act 2010 asks the council to think of everybody who is affected.",
    "Nobody was asked for a name, so we cannot say how many people made these statements.",
    "One person can make several statements, so these are not numbers of people.",
    "Those who live in Ropewalk answered {group:ropewalk} times.",
    "Some barriers, {theme:money.of}, are about money.",
    "The officers looked at all of the options in appendix 2.",
    f"As one statement put it: “{QUOTE}”",
    "We do not know what those who stayed away would have said.",
)

MISLEADING = (
    "Most of the barriers are about money ({theme:money.of}).",
    "A large majority of respondents want better buses.",
    "Nearly all barriers, {theme:transport.of}, are about transport.",
    "26 of the 40 barriers are about transport.",
    "{theme:transport.share} of barriers are about transport.",
    "Under outcome 2.1, {outcome:2.1 theme:transport.share} of {outcome:2.1 theme:transport.base}"
    " barriers are about transport.",
    "Only a few barriers, {theme:money.of}, are about money.",
    "Everybody agreed that the buses stop too early.",
    "Nobody objected to the plan.",
    "Residents said that parking has become harder: {theme:parking.of} barriers.",
    "People in Quarry Top want a crossing.",
    "Two thirds of residents name transport.",
    "As one resident put it: “Nobody comes to the hall because the council does not care.”",
    "Four in five people feel unsafe after dark.",
    "There is overwhelming support for a later bus.",
    "Hardly anyone mentioned money ({theme:money.of}).",
    "The consultation gives the council a clear mandate for the new timetable.",
    "As many as {theme:safety.count} barriers are about safety, which shows that the town is"
    " no longer safe.",
    "Half of the barriers, {theme:money.of}, are about money.",
    "The community is content with the service as it is.",
)

# Twenty more, written after the rules: what the check was worth on sentences that it was not made
# for. Six misleading ones passed, and six fair ones were stopped; the rules were mended with them.
LATER_FAIR = (
    "Barriers about transport outnumber those about money: {theme:transport.of} against"
    " {theme:money.of}.",
    "Fewer than half of the barriers, {theme:money.of}, are about money.",
    "The bus company has run three services since 2019.",
    "Almost two in three barriers are about transport: {theme:transport.of}.",
    "More people came than we had chairs for.",
    "The hall is open to all residents on the first Tuesday of each month.",
    "Some of those who took part also wrote to the council.",
    "No barrier was left out of the count: {ledger:received} were received.",
    "The council will answer every statement by June 2027.",
    "{theme:transport.share} of the {theme:transport.base} barriers reviewed name transport, and"
    " {theme:money.share} of {theme:money.base} name money.",
)
LATER_MISLEADING = (
    "There is real appetite for change.",
    "The barriers named are chiefly a matter of money: {theme:money.of}.",
    "Transport, with {theme:transport.count} mentions, dwarfs every other concern.",
    "Concern about safety is growing: {theme:safety.count} barriers.",
    "Respondents overwhelmingly back the new timetable.",
    "Seldom did anybody raise money ({theme:money.of}).",
    "Nine out of every ten residents would use a later bus.",
    "Practically everyone who came spoke of buses.",
    "Since the new buses came, complaints have halved.",
    "Quarry Top is firmly against the plan.",
)
# Forty more, written by somebody who had not seen the rules, and scored before anything was mended.
HELD_OUT_FAIR = (
    "Of the barriers reviewed, {theme:transport.of} concern transport.",
    "{theme:transport.share} of {theme:transport.base} barriers mention getting around.",
    "More than half of the barriers, {theme:transport.of}, concern transport.",
    "Under a third of the barriers, {theme:money.of}, concern money.",
    "Roughly two thirds of the barriers, {theme:transport.of}, concern transport.",
    "About a quarter of the barriers, {theme:parking.of}, name parking, while"
    " {kind:work theme:parking} statements of work say that it is better.",
    "One barrier in ten, {theme:safety.of}, concerns feeling safe.",
    "Money came second, with {theme:money.of} barriers.",
    "A small number of the barriers, {theme:safety.of}, concern feeling safe.",
    "The new bus lane opened on 3 March 2025.",
    "Those who answered chose to; they do not stand for everybody in the town.",
    "We cannot tell from these answers how many residents would use a later bus.",
    "Officers met the bus company twice in June.",
    "Appendix 4 lists every statement with its themes.",
    "The budget for 2026/27 is £1.2 million.",
    "All {base:statements} statements were read by an officer.",
    "Some who wrote about parking found it harder ({theme:parking.of} barriers); others said that"
    " it has improved ({kind:work theme:parking} statements).",
    "Nothing in this report shows what caused the problems that people name.",
    "The largest group among those who gave their ward lives in Ropewalk ({group:ropewalk}).",
    "The council is asked to note the findings and to agree the next steps in section 5.",
)
HELD_OUT_MISLEADING = (
    "The bulk of barriers, {theme:money.of}, concern money.",
    "Money is by far the biggest barrier ({theme:money.of}).",
    "Transport is the only barrier that matters to people ({theme:transport.of}).",
    "A handful of barriers, {theme:transport.of}, concern transport.",
    "Local people are united behind the proposal.",
    "It is clear that residents want a later bus.",
    "Three quarters of the barriers, {theme:transport.of}, concern transport.",
    "The vast majority of the town supports the scheme.",
    "Only a handful of respondents raised concerns.",
    "Respondents were broadly supportive.",
    "No one raised any concerns about safety.",
    "Parking is a problem, as {theme:parking.of} barriers show.",
    "Because of the cuts, {theme:money.of} barriers are about money.",
    "Twice as many people named transport as money.",
    "Around 70 per cent of barriers concern transport.",
    "Almost none of the barriers, {theme:parking.of}, name parking, though"
    " {kind:work theme:parking} statements of work do.",
    "Quarry Top residents told us that they feel forgotten.",
    "Complaints about safety have fallen since last year.",
    "The results prove that the timetable is failing.",
    "A silent majority is happy with how things are.",
)
