"""Turn a workbook in strict Open XML, which a spreadsheet may save, into the usual kind, which differs in its names."""

import re
import zipfile
from io import BytesIO
from typing import IO

_RELATIONS = "_rels/.rels"
_NAME = re.compile(rb"""(=["'])http://purl\.oclc\.org/ooxml/(\w+)/""")
_USUAL = rb"\1http://schemas.openxmlformats.org/\2/2006/"
_BLOCK = 1_000_000  # the names stand at the start of a part


def as_usual(data: bytes) -> bytes:
    """Give the workbook as it is, or one of the usual kind with the same sheets, without pictures."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if _RELATIONS not in archive.namelist() or not _NAME.search(archive.read(_RELATIONS)):
            return data
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for name in dict.fromkeys(archive.namelist()):
                if name.endswith((".xml", ".rels")):
                    with archive.open(name) as old, made.open(name, "w") as new:
                        _rename(old, new)
        return target.getvalue()


def _rename(old: IO[bytes], new: IO[bytes]) -> None:
    while block := old.read(_BLOCK):
        new.write(_NAME.sub(_USUAL, block))
