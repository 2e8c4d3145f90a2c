"""What a file is, by its first bytes; what its sender calls it counts only where they are silent. Pure."""

import re
from typing import Final

UNKNOWN: Final = "application/octet-stream"
_MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b'x\x9f>"', "application/vnd.ms-tnef"),
)
_IN_ZIP: Final = re.compile(
    r"application/(vnd\.[\w.+-]+|epub\+zip|java-archive|x-zip-compressed)", re.ASCII
)
_IN_OLE: Final = frozenset(
    {
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-outlook",
    }
)
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")


def media_type(data: bytes, declared: str) -> str:
    """Return the media type of `data`. A declared type stands where it says more, or where nothing is seen."""
    stated = declared.partition(";")[0].strip().lower()
    stated = stated if _TYPE.fullmatch(stated) else UNKNOWN
    seen = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if seen is None:
        return stated
    more = (seen == "application/zip" and _IN_ZIP.fullmatch(stated)) or (
        seen == "application/x-ole-storage" and stated in _IN_OLE
    )
    return stated if more else seen
