"""Transcripts with time codes (.srt, .vtt): cues drawn together into turns, each word with its time."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError
from osgraph.readers import encoding
from osgraph.readers.writing import Writer, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webvtt import Caption

    from osgraph.model import Document
    from osgraph.readers.source import Source

_SPEAKER: Final = re.compile(r"(?:>{2,}\s*)?(?P<name>[A-Z][\w.'’-]*(?: [\w.'’-]+){0,4})\s*:\s+(?=\S)")
_TURN: Final = re.compile(r"(?:>{2,}|[-–—])\s+(?=\S)")
_SOUND: Final = re.compile(r"[\[(♪♫][^\])]*[\])♪♫]?")
_ENDS: Final = re.compile(r"[.!?…][\"'”’)]*$")
_PAUSE: Final = 4.0  # seconds that part paragraphs
_LONG: Final = 500  # characters after which a sentence that ends does so, too


def read(data: bytes, source: Source) -> Iterator[Document]:
    """Read a transcript.

    Raises:
        InputError: it has no cues.
    """
    writer = Writer()
    turn: list[tuple[str, str]] = []
    speaker, ended, length = "", 0.0, 0
    for cue in _cues(encoding.decoded(data, source.declared)):
        place = f"t={_seconds(cue.start)},{_seconds(cue.end)}"
        for words, name, is_turn in _said(cue):
            if _SOUND.fullmatch(words):
                continue
            is_other = is_turn or (name and name != speaker)
            is_sentence = turn and _ENDS.search(turn[-1][0])
            is_pause = cue.start_in_seconds - ended > _PAUSE and (is_sentence or words[0].isupper())
            is_over = turn and (is_pause or (is_sentence and length > _LONG))
            if is_other or is_over:
                writer.stretches(turn)
                turn, length = [], 0
            if is_other:
                speaker = name
            labelled = f"{name}: {words}" if name and is_other else words
            if not turn or turn[-1][0] != labelled:  # captions that roll on repeat their last line
                turn.append((labelled, place))
            length += len(words)
            ended = cue.end_in_seconds
    writer.stretches(turn)
    if not writer:
        raise InputError("a transcript without cues")
    yield writer.document(source.id)


def _cues(text: str) -> Iterator[Caption]:
    """Yield the cues of a transcript of either format.

    Raises:
        InputError: it is none.
    """
    import webvtt

    form = "vtt" if text.lstrip("\ufeff \r\n").startswith("WEBVTT") else "srt"
    try:
        yield from webvtt.from_buffer(io.StringIO(text), format=form).captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError) as error:
        raise InputError(f"no transcript with time codes: {error}") from error


def _said(cue: Caption) -> Iterator[tuple[str, str, bool]]:
    """Yield what a cue says: words, the speaker's name where it is given, whether another one begins."""
    waiting, name, is_turn = "", clean(cue.voice or ""), False
    for line in cue.text.split("\n"):
        words = clean(line)
        label, dash = _SPEAKER.match(words), _TURN.match(words)
        if waiting and (label or dash):
            yield waiting, name, is_turn
            waiting = ""
        if label:
            name, is_turn, words = label["name"], False, words[label.end() :]
        elif dash:
            name, is_turn, words = "", True, words[dash.end() :]
        waiting = f"{waiting} {words}".strip()
    if waiting:
        yield waiting, name, is_turn


def _seconds(stamp: str) -> str:
    """Return a time stamp as seconds, without needless zeros.

    Example:
        >>> _seconds("00:01:02.500"), _seconds("00:00:04.000")
        ('62.5', '4')
    """
    hours, minutes, seconds = stamp.replace(",", ".").split(":")
    total = round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3)
    return f"{total:.3f}".rstrip("0").rstrip(".")
