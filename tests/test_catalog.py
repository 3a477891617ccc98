"""The catalog: what it holds, that it is read right, and that the script makes the file that is shipped."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pycountry
import pytest
import rdflib

from osgraph import iris, ontology
from osgraph.errors import OntologyError
from osgraph.model import IRI
from osgraph.ontology import statements
from osgraph.ontology.catalog import CatalogEntry, fold, index

if TYPE_CHECKING:
    from pathlib import Path

    from osgraph.ontology import Catalog

PREFIXES = """\
@prefix osg: <https://w3id.org/osgraph/ontology#> .
@prefix osr: <https://w3id.org/osgraph/resource/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return ontology.load_catalog()


def of_class(catalog: Catalog, *names: str) -> list[CatalogEntry]:
    return [entry for entry in catalog.entries.values() if iris.local(entry.cls) in names]


def the(catalog: Catalog, form: str, cls: str) -> CatalogEntry:
    (entry,) = (entry for entry in catalog.lookup(form) if iris.local(entry.cls) == cls)
    return entry


def name(catalog: Catalog, iri: str | None) -> str | None:
    return catalog.entries[iri].name if iri else None  # type: ignore[index]


# -- what it holds -----------------------------------------------------------------------------------------


def test_it_holds_enough(catalog: Catalog) -> None:
    bodies = of_class(catalog, "Company", "Lab", "Community", "Government")
    families = [entry for entry in of_class(catalog, "Model") if entry.family is None]
    assert len(bodies) >= 220
    assert len(families) >= 150
    assert len([entry for entry in of_class(catalog, "Model") if entry.family]) <= 900
    counts = Counter(iris.local(entry.cls) for entry in catalog.entries.values())
    least = {"Hardware": 40, "Benchmark": 40, "License": 25, "Software": 80, "Policy": 30, "Dataset": 15}
    assert {cls: counts[cls] for cls in least if counts[cls] < least[cls]} == {}


def test_every_country_of_the_standard_is_there_with_its_people_and_official_name(catalog: Catalog) -> None:
    for country in pycountry.countries:
        inverted = " ".join(reversed(country.name.split(", "))).removeprefix("The ")
        full = getattr(country, "official_name", inverted).removeprefix("the ")
        written = getattr(country, "common_name", None) or full
        found = catalog.lookup(written) or catalog.lookup(country.name)
        (known,) = (entry for entry in found if iris.local(entry.cls) == "Country")
        assert known.nationality, country.name


def test_no_country_is_there_twice(catalog: Catalog) -> None:
    blocs = {"African Union", "ASEAN", "BRICS", "Europe", "European Union", "G20", "G7"}
    countries = {entry.name for entry in of_class(catalog, "Country")}
    assert len(countries - blocs) == len(pycountry.countries)
    assert blocs < countries


@pytest.mark.parametrize(
    ("form", "country"),
    [
        ("Beijing", "China"),
        ("PRC", "China"),
        ("People's Republic of China", "China"),
        ("Washington", "United States"),
        ("U.S.", "United States"),
        ("US", "United States"),
        ("USA", "United States"),
        ("America", "United States"),
        ("United States of America", "United States"),
        ("Britain", "United Kingdom"),
        ("Brussels", "European Union"),
        ("EU", "European Union"),
        ("Europe", "Europe"),
        ("Seoul", "South Korea"),
        ("Viet Nam", "Vietnam"),
        ("Türkiye", "Turkey"),
        ("Holland", "Netherlands"),
    ],
)
def test_names_and_capitals_stand_for_the_state(catalog: Catalog, form: str, country: str) -> None:
    assert the(catalog, form, "Country").name == country


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Chinese", "China"),
        ("American", "United States"),
        ("U.S.", "United States"),
        ("British", "United Kingdom"),
        ("European", "Europe"),
        ("French", "France"),
        ("Korean", "South Korea"),
        ("Dutch", "Netherlands"),
        ("Nigerian", "Nigeria"),
        ("Nigerien", "Niger"),
        ("Emirati", "United Arab Emirates"),
        ("Saudi", "Saudi Arabia"),
    ],
)
def test_nationality_words(catalog: Catalog, word: str, country: str) -> None:
    assert catalog.entries[catalog.nationalities[word]].name == country


