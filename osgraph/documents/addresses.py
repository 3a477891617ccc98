"""Documents at web addresses, fetched within bounds: time, size, the rules of the site, no private net."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from osgraph import __version__, web
from osgraph.errors import InputError
from osgraph.readers import MAX_BYTES, Columns, Source

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx
    from protego import Protego

MAX_REDIRECTS: Final = 5
"""How many times an address may send on to another."""

SECONDS: Final = 25.0
"""Time that one document may take."""

_WAIT: Final = 10.0  # seconds for a connection, or for the next piece
_MAX_RULES: Final = 500_000


@dataclass(slots=True)
class Fetcher:
    """Fetches documents; use it in a ``with`` block.

    Attributes:
        private: whether addresses of private nets and of this machine may be asked.
        seconds: time that one document may take.
    """

    private: bool = False
    seconds: float = SECONDS
    _client: httpx.Client | None = None
    _rules: dict[str, Protego | None] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.close()

    def fetch(self, address: str, columns: Columns) -> tuple[bytes, Source]:
        """Return what lies at an address, with where it was found in the end.

        Args:
            address: begins with http:// or https://.
            columns: for tables.

        Raises:
            InputError: it may not or cannot be fetched.
        """
        import httpx

        end = monotonic() + self.seconds
        url = web.parsed(address)
        for _ in range(MAX_REDIRECTS + 1):
            self._ask_leave(url, end)
            data, headers, status = self._get(url, MAX_BYTES, end)
            if 300 <= status < 400 and "location" in headers:
                url = web.parsed(str(httpx.URL(url).join(headers["location"])))
                continue
            if status != httpx.codes.OK:
                raise InputError(f"the site answered {status} ({httpx.codes.get_reason_phrase(status)})")
            charset = httpx.Headers(headers).get("content-type", "").partition("charset=")[2].strip("\"' ;")
            path = f"{url.host}{url.path}"
            known = Source(_named(url), path, columns, url=str(url), declared=charset)
            return data, known
        raise InputError(f"sends on more than {MAX_REDIRECTS} times")

    def _ask_leave(self, url: httpx.URL, end: float) -> None:
        """Raise an error where the rules of a site keep this program out."""
        from protego import Protego

        site = f"{url.scheme}://{url.netloc.decode()}"
        if site not in self._rules:
            data, _, status = self._get(url.copy_with(raw_path=b"/robots.txt"), _MAX_RULES, end)
            if status >= 500:
                raise InputError(f"the site does not say what it allows: robots.txt answered {status}")
            self._rules[site] = Protego.parse(data.decode("utf-8", "replace")) if status == 200 else None
        rules = self._rules[site]
        if rules is not None and not rules.can_fetch(str(url), web.AGENT):
            raise InputError("the site asks programs not to read it (robots.txt)")

    def _get(self, url: httpx.URL, most: int, end: float) -> tuple[bytes, Any, int]:
        """Ask for an address, at the number that its name was looked up to be."""
        import httpx

        if self._client is None:
            waits = httpx.Timeout(_WAIT)
            self._client = httpx.Client(timeout=waits, follow_redirects=False, trust_env=False)
        number = _looked_up(url, private=self.private)
        headers = {
            "Host": url.netloc.decode(),
            "User-Agent": f"{web.AGENT}/{__version__}",
            "Accept-Encoding": "identity",
        }
        extensions = {"sni_hostname": url.host}
        try:
            request = self._client.build_request(
                "GET", url.copy_with(host=number), headers=headers, extensions=extensions
            )
            response = self._client.send(request, stream=True)
            try:
                return _body(response, most, end), response.headers, response.status_code
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise InputError(f"cannot be fetched: {error or type(error).__name__}") from error


def _body(response: httpx.Response, most: int, end: float) -> bytes:
    out = bytearray()
    for piece in response.iter_raw(65_536):
        out += piece
        if len(out) > most:
            raise InputError(f"larger than {most / 1_000_000:g} MB")
        if monotonic() > end:
            raise InputError("took too long to come; given up")
    return bytes(out)


def _looked_up(url: httpx.URL, *, private: bool) -> str:
    """Return the number of a site; that one is asked, so that no second look-up can say another.

    Raises:
        InputError: there is none, or it is of a private net.
    """
    numbers = web.numbers(url)
    closed = [number for number in numbers if not web.is_global(number)]
    if closed and not private:
        raise InputError(
            f"{url.host} is {closed[0]}, an address of a private net; allow it with --private-addresses"
        )
    return numbers[0]


def _named(url: httpx.URL) -> str:
    """Return the id of a document at an address: without what only browsers need."""
    query = f"?{url.query.decode()}" if url.query else ""
    return f"{url.host.removeprefix('www.')}{url.path}".rstrip("/") + query
