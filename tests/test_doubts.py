"""What speaks against a candidate of the pair model: the catalog, the document, the words around."""

from __future__ import annotations

from osgraph import iris, pipeline
from osgraph.model import Document, Modality, Polarity


def claims_of(text: str) -> list[tuple[str, str, str, Polarity, Modality]]:
    """Return the claims of a text by names, as the whole extractor finds them."""
    (annotated,) = pipeline.extract([Document("text", text)])
    names = {e.iri: e.name for e in annotated.entities}
    return [
        (
            names.get(c.subject, ""),
            iris.local(c.relation),
            names.get(c.object, iris.local(c.object)),
            c.polarity,
            c.modality,
        )
        for c in annotated.claims
    ]


def test_a_model_that_the_catalog_knows_is_made_by_no_one_else() -> None:
    text = (
        "Alibaba shows the results of its Qwen3 beside leading models, including GPT-4o and Claude Sonnet 4."
    )
    made = {claim[2] for claim in claims_of(text) if claim[1] == "develops"}
    assert "Qwen3" in made
    assert not made & {"GPT-4o", "Claude Sonnet 4"}


def test_plain_words_may_say_what_the_catalog_does_not() -> None:
    found = claims_of("Huawei has released GPT-4o, an open-source model.")
    assert ("Huawei", "develops", "GPT-4o") in [claim[:3] for claim in found]


def test_techniques_make_nothing() -> None:
    text = "Ferrant Labs develops Lumo-3, a MoE model trained with Supervised Fine-Tuning (SFT) and RLHF."
    assert {claim[0] for claim in claims_of(text) if claim[1] == "develops"} == {"Ferrant Labs"}


def test_what_stands_in_one_noun_phrase_is_taken_for_granted() -> None:
    text = "The rule barred the firm from buying Nvidia's most advanced GPUs, the H100 and A100 chips."
    held = {claim[3:] for claim in claims_of(text) if claim[:2] == ("NVIDIA", "develops")}
    assert held == {(Polarity.POSITIVE, Modality.ASSERTED)}


def test_a_choice_is_not_made_yet() -> None:
    text = "European firms choose between American cloud services and Chinese open-source models."
    held = {claim[4] for claim in claims_of(text) if claim[1] in {"uses", "dependsOn"}}
    assert Modality.ASSERTED not in held
