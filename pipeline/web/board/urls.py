"""The addresses of the board, with the book that comes of it; each module of pages brings its own."""

from pipeline.web.board import answers, coding, jobs, points, queue, record, release, themes
from pipeline.web.book import pages as book

board = [
    *queue.urls,
    *themes.urls,
    *points.urls,
    *answers.urls,
    *coding.urls,
    *record.urls,
    *jobs.urls,
    *release.urls,
    *book.organisers,
]