def test_a_nationality_word_of_two_countries_means_neither(catalog: Catalog) -> None:
    assert "Congolese" not in catalog.nationalities
    assert "Congolese" in the(catalog, "DR Congo", "Country").nationality


@pytest.mark.parametrize("form", ["the West", "the Gulf", "Africa", "Silicon Valley", "Hangzhou", "Beijing"])
def test_places(catalog: Catalog, form: str) -> None:
    assert the(catalog, form, "Place")


@pytest.mark.parametrize(
    ("form", "cls", "country"),
    [
        ("DeepSeek", "Company", "China"),
        ("Alibaba", "Company", "China"),
        ("Alibaba Cloud", "Company", "China"),
        ("Moonshot AI", "Company", "China"),
        ("Z.ai", "Company", "China"),
        ("MIIT", "Government", "China"),
        ("Peking University", "Lab", "China"),
        ("OSChina", "Community", "China"),
        ("Meta Platforms", "Company", "United States"),
        ("Nvidia", "Company", "United States"),
        ("Hugging Face", "Company", "United States"),
        ("Commerce Department", "Government", "United States"),
        ("White House", "Government", "United States"),
        ("EleutherAI", "Lab", "United States"),
        ("Linux Foundation", "Community", "United States"),
        ("Reuters", "Community", "United Kingdom"),
        ("Mistral AI", "Company", "France"),
        ("ASML", "Company", "Netherlands"),
        ("TSMC", "Company", "Taiwan"),
        ("European Commission", "Government", "European Union"),
    ],
)
def test_agents_and_their_homes(catalog: Catalog, form: str, cls: str, country: str) -> None:
    assert name(catalog, the(catalog, form, cls).country) == country


@pytest.mark.parametrize(
    ("form", "maker", "openness"),
    [
        ("Qwen", "Alibaba", "OpenWeights"),
        ("Qwen3.7 Max", "Alibaba", "Closed"),
        ("Qwen3.7-Max", "Alibaba", "Closed"),
        ("Llama", "Meta", "OpenWeights"),
        ("Llama 4 Maverick", "Meta", "OpenWeights"),
        ("Muse Spark", "Meta", "Closed"),
        ("GPT", "OpenAI", "Closed"),
        ("gpt-oss", "OpenAI", "OpenWeights"),
        ("Claude", "Anthropic", "Closed"),
        ("Gemini", "Google", "Closed"),
        ("Gemma", "Google", "OpenWeights"),
        ("Grok", "xAI", "Closed"),
        ("DeepSeek", "DeepSeek", "OpenWeights"),
        ("DeepSeek-R1", "DeepSeek", "OpenWeights"),
        ("Kimi", "Moonshot AI", "OpenWeights"),
        ("GLM", "Zhipu AI", "OpenWeights"),
        ("Mistral", "Mistral AI", "OpenWeights"),
        ("OLMo", "AI2", "OpenSource"),
    ],
)
def test_models_their_makers_and_openness(catalog: Catalog, form: str, maker: str, openness: str) -> None:
    model = the(catalog, form, "Model")
    assert (name(catalog, model.maker), iris.local(model.openness or "")) == (maker, openness)


