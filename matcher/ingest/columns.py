"""Match the names in a header to the fields, whatever their case, spacing or width."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from matcher.errors import IngestError
from matcher.ingest.report import shorten

# Per field, the names by which people call it, the surest first: where two are in a file, the first one counts.
FAQ_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "faqid", "entryid", "qid", "questionid", "qnaid", "key"),
    "question": (
        "question", "questions", "primaryquestion", "mainquestion", "faqquestion", "questiontext", "q", "faq", "faqs",
        "query", "问题", "問題", "質問", "질문", "frage", "fragen", "pregunta", "preguntas", "pergunta", "perguntas",
        "domanda", "domande", "vraag", "vragen", "pytanie", "pytania", "fråga", "frågor", "spørgsmål", "spørsmål",
        "soru", "sorular", "kérdés", "otázka", "вопрос", "вопросы", "title",
    ),
    "answer": (
        "answer", "answers", "faqanswer", "answertext", "a", "response", "responses", "reply", "replies", "solution",
        "答案", "回答", "答え", "답변", "antwort", "antworten", "réponse", "réponses", "reponse", "respuesta",
        "respuestas", "resposta", "respostas", "risposta", "risposte", "antwoord", "antwoorden", "odpowiedź",
        "odpowiedzi", "svar", "cevap", "cevaplar", "válasz", "odpověď", "odpoveď", "ответ", "ответы",
    ),
    "alternates": (
        "alternates", "alternate", "alternatequestions", "alternatequestion", "alternatives", "alternative",
        "alternativequestions", "alternativequestion", "variants", "variant", "variations", "synonyms", "synonym",
        "phrasings", "phrasing", "paraphrases", "similarquestions", "otherquestions", "utterances", "alternativfragen",
        "alternativen", "varianten", "synonyme", "variantes", "synonymes", "sinónimos", "sinônimos", "sinonimi",
        "相似问题", "相似问法", "相似問題",
    ),
    "category": (
        "category", "categories", "topic", "topics", "section", "group", "kategorie", "kategorien", "thema", "themen",
        "rubrik", "bereich", "gruppe", "catégorie", "catégories", "rubrique", "thème", "sujet", "categoría",
        "categorías", "categoria", "categorias", "tema", "sección", "seção", "secção", "categorie", "argomento",
        "sezione", "onderwerp", "kategoria", "kategori", "konu", "категория", "раздел", "тема", "分类", "分類",
        "类别", "類別", "カテゴリ", "カテゴリー", "카테고리",
    ),
    "tags": (
        "tags", "tag", "keywords", "labels", "schlagwörter", "schlagworte", "stichwörter", "stichworte", "étiquettes",
        "motsclés", "etiquetas", "palabrasclave", "palavraschave", "etichette", "trefwoorden", "теги", "标签", "標籤",
        "关键词", "關鍵詞", "キーワード", "タグ", "태그",
    ),
}  # fmt: skip
LABEL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "query", "q", "text", "utterance"),
    "expected_id": ("expectedid", "expectedids", "faqid", "faqids", "expected", "entryid", "id"),
    "expected_question": ("expectedquestion", "expectedquestiontext", "expectedquestions", "faqquestion", "matches"),
}
ALTERNATE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "faq_id": ("faqid", "id", "entryid", "expectedid"),
    "question": ("question", "alternate", "query", "phrasing", "q", "text", "utterance"),
}
_NOTE = re.compile(r"\([^()]*\)")
_MAX_SHOWN = 20


def recognise(header: Sequence[str], aliases: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Field to position in the header, for each field that is there; a name that stands twice counts once."""
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        positions.setdefault(plain_name(name), position)
    named = {field: next((n for n in names if n in positions), None) for field, names in aliases.items()}
    return {field: positions[name] for field, name in named.items() if name is not None}


def require(header: Sequence[str], columns: Mapping[str, int], needed: Sequence[str], file: str) -> None:
    """Raise IngestError where a needed field has no column, or a used column's name stands twice in the header."""
    missing = [field for field in needed if field not in columns]
    if missing:
        shown = ", ".join(shorten(name, 40) or "(no name)" for name in header[:_MAX_SHOWN])
        more = f" and {len(header) - _MAX_SHOWN:,} more" if len(header) > _MAX_SHOWN else ""
        raise IngestError(
            f"{file}: the header has no column {' and no column '.join(missing)}; columns found: {shown}{more}; "
            f"name the columns in the first row, at least {' and '.join(needed)}"
        )
    plain = [plain_name(name) for name in header]
    for field, position in columns.items():
        if plain.count(plain[position]) > 1:
            raise IngestError(f"{file}: two columns are named {header[position].strip()}; keep one as {field}")


def plain_name(name: str) -> str:
    """Letters and digits of a name, NFKC and casefolded, without a note in parentheses."""
    folded = unicodedata.normalize("NFKC", name[:200]).casefold()
    return "".join(char for char in _NOTE.sub("", folded) if char.isalnum())
