"""ZIP files that hold nothing of when and where they were made."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

# A ZIP knows no day before this one.
_FIRST_DAY = dt.date(1980, 1, 1)


def zipped(files: Mapping[str, bytes], day: dt.date | None) -> bytes:
    """Files by their path as one ZIP; the same files and day give the same bytes."""
    told = max(day or _FIRST_DAY, _FIRST_DAY)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (told.year, told.month, told.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            # The system a ZIP was made on is part of its bytes: Unix, wherever it was made.
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()
