"""The formats of FAQ files that are known by name."""

from collections.abc import Mapping
from enum import StrEnum


class FaqFormat(StrEnum):
    """A format, by the name it has on the command line."""

    CSV = "csv"
    """The native one, and every table whose header names a question and an answer."""
    XLSX = "xlsx"
    JSON = "json"
    AZURE_TSV = "azure-tsv"
    AZURE_JSON = "azure-json"
    QNABOT_XLSX = "qnabot-xlsx"
    QNABOT_JSON = "qnabot-json"
    QNABOT_JSONL = "qnabot-jsonl"
    DIALOGFLOW_ES = "dialogflow-es"
    DIALOGFLOW_CX = "dialogflow-cx"
    KENDRA_CSV = "kendra-csv"
    KENDRA_JSON = "kendra-json"
    KORE_CSV = "kore-csv"
    RASA_YAML = "rasa-yaml"
    FASTGPT_CSV = "fastgpt-csv"
    MAXKB_CSV = "maxkb-csv"
    DIFY_CSV = "dify-csv"
    BOTPRESS_JSON = "botpress-json"
    WATSON_CSV = "watson-csv"

    @property
    def display_name(self) -> str:
        """The name to show to a person."""
        return _NAMES[self]


_NAMES: Mapping[FaqFormat, str] = {
    FaqFormat.CSV: "CSV",
    FaqFormat.XLSX: "Excel workbook",
    FaqFormat.JSON: "JSON",
    FaqFormat.AZURE_TSV: "Azure / QnA Maker TSV",
    FaqFormat.AZURE_JSON: "Azure JSON",
    FaqFormat.QNABOT_XLSX: "QnABot workbook",
    FaqFormat.QNABOT_JSON: "QnABot JSON",
    FaqFormat.QNABOT_JSONL: "QnABot JSON lines",
    FaqFormat.DIALOGFLOW_ES: "Dialogflow ES CSV (no header)",
    FaqFormat.DIALOGFLOW_CX: "Dialogflow CX CSV",
    FaqFormat.KENDRA_CSV: "Kendra CSV",
    FaqFormat.KENDRA_JSON: "Kendra JSON",
    FaqFormat.KORE_CSV: "Kore.ai CSV",
    FaqFormat.RASA_YAML: "Rasa YAML",
    FaqFormat.FASTGPT_CSV: "FastGPT table",
    FaqFormat.MAXKB_CSV: "MaxKB table",
    FaqFormat.DIFY_CSV: "Dify annotations",
    FaqFormat.BOTPRESS_JSON: "Botpress JSON",
    FaqFormat.WATSON_CSV: "Watson intents",
}
