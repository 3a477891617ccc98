"""Extraction with a language model: it proposes, the text disposes.

Nothing here imports the client library before a language model is asked.
"""

from __future__ import annotations

from osgraph.llm.asking import Asked, ask
from osgraph.llm.combining import combine
from osgraph.llm.grounding import Grounded, ground
from osgraph.llm.proposals import Proposal
from osgraph.llm.proposing import EXTRACTORS, Proposer, Settings, Told
from osgraph.llm.serving import KEY, Client, Server
from osgraph.llm.spending import Price, Usage

__all__ = [
    "EXTRACTORS",
    "KEY",
    "Asked",
    "Client",
    "Grounded",
    "Price",
    "Proposal",
    "Proposer",
    "Server",
    "Settings",
    "Told",
    "Usage",
    "ask",
    "combine",
    "ground",
]
