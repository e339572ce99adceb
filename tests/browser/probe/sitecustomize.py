"""Look into the memory of a server under test: at a signal it writes down how much of anybody's history is there.

A server that is started with this folder on its path, and the name of a file in CLG_PROBE, has it. Sessions whose browser is gone are kept
for two minutes, in case it comes back: the signal stands for these minutes (tests/test_leaving.py waits for shorter ones).
"""

import os
import signal
import sys

HELD = ("simulation.studies.history.", "ui.data.")  # modules whose objects hold a history
ALWAYS = ("Library", "Parameter", "Column")  # what is there without anybody's


def look(*_: object) -> None:
    """Write the names of what is held, how many uploaded files there are, and how many sessions."""
    import gc
    import json

    from streamlit.runtime import get_instance

    runtime = get_instance()
    runtime._session_mgr._session_storage.forget_all()
    gc.unfreeze()  # what was there when the server had started is looked at, too
    for _ in range(3):
        gc.collect()
    held = [type(one) for one in gc.get_objects()]
    names = sorted(one.__name__ for one in held if str(one.__module__).startswith(HELD) and one.__name__ not in ALWAYS)
    files = sum(len(one) for one in runtime._uploaded_file_mgr.file_storage.values())
    found = {"held": names, "files": files, "sessions": len(runtime._session_mgr.list_sessions())}
    with open(os.environ["CLG_PROBE"] + ".tmp", "w") as file:
        json.dump(found, file)
    os.replace(file.name, os.environ["CLG_PROBE"])


if "CLG_PROBE" in os.environ and any("streamlit" in part for part in sys.orig_argv):
    signal.signal(signal.SIGUSR1, look)
