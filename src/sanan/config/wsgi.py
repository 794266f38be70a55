"""Django as the web server's threads call it."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
application = get_wsgi_application()

from sanan.upkeep import requests  # noqa: E402 - settings are there only now

requests.start()

# What was loaded stays for good; looking through it again for garbage took a third of an assessment of
# 5,000 projects (docs/benchmarks.md).
gc.collect()
gc.freeze()

# A thread that waits for the interpreter while it holds SQLite's one write lock keeps everyone
# waiting; Python's usual turn is 5 ms, and opening a case takes seven of them. Shorter turns than this
# cost more in changing over than they gain (docs/benchmarks.md).
sys.setswitchinterval(0.002)