@pytest.mark.parametrize(
    ("form", "cls", "maker"),
    [
        ("H20", "Hardware", "NVIDIA"),
        ("Ascend 910C", "Hardware", "Huawei"),
        ("MI300X", "Hardware", "AMD"),
        ("TPU", "Hardware", "Google"),
        ("Siri", "Software", "Apple"),
        ("ChatGPT", "Software", "OpenAI"),
        ("PyTorch", "Software", "PyTorch Foundation"),
        ("SWE-bench", "Benchmark", None),
        ("LMArena", "Benchmark", None),
        ("Common Crawl", "Dataset", "Common Crawl Foundation"),
        ("MIT licence", "License", None),
        ("Apache 2.0", "License", "Apache Software Foundation"),
        ("CHIPS Act", "Policy", None),
        ("EU AI Act", "Policy", None),
        ("World AI Conference", "Event", None),
    ],
)
def test_other_artifacts(catalog: Catalog, form: str, cls: str, maker: str | None) -> None:
    assert name(catalog, the(catalog, form, cls).maker) == maker


def test_a_firm_and_its_models_of_one_name_are_two(catalog: Catalog) -> None:
    assert catalog.forms["DeepSeek"] == (iris.entity("DeepSeek"), iris.entity("DeepSeek", "Model"))


def test_a_member_has_the_maker_of_its_family(catalog: Catalog) -> None:
    for entry in of_class(catalog, "Model"):
        if entry.family:
            assert entry.maker == catalog.entries[entry.family].maker, entry.name


def test_risky_names_are_marked(catalog: Catalog) -> None:
    risky = {form for entry in catalog.entries.values() for form in entry.ambiguous}
    assert {"Nova", "Command", "Phi", "Step", "Step 1", "Spark", "Nature", "Gulf"} <= risky
    assert not {"DeepSeek", "China", "Meta", "Llama", "Claude", "Beijing", "Kimi K2"} & risky


def test_no_name_means_two_things_of_one_class(catalog: Catalog) -> None:
    bearers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for form, iris_of_form in catalog.forms.items():
        for iri in iris_of_form:
            bearers[form, catalog.entries[iri].cls].add(iri)
    assert [key for key, found in bearers.items() if len(found) > 1] == []


def test_it_speaks_the_ontologys_language(catalog: Catalog) -> None:
    schema = ontology.load()
    assert {entry.cls for entry in catalog.entries.values()} <= set(schema.classes)
    assert {entry.openness for entry in catalog.entries.values()} - {None} <= set(schema.openness)


def test_every_entry_says_where_it_is_from(catalog: Catalog) -> None:
    sources = Counter(iris.local(entry.source or "") for entry in catalog.entries.values())
    assert set(sources) == {"common", "iso-3166", "models.dev"}


# -- looking up --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("deepseek-r1", "DeepSeek-R1"),
        ("DeepSeek R1", "DeepSeek-R1"),
        ("Qwen 3.7 Max", "Qwen3.7 Max"),
        ("GPT 4o", "GPT-4o"),
        ("gpt\u20114o", "GPT-4o"),
        ("huggingface", "Hugging Face"),
        ("hugging face", "Hugging Face"),
        ("Humanity\u2019s  Last Exam", "Humanity's Last Exam"),
    ],
)
def test_spellings_meet(catalog: Catalog, written: str, canonical: str) -> None:
    assert [entry.name for entry in catalog.lookup(written)] == [canonical]


@pytest.mark.parametrize(
    "word", ["us", "Us", "apple", "meta", "who", "step", "mit", "a 100", "", " ", "nope"]
)
def test_common_words_are_no_names(catalog: Catalog, word: str) -> None:
    assert catalog.lookup(word) == ()


def test_folding_twice_is_folding_once(catalog: Catalog) -> None:
    assert [form for form in catalog.forms if fold(fold(form)) != fold(form)] == []


# -- reading -----------------------------------------------------------------------------------------------


def test_the_shipped_file_is_read_the_fast_way_and_means_what_a_parser_says() -> None:
    file = ontology.locate("catalog.ttl")
    found = statements.plain(file.read_text(encoding="utf-8"))
    graph = rdflib.Graph().parse(file, format="turtle")
    assert found is not None
    assert sorted(found) == sorted((str(s), str(p), str(o)) for s, p, o in graph)
    assert not any(isinstance(node, rdflib.BNode) for triple in graph for node in triple)


