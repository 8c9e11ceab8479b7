import pytest

from matcher.ingest.columns import FAQ_COLUMNS, plain_name, recognise


@pytest.mark.parametrize(
    "header",
    [
        ["Question", "Answer"],
        [" QUESTION ", "answer\t"],
        ["\ufeffquestion", "Answer:"],
        ["ｑｕｅｓｔｉｏｎ", "Ａｎｓｗｅｒ"],
        ["Question (required)", "Answer（必填）"],
        ["_question", "_answer"],
        ["FAQ", "Response"],
        ["Query", "reply"],
        ["Title", "Solution"],
        ["q", "a"],
        ["Frage", "Antwort"],
        ["Questions", "Réponses"],
        ["Pytanie", "Odpowiedź"],
    ],
)
def test_a_name_is_known_whatever_its_case_space_and_width(header: list[str]) -> None:
    assert recognise(header, FAQ_COLUMNS) == {"question": 0, "answer": 1}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Alternate Questions", "alternates"),
        ("alternatives", "alternates"),
        ("Variants", "alternates"),
        ("Synonyms", "alternates"),
        ("phrasings", "alternates"),
        ("Topic", "category"),
        ("section", "category"),
        ("Tag", "tags"),
        ("QID", "id"),
        ("faq_id", "id"),
        ("Key", "id"),
        ("Kategorie", "category"),
        ("Thema", "category"),
        ("Catégorie", "category"),
        ("Categoría", "category"),
        ("分类", "category"),
        ("カテゴリー", "category"),
        ("Schlagwörter", "tags"),
        ("Palabras clave", "tags"),
        ("标签", "tags"),
    ],
)
def test_other_columns_have_their_other_names(name: str, field: str) -> None:
    assert recognise(["x", name], FAQ_COLUMNS) == {field: 1}


def test_the_surest_name_wins_over_a_vague_one() -> None:
    assert recognise(["title", "answer", "question"], FAQ_COLUMNS) == {"question": 2, "answer": 1}


def test_no_name_stands_for_two_fields() -> None:
    names = [name for aliases in FAQ_COLUMNS.values() for name in aliases]
    assert len(names) == len(set(names))


def test_every_name_is_written_as_names_are_compared() -> None:
    for names in FAQ_COLUMNS.values():
        assert [plain_name(name) for name in names] == list(names)
