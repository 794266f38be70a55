"""The entry of the web server: whole requests only, and as many at a time as there are threads."""

import os

from sanan.config.reception import Reception
from sanan.config.serve import THREADS
from sanan.config.wsgi import application as pages

application = Reception(pages, threads=int(os.environ.get("SANAN_THREADS", THREADS)))
