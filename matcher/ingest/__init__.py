"""From a file that people already have to entries, labels or alternates, and back to a file.

Read top to bottom: source (bytes within limits) -> encoding (text) -> dialect (delimiter) -> records (cells by row)
-> columns (which cell means what) -> table (those four in a line) -> rows (one entry or one problem each) -> faq.
"""

from matcher.ingest.alternates import read_alternates, with_alternates
from matcher.ingest.export import write_csv
from matcher.ingest.faq import read_faq
from matcher.ingest.labels import read_labels
from matcher.ingest.limits import Limits
from matcher.ingest.report import Ingested, Report, RowProblem

__all__ = [
    "Ingested",
    "Limits",
    "Report",
    "RowProblem",
    "read_alternates",
    "read_faq",
    "read_labels",
    "with_alternates",
    "write_csv",
]
