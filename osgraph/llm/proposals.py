"""Proposals: what a language model says that a text says, before anything of it is believed."""

from __future__ import annotations

from dataclasses import dataclass

from osgraph.model import Modality, Polarity


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim as a language model puts it: names only, nothing looked up yet.

    Attributes:
        subject: name of the subject, in the words of the text.
        subject_class: name of its class.
        relation: name of the relation.
        object: name of the object, or of an openness value.
        object_class: name of its class.
        quote: the words of the text that make the claim.
        polarity: affirmed or denied.
        modality: how sure the text is.
        speaker: name of who says it; "" for the document's author.
    """

    subject: str
    subject_class: str
    relation: str
    object: str
    object_class: str
    quote: str
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ASSERTED
    speaker: str = ""
