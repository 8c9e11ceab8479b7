"""From a file that people already have to entries, labels or alternates, and back to a file.

Read top to bottom: source (bytes within limits) -> workbook, or encoding (text) -> tree (JSON, YAML), or dialect
(delimiter) and records (cells by row) -> table (rows under a header) -> fit (which format, by header or first rows)
-> sheets (which ones of a workbook) -> formats (what each row or object says) -> understand (those in a line) -> rows
(may it be taken) -> collect (one entry or one problem each) -> faq. Then merge (with the live entries), and export
(back to any format).
"""

from matcher.ingest.alternates import read_alternates, with_alternates
from matcher.ingest.choices import FIELDS, Choices
from matcher.ingest.export import losses, write_csv, write_faq
from matcher.ingest.faq import read_faq
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats import WRITERS
from matcher.ingest.intents import as_labels, read_intents
from matcher.ingest.labels import IngestedLabels, ingest_labels, read_labels, write_labels
from matcher.ingest.limits import Limits
from matcher.ingest.merge import Merged, MergeMode, merge
from matcher.ingest.peek import Peek, peek
from matcher.ingest.report import Ingested, Report, RowProblem, report_csv

EXPORT_FORMATS = tuple(WRITERS)
"""The formats that write_faq can write."""

__all__ = [
    "EXPORT_FORMATS",
    "FIELDS",
    "Choices",
    "FaqFormat",
    "Ingested",
    "IngestedLabels",
    "Limits",
    "MergeMode",
    "Merged",
    "Peek",
    "Report",
    "RowProblem",
    "as_labels",
    "ingest_labels",
    "losses",
    "merge",
    "peek",
    "read_alternates",
    "read_faq",
    "read_intents",
    "read_labels",
    "report_csv",
    "with_alternates",
    "write_csv",
    "write_faq",
    "write_labels",
]
