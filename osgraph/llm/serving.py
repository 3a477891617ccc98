"""Serving: a language model behind an OpenAI-compatible server, asked over HTTP.

The ``openai`` package speaks the protocol, retries with back-off where a server is busy or fails, and
respects what the server says about when to try again. What is added: a deadline for the whole answer and a
bound on its size, whatever the server does, and the choice of the form of structured output that it
understands.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeGuard
from urllib.parse import urlsplit

from osgraph.errors import InputError, LanguageModelError
from osgraph.llm import spending
from osgraph.llm.spending import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    import openai

    from osgraph.llm.prompting import Message

KEY: Final = "OSGRAPH_LLM_KEY"
"""The environment variable that holds the key, for whatever server."""

_OWN_KEY: Final = "OPENAI_API_KEY"  # is sent to the server that it belongs to, and to no other
_OWN_HOST: Final = "api.openai.com"
_LARGEST: Final = 1_000_000  # bytes of a response
_REFUSED: Final = frozenset({400, 404, 415, 422, 501})  # a server that knows no such form says one of these


@dataclass(frozen=True, slots=True)
class Server:
    """A language model and where it is.

    Attributes:
        model: its name there.
        url: the address up to ``/v1``, such as ``http://localhost:11434/v1``.
        temperature: how freely it chooses its words; 0 for the likeliest.
        timeout: seconds that an answer may take in all.
        retries: how often a request is repeated that the server was too busy for.
        longest: tokens of an answer at most.
    """

    model: str
    url: str
    temperature: float = 0.0
    timeout: float = 120.0
    retries: int = 4
    longest: int = 4096


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as text, whether it came to its own end, and what it took."""

    text: str
    complete: bool
    usage: Usage


class Client:
    """Asks a language model; several threads may share it."""

    def __init__(self, server: Server) -> None:
        """Check the address; nothing is sent yet.

        Raises:
            InputError: the ``openai`` package is missing, or the address is none.
        """
        parts = urlsplit(server.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError(
                f"{server.url!r} is no address of a server; give one like http://localhost:8080/v1"
            )
        if parts.username or parts.password:
            raise InputError(f"the address of the server holds a key; give it in the environment, as {KEY}")
        try:
            import json_repair  # noqa: F401
            import openai
        except ImportError as error:
            raise InputError(
                f"a language model needs the package {error.name!r}; install it: pip install 'osgraph[llm]'"
            ) from error
        key = os.environ.get(KEY) or (os.environ.get(_OWN_KEY) if parts.hostname == _OWN_HOST else None)
        self.server = server
        # openai speaks HTTP with httpx or with its successor, by version.
        http = next(c.__module__ for c in openai.DefaultHttpxClient.__mro__ if c.__name__ == "Client")
        self._openai, self._http = openai, import_module(http)
        self._form = 0
        self._client = openai.OpenAI(
            base_url=server.url,
            api_key=key or "none",
            organization="",
            project="",
            timeout=server.timeout,
            max_retries=server.retries,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )

    def close(self) -> None:
        """Close the connections; nothing can be asked afterwards."""
        self._client.close()

    def ask(self, messages: Sequence[Message], schema: dict[str, Any] | None = None) -> Reply:
        """Return what the model answers.

        Args:
            messages: what it is told.
            schema: the JSON Schema of the answer; None for plain text.

        Raises:
            LanguageModelError: there is no answer of use: it failed, took too long, or was too long.
        """
        forms = _forms(schema)
        form = min(self._form, len(forms) - 1)
        while True:
            try:
                body = self._body(messages, forms[form])
            except self._openai.APIStatusError as error:
                if _refuses_form(error) and form < len(forms) - 1:
                    form += 1
                    continue
                raise LanguageModelError(f"{self.server.url}: {_told(error)}") from error
            except (self._openai.APITimeoutError, self._http.TimeoutException) as error:
                raise LanguageModelError(self._late()) from error
            except (self._openai.OpenAIError, self._http.HTTPError) as error:
                raise LanguageModelError(f"{self.server.url} cannot be reached: {_cause(error)}") from error
            self._form = max(self._form, form) if schema else self._form
            return _reply(body, messages)

    def _body(self, messages: Sequence[Message], form: dict[str, Any]) -> bytes:
        """Return the body of a response as it comes, up to its deadline and largest size."""
        server = self.server
        deadline = time.monotonic() + server.timeout * (server.retries + 1)
        completions: Any = self._client.chat.completions.with_streaming_response
        body = bytearray()
        with completions.create(
            model=server.model,
            messages=list(messages),
            temperature=server.temperature,
            max_tokens=server.longest,
            **form,
        ) as response:
            deadline = min(deadline, time.monotonic() + server.timeout)
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    raise LanguageModelError(f"the answer is larger than {_LARGEST} bytes")
                if time.monotonic() > deadline:
                    raise LanguageModelError(self._late())
        return bytes(body)

    def _late(self) -> str:
        return f"{self.server.url} gave no whole answer within {self.server.timeout:g} seconds"


def _forms(schema: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the ways to ask for an answer of a form, the strictest first, then plain text."""
    if schema is None:
        return [{}]
    strict = {"name": "claims", "strict": True, "schema": schema}
    return [
        {"response_format": {"type": "json_schema", "json_schema": strict}},
        {"response_format": {"type": "json_object", "schema": schema}},  # as llama-cpp-python has it
        {"response_format": {"type": "json_object"}},
        {},
    ]


def _reply(body: bytes, messages: Sequence[Message]) -> Reply:
    try:
        value = json.loads(body)
        choice = value["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise LanguageModelError("the server's answer is no chat completion") from error
    if not isinstance(text, str):
        raise LanguageModelError("the server's answer holds no text")
    told = value.get("usage")
    told = told if isinstance(told, dict) else {}
    sent, answered = told.get("prompt_tokens"), told.get("completion_tokens")
    complete = choice.get("finish_reason") != "length"
    if _is_count(sent) and _is_count(answered):
        return Reply(text, complete, Usage(1, 0, sent, answered))
    guessed = sum(spending.tokens(message["content"]) for message in messages)
    return Reply(text, complete, Usage(1, 0, guessed, spending.tokens(text), 1))


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _refuses_form(error: openai.APIStatusError) -> bool:
    """Say whether a server may have refused the form of the answer; llama-cpp-python fails with 500 then."""
    return error.status_code in _REFUSED or "response_format" in str(error.body)


def _told(error: openai.APIStatusError) -> str:
    """Return what a server says is wrong, in one short line."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    line = " ".join(str(said or "").split())[:200]
    return f"status {error.status_code}" + (f": {line}" if line else "")


def _cause(error: Exception) -> str:
    return " ".join(str(error.__cause__ or error).split())[:200]
