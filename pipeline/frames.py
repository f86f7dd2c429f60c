"""Tables of a stage's output: parquet on the disk, checked against their schema on the way in and out."""

import io
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from pipeline.errors import MissingError
from pipeline.place import csv_text, shown, write_bytes
from pipeline.schemas import checked


def read_frame(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A stage's output, checked."""
    if not path.exists():
        raise MissingError(f"{shown(path)} is not there yet; run: cpitg analyse {path.parent.name}")
    return checked(pd.read_parquet(path), schema)


def write_frame(path: Path, frame: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    """Write a stage's output, checked."""
    buffer = io.BytesIO()
    checked(frame, schema).to_parquet(buffer, index=False)
    write_bytes(path, buffer.getvalue())


def frame_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV with \\n line ends."""
    return csv_text(list(frame.columns), frame.itertuples(index=False, name=None))
