"""The store's tables, once Django is ready: importing models before that fails, so this is their only door."""

from pipeline.store.setup import set_up

set_up()

from pipeline.store.models import Arrived, File, PointGiven, Response, Round, Words  # noqa: E402

__all__ = ["Arrived", "File", "PointGiven", "Response", "Round", "Words"]
