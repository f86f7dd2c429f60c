"""The door for any WSGI server, with several processes where wanted: pipeline.web.wsgi:application.

The store and the checkout are found as every command finds them: CPITG_DATA or DATABASE_URL, and the working folder.
Letters and other work beside the pages are then for `cpitg jobs`, from a timer.
"""

from pathlib import Path

from pipeline.place import find_place
from pipeline.web import logs
from pipeline.web.application import application as _application

logs.configure()
application = _application(find_place(Path.cwd()), lambda fault: logs.tell("round at fault", fault=fault))
