"""One session afterwards: its pictures, its note, its repetitions, its replay, its exports."""

from clinic.console.pages.session import downloads as downloads
from clinic.console.pages.session import exports as exports
from clinic.console.pages.session import note as note
from clinic.console.pages.session import overview as overview
from clinic.console.pages.session import repetitions as repetitions
from clinic.console.pages.session import replay as replay
