"""Refuse what is no text, and say what it is and what to do."""

from matcher.errors import IngestError

_SAVE_AS = "save it as .xlsx or as CSV (UTF-8) and read that"
_IN_A_TABLE = "put the questions and answers in a table, and save that as .xlsx or as CSV (UTF-8)"
# What is in an archive, or in the container of Microsoft's older files; the first that is found says what it is.
_IN_ZIP = {
    b"xl/workbook": "this is an Excel workbook; save it as CSV (UTF-8) and read that",
    b"word/document.xml": f"this is a Word document; {_IN_A_TABLE}",
    b"ppt/presentation.xml": f"this is a PowerPoint presentation; {_IN_A_TABLE}",
    b"opendocument.spreadsheet": f"this is an OpenDocument spreadsheet; {_SAVE_AS}",
    b"opendocument.text": f"this is an OpenDocument text; {_IN_A_TABLE}",
    b"Index/Document.iwa": f"this is a file of Numbers, Pages or Keynote; {_SAVE_AS}",
    b"[Content_Types].xml": f"this is a file of Microsoft Office, but no workbook; {_IN_A_TABLE}",
    b"": "this is a zip archive; unpack it and read the CSV inside",
}
_IN_OLE = {
    "EncryptedPackage".encode("utf-16-le"): "this file is locked with a password; save it without",
    "WordDocument".encode("utf-16-le"): f"this is a Word document; {_IN_A_TABLE}",
    "PowerPoint".encode("utf-16-le"): f"this is a PowerPoint presentation; {_IN_A_TABLE}",
    b"": f"this is an Excel workbook of the old kind; {_SAVE_AS}",
}
_PICTURE = {b"": "this is a picture; an FAQ is read from a CSV"}
_MAGIC = {
    b"PK\x03\x04": _IN_ZIP,
    b"\xd0\xcf\x11\xe0": _IN_OLE,
    b"%PDF": {b"": "this is a PDF; an FAQ is read from a CSV"},
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"\x1f\x8b": {b"": "this is a gzip archive; unpack it and read the CSV inside"},
    b"{\\rtf": {b"": "this is a rich text document; save it as CSV"},
}
_HEAD = 65_536
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a\x1b"))
_MAX_CONTROL_SHARE = 0.05  # random bytes hold 0.1 of them; a text with a stray NUL hardly any


def refuse_binary(data: bytes, file: str) -> None:
    """Raise IngestError for bytes that are no text."""
    for magic, kinds in _MAGIC.items():
        if data.startswith(magic):
            raise IngestError(f"{file}: {next(reason for mark, reason in kinds.items() if mark in data)}")
    head = data[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > _MAX_CONTROL_SHARE * len(head):
        raise IngestError(f"{file}: this is a binary file, not text; an FAQ is read from a CSV")
