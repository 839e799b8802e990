"""The whole of a clinic's data in one file, and back.

A backup is a ZIP file with the files of sessions and patients, the clinic's settings and templates,
and all the tables that live in the database alone, as JSON lines: one format, whichever database
they come from or go to. What only indexes the files is left out: it is made anew.
"""

from clinic.backup.making import Made, make_backup
from clinic.backup.restoring import Restored, restore_backup

__all__ = ["Made", "Restored", "make_backup", "restore_backup"]
