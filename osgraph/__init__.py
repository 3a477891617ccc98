"""Documents to claims: a knowledge-graph builder that shows its evidence."""

__version__ = "0.1.0"
