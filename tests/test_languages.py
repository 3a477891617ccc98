"""Languages: how they are told, what becomes of documents and passages that are not in English."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import osgraph
from osgraph import documents, languages, ontology, sections
from osgraph.model import Document, SectionKind

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = (
    "The laboratory in Bergen released the weights of its new model, and it is going to publish the data "
    "that it was trained on. Developers in all of Europe may use it for what they like."
)
GERMAN = (
    "Mistral veröffentlicht ein neues offenes Modell. Das Unternehmen aus Paris sagt, es sei das beste der "
    "Welt, und die Gewichte sind für alle frei. "
    "OpenAI ist auf dem Weg zu geschlossenen Modellen, sagen Fachleute."
)
FRENCH = (
    "DeepSeek publie un nouveau modèle ouvert. Le laboratoire de Hangzhou dit que les poids sont libres pour "
    "tous et que la concurrence avec OpenAI est une bonne chose pour les développeurs du monde."
)
SPANISH = (
    "DeepSeek publica un nuevo modelo abierto. El laboratorio dice que los pesos son libres para todos y que "
    "la competencia con OpenAI es una buena cosa para los programadores del mundo, "
    "según se lee en el informe."
)
CHINESE = (
    "深度求索发布了新的开源模型，通义千问也在跟进。月之暗面和智谱正在与OpenAI竞争，阿里巴巴的总部位于杭州。"
)
ITALIAN = (
    "Il laboratorio ha pubblicato un nuovo modello aperto, che secondo gli sviluppatori funziona meglio di "
    "tutti gli altri. Anche altre aziende hanno annunciato simili progetti, dicono gli esperti italiani."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (SPANISH, "es"),
        (CHINESE, "zh"),
        (ITALIAN, "it"),
        ("モデルを公開しました。", "ja"),
        ("모델을 공개했다.", "ko"),
        ("Meta, OpenAI, Google", ""),
        ("", ""),
    ],
)
def test_languages_are_told(text: str, code: str) -> None:
    assert languages.of(text) == code


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [(GERMAN, "Mistral AI", "German"), (FRENCH, "DeepSeek", "French"), (SPANISH, "OpenAI", "Spanish")],
)
def test_a_document_in_another_language_is_kept_with_its_names(
    text: str, name: str, language: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with osgraph.build(tmp_path / "a.txt") as kg:
        assert kg.summary is not None
        assert kg.summary.unread == {"a": language}
        assert kg.claims() == []
        assert name in [record.name for record in kg.entities()]
        assert kg.store.text("a") == text


def test_chinese_names_are_those_of_the_catalog(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CHINESE, "utf-8")
    with osgraph.build(tmp_path / "a.txt") as kg:
        found = {record.name for record in kg.entities()}
        assert found == {"DeepSeek", "Qwen", "Moonshot AI", "Zhipu AI", "OpenAI", "Alibaba", "Hangzhou"}
        assert kg.summary is not None
        assert kg.summary.unread == {"a": "Chinese"}
        assert not kg.validate()


def test_a_chinese_name_in_an_english_text() -> None:
    [annotated] = osgraph.extract([Document("a", "DeepSeek released R2. 深度求索 is based in Hangzhou.")])
    triples = {(c.subject.rpartition("/")[2], c.object.rpartition("/")[2]) for c in annotated.claims}
    assert ("DeepSeek", "Hangzhou") in triples


@pytest.mark.parametrize(
    ("passage", "reason"), [(GERMAN, "in German"), (CHINESE, "in Chinese"), (ENGLISH, "")]
)
def test_a_long_foreign_passage_is_noise(passage: str, reason: str) -> None:
    text = f"{ENGLISH}\n\n{ENGLISH}\n\n{passage}"
    found = sections.find(Document("a", text, language="en"), ontology.load())
    assert (found[-1].kind is SectionKind.NOISE, found[-1].reason) == (bool(reason), reason)


def test_the_language_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "b.md").write_text(f"---\nlanguage: en\n---\n{GERMAN}", "utf-8")
    read = list(documents.read([tmp_path]))
    assert [item.language for item in read if isinstance(item, Document)] == ["en", "de"]


def test_plain_text_needs_no_library_of_formats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, "utf-8")
    script = (
        "import sys; from osgraph import documents, sections, ontology\n"
        f"[d] = documents.read([{str(tmp_path)!r}]); sections.find(d, ontology.load())\n"
        "heavy = {'lxml', 'trafilatura', 'readability', 'pypdfium2', 'docx', 'pptx', 'feedparser', "
        "'openpyxl', 'py3langid', 'httpx', 'watchfiles', 'webvtt', 'striprtf', 'protego'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
