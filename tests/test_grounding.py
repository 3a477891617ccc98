"""Grounding: which sentences bear out what a language model proposes of them, and which do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from osgraph import claims, llm, sections, text
from osgraph.llm import Proposal
from osgraph.model import Document, Polarity, Span
from osgraph.pipeline.processes import Means

if TYPE_CHECKING:
    from collections.abc import Callable

    from osgraph.llm import Grounded

BULLETIN = Document(
    "bulletin",
    """Sales of chips grew thanks to cheap loans. Shorter queues through new counters are promised.

The jury tested Tern-2, a leading open model.

Norvia's chips cannot match Umbra's chips in speed.

Barred from buying Tern-2 chips, Norvia hired students.

Norvia relies on open models rather than rented machines.

Secretary of State Ann Doe spoke in Oslo.

Umbra should not ban Tern-2. The new rules came in May. Norvia is now limited in what it buys.

Umbra is in trouble. Norvia has deep pockets and is happy to help.

Schools met in June. They praise Umbra. Norvia sells chips to farmers.

The charter will:

- Weaken Norvia
""",
)
POSITIVE, NEGATIVE = Polarity.POSITIVE, Polarity.NEGATIVE
KEPT = ""
REVERSED, DENIED, NO_DENIAL = "other way round", "deny it", "no word denies it"
NO_SUBJECT, NO_OBJECT = "speak of the subject", "speak of the object"
CASES: dict[str, tuple[tuple[str, str, str, str, str], str, Polarity, str]] = {
    # subject, its class, relation, object, its class; quote; polarity; why it is refused, if it is
    "a cause behind the effect": (
        ("cheap loans", "Concept", "strengthens", "Sales", "Concept"),
        "Sales of chips grew thanks to cheap loans.", POSITIVE, KEPT),
    "an effect as the cause": (
        ("Sales", "Concept", "strengthens", "cheap loans", "Concept"),
        "Sales of chips grew thanks to cheap loans.", POSITIVE, REVERSED),
    "a means in a noun phrase": (
        ("new counters", "Concept", "leadsTo", "Shorter queues", "Concept"),
        "Shorter queues through new counters are promised.", POSITIVE, KEPT),
    "a means turned round": (
        ("Shorter queues", "Concept", "leadsTo", "new counters", "Concept"),
        "Shorter queues through new counters are promised.", POSITIVE, REVERSED),
    "a thing and its kind": (
        ("Tern-2", "Model", "leadsIn", "open model", "Concept"),
        "The jury tested Tern-2, a leading open model.", POSITIVE, KEPT),
    "what another cannot match": (
        ("Umbra's chips", "Hardware", "outperforms", "Norvia's chips", "Hardware"),
        "Norvia's chips cannot match Umbra's chips in speed.", POSITIVE, KEPT),
    "what another cannot match, denied": (
        ("Umbra's chips", "Hardware", "outperforms", "Norvia's chips", "Hardware"),
        "Norvia's chips cannot match Umbra's chips in speed.", NEGATIVE, NO_DENIAL),
    "what one is barred from": (
        ("Norvia", "Company", "uses", "Tern-2 chips", "Hardware"),
        "Barred from buying Tern-2 chips, Norvia hired students.", POSITIVE, DENIED),
    "what one is barred from, denied": (
        ("Norvia", "Company", "uses", "Tern-2 chips", "Hardware"),
        "Barred from buying Tern-2 chips, Norvia hired students.", NEGATIVE, KEPT),
    "what is set apart": (
        ("Norvia", "Company", "dependsOn", "rented machines", "Hardware"),
        "Norvia relies on open models rather than rented machines.", POSITIVE, DENIED),
    "what it is set apart from": (
        ("Norvia", "Company", "dependsOn", "open models", "Model"),
        "Norvia relies on open models rather than rented machines.", POSITIVE, KEPT),
    "a body by its head": (
        ("Ann Doe", "Person", "worksFor", "State Department", "Government"),
        "Secretary of State Ann Doe spoke in Oslo.", POSITIVE, KEPT),
    "another body by that head": (
        ("Ann Doe", "Person", "worksFor", "Commerce Department", "Government"),
        "Secretary of State Ann Doe spoke in Oslo.", POSITIVE, NO_OBJECT),
    "a ban that should not be": (
        ("Umbra", "Company", "restricts", "Tern-2", "Model"),
        "Umbra should not ban Tern-2.", NEGATIVE, KEPT),
    "a passive without its agent": (
        ("new rules", "Policy", "restricts", "Norvia", "Company"),
        "Norvia is now limited in what it buys.", POSITIVE, KEPT),
    "an object left out": (
        ("Norvia", "Company", "supports", "Umbra", "Company"),
        "Norvia has deep pockets and is happy to help.", POSITIVE, KEPT),
    "who acts for what is acted on": (
        ("Umbra", "Company", "develops", "Tern-2", "Model"), "They praise Umbra.", POSITIVE, NO_OBJECT),
    "who acts": (
        ("Schools", "Group", "supports", "Umbra", "Company"), "They praise Umbra.", POSITIVE, KEPT),
    "a subject where another acts": (
        ("Umbra", "Company", "supplies", "farmers", "Group"),
        "Norvia sells chips to farmers.", POSITIVE, NO_SUBJECT),
    "a list item behind its lead-in": (
        ("charter", "Policy", "weakens", "Norvia", "Company"),
        "The charter will:\n\n- Weaken Norvia", POSITIVE, KEPT),
    "a list item turned round": (
        ("Norvia", "Company", "weakens", "charter", "Policy"),
        "The charter will:\n\n- Weaken Norvia", POSITIVE, REVERSED),
}  # fmt: skip


@pytest.fixture(scope="module")
def ground() -> Callable[[Proposal], Grounded]:
    """Hold a proposal to the bulletin."""
    tools = Means().load()
    divided = replace(BULLETIN, sections=sections.find(BULLETIN, tools.ontology))
    [(document, passages)] = text.parse(tools.nlp, [divided], names=tools.knowledge.gazetteer.names)
    found = claims.annotate(document, passages, tools.knowledge)
    whole = Span(0, len(BULLETIN.text))
    return lambda proposal: llm.ground([(proposal, whole)], found, passages, tools.knowledge)


@pytest.mark.parametrize("name", CASES)
def test_a_proposal_is_kept_where_the_sentence_says_it(
    name: str, ground: Callable[[Proposal], Grounded]
) -> None:
    terms, quote, polarity, reason = CASES[name]
    grounded = ground(Proposal(*terms, quote, polarity))
    if reason:
        assert grounded.claims == ()
        [refused] = grounded.refused
        assert reason in refused.reason
    else:
        assert grounded.refused == ()
        [claim] = grounded.claims
        assert claim.polarity is polarity
