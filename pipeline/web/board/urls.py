"""The addresses of the board; each module of pages brings its own."""

from pipeline.web.board import answers, coding, jobs, points, queue, record, release, themes

board = [
    *queue.urls,
    *themes.urls,
    *points.urls,
    *answers.urls,
    *coding.urls,
    *record.urls,
    *jobs.urls,
    *release.urls,
]
