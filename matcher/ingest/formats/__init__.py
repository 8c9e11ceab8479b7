"""Every format in one place: how each is read, in the order in which they are tried, and how each is written."""

from collections.abc import Callable, Mapping, Sequence

from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats import azure, botpress, chinese, headerless, kendra, kore, native, qnabot, rasa
from matcher.ingest.formats.layout import Layout
from matcher.ingest.formats.trees import TreeFormat
from matcher.types import Entry

# Tried from the top: the native columns are the last, for they fit every header with a question.
LAYOUTS: Mapping[FaqFormat, Layout] = {
    FaqFormat.KORE_CSV: kore.CSV_LAYOUT,
    FaqFormat.AZURE_TSV: azure.TSV_LAYOUT,
    FaqFormat.QNABOT_XLSX: qnabot.XLSX_LAYOUT,
    FaqFormat.DIALOGFLOW_CX: headerless.CX_LAYOUT,
    FaqFormat.KENDRA_CSV: headerless.KENDRA_LAYOUT,
    FaqFormat.FASTGPT_CSV: chinese.FASTGPT_LAYOUT,
    FaqFormat.MAXKB_CSV: chinese.MAXKB_LAYOUT,
    FaqFormat.DIALOGFLOW_ES: headerless.ES_LAYOUT,
    FaqFormat.DIFY_CSV: headerless.DIFY_LAYOUT,
    FaqFormat.WATSON_CSV: headerless.WATSON_LAYOUT,
    FaqFormat.CSV: native.CSV_LAYOUT,
    FaqFormat.XLSX: native.CSV_LAYOUT,
}
TREES: Mapping[FaqFormat, TreeFormat] = {
    FaqFormat.AZURE_JSON: azure.JSON_FORMAT,
    FaqFormat.QNABOT_JSON: qnabot.JSON_FORMAT,
    FaqFormat.QNABOT_JSONL: qnabot.JSON_FORMAT,
    FaqFormat.KENDRA_JSON: kendra.JSON_FORMAT,
    FaqFormat.BOTPRESS_JSON: botpress.JSON_FORMAT,
    FaqFormat.RASA_YAML: rasa.YAML_FORMAT,
    FaqFormat.JSON: native.JSON_FORMAT,
}
WRITERS: Mapping[FaqFormat, Callable[[Sequence[Entry]], bytes]] = {
    FaqFormat.CSV: native.write_csv,
    FaqFormat.XLSX: native.write_xlsx,
    FaqFormat.JSON: native.write_json,
    FaqFormat.AZURE_TSV: azure.write_tsv,
    FaqFormat.AZURE_JSON: azure.write_json,
    FaqFormat.QNABOT_XLSX: qnabot.write_xlsx,
    FaqFormat.QNABOT_JSON: qnabot.write_json,
    FaqFormat.QNABOT_JSONL: qnabot.write_jsonl,
    FaqFormat.DIALOGFLOW_ES: headerless.write_es,
    FaqFormat.DIALOGFLOW_CX: headerless.write_cx,
    FaqFormat.KENDRA_CSV: headerless.write_kendra,
    FaqFormat.KENDRA_JSON: kendra.write_json,
    FaqFormat.KORE_CSV: kore.write_csv,
    FaqFormat.RASA_YAML: rasa.write_yaml,
    FaqFormat.FASTGPT_CSV: chinese.write_fastgpt,
    FaqFormat.MAXKB_CSV: chinese.write_maxkb,
    FaqFormat.DIFY_CSV: headerless.write_dify,
    FaqFormat.BOTPRESS_JSON: botpress.write_json,
}
__all__ = ["LAYOUTS", "TREES", "WRITERS"]