def test_any_other_layout_means_the_same(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "catalog.ttl"
    kept = [entry for entry in catalog.entries.values() if entry.cls == iris.term("Country")]
    graph = rdflib.Graph().parse(ontology.locate("catalog.ttl"), format="turtle")
    for subject in set(graph.subjects()) - {rdflib.URIRef(entry.iri) for entry in kept}:
        graph.remove((subject, None, None))
    text = graph.serialize(format="longturtle")
    file.write_text(text, encoding="utf-8")
    assert statements.plain(text) is None
    assert list(ontology.load_catalog(file).entries.values()) == kept


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(
        PREFIXES + 'osr:A a osg:Company ; rdfs:label "A"@en ; osg:catalogCountry osr:Nowhere .\n'
        'osr:B a osg:Company ; rdfs:label "A"@en ; osg:nationality "Bish"@en .\n'
        'osr:C a osg:Model ; rdfs:label "C"@en ; osg:ambiguousForm "D"@en ; osg:catalogFamily osr:A .\n',
        encoding="utf-8",
    )
    with pytest.raises(OntologyError) as caught:
        ontology.load_catalog(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: 5 problems in the catalog")
    for part in ("Nowhere", "'Bish'", "'D'", "'A' is no Model", "'A' names several of one class: A, B"):
        assert part in message


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("osr:A a osg:Company .", "A: one label is needed, 0 given"),
        ('osr:A rdfs:label "A"@en .', "A: one type is needed, 0 given"),
        ('osr:A a osg:Company ; rdfs:label "A"@en ; osg:catalogMade osr:A .', "osg:catalogMade is no term"),
        (
            'osr:A a osg:Company ; rdfs:label "A"@en ; osg:catalogMaker osr:A , osr:B .',
            "at most one catalogMaker is allowed, 2 given",
        ),
        ("osr:A a osg:Company", "not valid Turtle"),
        ("osr:A a unknown:Company .", "not valid Turtle"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(PREFIXES + text + "\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=re.escape(complaint)):
        ontology.load_catalog(file)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"absent\.ttl"):
        ontology.load_catalog(tmp_path / "absent.ttl")
    (tmp_path / "latin.ttl").write_bytes(b"# \xe9\n")
    with pytest.raises(OntologyError, match=r"latin\.ttl.*UTF-8"):
        ontology.load_catalog(tmp_path / "latin.ttl")


def test_values_cannot_be_changed(catalog: Catalog) -> None:
    with pytest.raises(TypeError):
        catalog.forms["x"] = ()  # type: ignore[index]


def test_entries_of_another_namespace_are_entries_too() -> None:
    own = CatalogEntry(IRI("https://example.org/Acme"), iris.term("Company"), "Acme")
    assert index([own]).lookup("Acme") == (own,)


# -- the script --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_script_makes_the_shipped_file(seed: str, shared: Path, request: pytest.FixtureRequest) -> None:
    root = request.config.rootpath
    done = subprocess.run(
        [sys.executable, str(root / "scripts" / "make_catalog.py"), "--check"],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "OSGRAPH_SHARED": str(shared)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr or "catalog.ttl is out of date: run scripts/make_catalog.py"


def test_families_follow_the_majority_unless_the_table_says_why_not(
    catalog: Catalog, shared: Path, request: pytest.FixtureRequest
) -> None:
    with (shared / "data" / "models-dev-families.csv").open(encoding="utf-8", newline="") as file:
        shares = {row["family"]: float(row["share_open_weights"]) for row in csv.DictReader(file)}
    table = request.config.rootpath / "scripts" / "catalog" / "families.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "|" not in row["models_dev"] and row["models_dev"]]
    for row in rows:
        entry = the(catalog, row["name"].removeprefix("~"), "Model")
        expected = row["openness"] or ("OpenWeights" if shares[row["models_dev"]] > 0.5 else "Closed")
        assert iris.local(entry.openness or "") == expected, entry.name
        assert iris.local(entry.source or "") == ("common" if row["openness"] else "models.dev")
