"""Languages: how they are told, what becomes of documents and passages that are not in English."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import spacy

import osgraph
from osgraph import cli, documents, languages, ontology, sections, text
from osgraph.errors import PipelineError
from osgraph.model import Document, SectionKind

if TYPE_CHECKING:
    from collections.abc import Callable
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


# -- with a pipeline of the language ------------------------------------------------------------------------

TABLES = {
    "de": ("Modell", "Hersteller", "Lizenz", "Sitz"),
    "fr": ("Modèle", "Éditeur", "Licence", "Siège"),
    "es": ("Modelo", "Fabricante", "Licencia", "Sede"),
    "zh": ("模型", "开发者", "许可证", "总部"),
}
TEXTS = {"de": GERMAN, "fr": FRENCH, "es": SPANISH, "zh": CHINESE}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what installs a small pipeline of a language, as the package of a real one is."""
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(str(site))
    (tmp_path / "in").mkdir()

    def install(code: str, names: dict[str, str], version: str = "1.0") -> str:
        package = f"{code}_probe_sm"
        nlp = spacy.blank(code)
        nlp.meta.update(name="probe_sm", version=version)
        patterns: Any = [{"label": label, "pattern": words} for words, label in names.items()]
        nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
        (site / package).mkdir(parents=True)
        nlp.to_disk(site / package / f"{package}-{version}")
        (site / package / "meta.json").write_text(
            (site / package / f"{package}-{version}" / "meta.json").read_text()
        )
        (site / package / "__init__.py").write_text(
            "from spacy.util import load_model_from_init_py\n\n\n"
            "def load(**how):\n    return load_model_from_init_py(__file__, **how)\n"
        )
        about = site / f"{package}-{version}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        (about / "entry_points.txt").write_text(f"[spacy_models]\n{package} = {package}\n")
        importlib.invalidate_caches()
        monkeypatch.delitem(sys.modules, package, raising=False)
        text.load_any.cache_clear()
        return package

    return install


@pytest.mark.parametrize("code", TEXTS)
def test_an_installed_pipeline_finds_names_and_tables_but_reads_no_sentence(
    code: str, tmp_path: Path, install: Callable[..., str]
) -> None:
    package = install(code, {"Norvane": "ORG", "Ida Holm": "PER", "der": "ORG", "Kram": "STUFF"})
    rows = [TABLES[code], ("Lumo-2", "Mistral AI", "Apache 2.0", "-"), ("Norvane", "-", "-", "Paris")]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    written = f"{TEXTS[code]}\n\nNorvane, Ida Holm, Kram.\n\n{table}\n"
    (tmp_path / "in" / "a.md").write_text(written, "utf-8")
    with osgraph.build(tmp_path / "in" / "a.md") as kg:
        assert kg.summary is not None
        assert (kg.summary.partly, kg.summary.unread) == ({"a": package}, {})
        found = {(c.subject_name, c.relation_name, c.object_name) for c in kg.claims()}
        assert found == {
            ("Mistral AI", "develops", "Lumo-2"),
            ("Lumo-2", "licensedUnder", "Apache License 2.0"),
            ("Norvane", "basedIn", "Paris"),
        }
        assert all(claim.quote in table for claim in kg.claims())
        kinds = {record.name: record.cls for record in kg.entities()}
        assert kinds["Ida Holm"] == "Person"
        assert kinds["Norvane"] == "Company"
        assert not kinds.keys() & {"der", "Kram"}
        assert {"OpenAI", "Lumo-2"} < kinds.keys()
        assert not kg.validate()


def test_what_a_pipeline_reads_is_told(
    tmp_path: Path, install: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in" / "a.txt").write_text(GERMAN, "utf-8")

    def build() -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["build", str(tmp_path / "in"), "--store", str(tmp_path / "kg")])
        return left.value.code, capsys.readouterr().out

    status, shown = build()
    assert (status, "a is in German: kept" in shown) == (3, True)
    install("de", {"Fachleute": "PER"})
    status, shown = build()  # what a new pipeline can tell makes the documents due
    assert status == 0
    assert "a: names and tables read with de_probe_sm, its sentences are not" in shown
    assert "unchanged" in build()[1]


def test_an_english_text_does_not_ask_for_other_pipelines(
    tmp_path: Path, install: Callable[..., str]
) -> None:
    install("fr", {})
    (tmp_path / "site" / "fr_probe_sm" / "fr_probe_sm-1.0" / "config.cfg").unlink()
    (tmp_path / "in" / "a.txt").write_text(f"{ENGLISH} Meta released Llama.", "utf-8")
    with osgraph.build(tmp_path / "in") as kg:
        assert kg.claims()
    (tmp_path / "in" / "b.txt").write_text(FRENCH, "utf-8")
    with pytest.raises(PipelineError, match="'fr_probe_sm' is installed, but cannot be loaded"):
        osgraph.build(tmp_path / "in")


def test_the_first_pipeline_of_a_language_is_taken(install: Callable[..., str]) -> None:
    assert text.installed() == {"en": text.DEFAULT_PIPELINE}
    install("de", {})
    assert text.installed() == {"en": text.DEFAULT_PIPELINE, "de": "de_probe_sm"}
