"""Spending: what a run costs in tokens and money, estimated before and counted after, and its limits."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from osgraph.errors import LanguageModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHARACTERS: Final = 3.5  # of English a token, rather few
_ANSWERED: Final = 0.8  # tokens of answer a token of text, as large models give them; a guess
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens, in whatever currency: of what is sent, and of what is answered."""

    sent: float
    answered: float


@dataclass(frozen=True, slots=True)
class Usage:
    """What requests took.

    Attributes:
        requests: answers that were paid for, those that were of no use included.
        cached: answers that were there from earlier runs.
        sent: tokens sent.
        answered: tokens of answers.
        guessed: requests of which the server told no tokens, so that they were estimated.
    """

    requests: int = 0
    cached: int = 0
    sent: int = 0
    answered: int = 0
    guessed: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.cached + other.cached,
            self.sent + other.sent,
            self.answered + other.answered,
            self.guessed + other.guessed,
        )

    @property
    def tokens(self) -> int:
        """The tokens of both sides."""
        return self.sent + self.answered

    def cost(self, price: Price | None) -> float | None:
        """Return what it costs; None where no price is known.

        Example:
            >>> Usage(sent=2_000_000, answered=500_000).cost(Price(0.1, 0.4))
            0.4
        """
        if price is None:
            return None
        return (self.sent * price.sent + self.answered * price.answered) / _MILLION


def tokens(text: str) -> int:
    """Return about how many tokens a text has: one for each three and a half characters.

    Example:
        >>> tokens("Meta released Llama.")
        6
    """
    return -int(-len(text) // _CHARACTERS)


def estimate(prompts: Iterable[tuple[str, str]]) -> Usage:
    """Return about what requests will take, from the instructions and the text of each."""
    found = [(tokens(task) + tokens(text), int(tokens(text) * _ANSWERED)) for task, text in prompts]
    return Usage(len(found), 0, sum(sent for sent, _ in found), sum(answered for _, answered in found))


class Budget:
    """Counts what is spent and refuses what could break a limit; several threads may share it."""

    def __init__(
        self, price: Price | None = None, *, most_tokens: int | None = None, most_cost: float | None = None
    ) -> None:
        """Take the price and the limits, None for none."""
        self._price, self._most_tokens, self._most_cost = price, most_tokens, most_cost
        self._lock = threading.Lock()
        self._spent = Usage()
        self._reserved = Usage()

    @property
    def spent(self) -> Usage:
        """What was spent so far."""
        with self._lock:
            return self._spent

    def reserve(self, most: Usage) -> None:
        """Set aside what a request takes at most.

        Raises:
            LanguageModelError: it could break a limit.
        """
        with self._lock:
            would = self._spent + self._reserved + most
            cost = would.cost(self._price)
            if self._most_tokens is not None and would.tokens > self._most_tokens:
                raise LanguageModelError(f"the limit of {self._most_tokens} tokens is reached")
            if self._most_cost is not None and cost is not None and cost > self._most_cost:
                raise LanguageModelError(f"the limit of {self._most_cost:g} in money is reached")
            self._reserved += most

    def settle(self, most: Usage, taken: Usage) -> None:
        """Replace what was set aside by what was taken."""
        with self._lock:
            back = Usage(-most.requests, -most.cached, -most.sent, -most.answered, -most.guessed)
            self._reserved += back
            self._spent += taken
