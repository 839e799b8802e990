"""Who plays what now, starting a session, and watching one live."""

from clinic.console.pages.play import listing as listing
from clinic.console.pages.play import live as live
