"""The face of `files`: keep bytes, give them back to who may have them, tell whether they are whole."""

from parvis.files.data import (
    FileDamaged,
    FileNotFound,
    FileRef,
    FileRefused,
    FilesBusy,
    FileTooLarge,
    Inspected,
    Reason,
    Verification,
)
from parvis.files.domain.checking import verify
from parvis.files.domain.confining import draw
from parvis.files.domain.disk import scratch
from parvis.files.domain.downloads import disposition, download, shown
from parvis.files.domain.pdf_forms import PdfBox, PdfField, PdfForm, fill_form, form_of, slim_form
from parvis.files.domain.receiving import MOST_JOINED, Examined, bound, examined, joined, keep, let_go, marked
from parvis.files.domain.removing import erase_subject, remove, remove_held, tidy
from parvis.files.domain.scanning import ping
from parvis.files.domain.spooling import LARGEST_FILE, Spooled, spool
from parvis.files.domain.storing import (
    clean_name,
    fetch,
    give,
    open_stored as open,  # noqa: A004 - files.open(ref) is what it does
    read,
    store,
    whereabouts,
)
from parvis.files.domain.tabulating import Tabulated, tabulate
from parvis.files.domain.unpacking import Packed, packed, taken_out

__all__ = [
    "Examined",
    "FileDamaged",
    "FileNotFound",
    "FileRef",
    "FileRefused",
    "FileTooLarge",
    "FilesBusy",
    "Inspected",
    "LARGEST_FILE",
    "MOST_JOINED",
    "Packed",
    "PdfBox",
    "PdfField",
    "PdfForm",
    "Reason",
    "Spooled",
    "Tabulated",
    "Verification",
    "bound",
    "clean_name",
    "disposition",
    "download",
    "draw",
    "erase_subject",
    "examined",
    "fetch",
    "fill_form",
    "form_of",
    "give",
    "joined",
    "keep",
    "let_go",
    "marked",
    "open",
    "ping",
    "packed",
    "read",
    "remove",
    "remove_held",
    "scratch",
    "shown",
    "slim_form",
    "spool",
    "store",
    "tabulate",
    "taken_out",
    "tidy",
    "verify",
    "whereabouts",
]
