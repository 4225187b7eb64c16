"""PDF forms and spreadsheets of our own making, as a town has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import xlsxwriter
from pikepdf import Array, Dictionary, Name, String

A4 = (595.0, 842.0)


class PdfForm:
    """An AcroForm being written, page by page: words in Helvetica, fields beside them."""

    def __init__(self, pages: int = 1, title: str = "") -> None:
        self.pdf = pikepdf.new()
        self.font = self.pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        self.words: list[list[str]] = [[] for _page in range(pages)]
        for _page in range(pages):
            self.pdf.add_blank_page(page_size=A4)
        self.fields: list[Any] = []
        self.form = Dictionary(
            Fields=Array(), DR=Dictionary(Font=Dictionary(Helv=self.font)), DA=String("/Helv 0 Tf 0 g")
        )
        if title:
            self.pdf.docinfo["/Title"] = title

    def say(self, text: str, x: float, y: float, page: int = 0) -> None:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.words[page].append(f"BT /F1 10 Tf {x} {y} Td ({escaped}) Tj ET")

    def field(self, name: str, kind: str, rect: Sequence[float], page: int = 0, **more: Any) -> Any:
        """A field with its box; more: its keys without their slash."""
        made = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name(kind), T=String(name), Rect=Array(list(rect)), F=4,
                P=self.pdf.pages[page].obj,
            )
        )  # fmt: skip
        for key, value in more.items():
            made[f"/{key}"] = value
        self._on(page, made)
        self.fields.append(made)
        return made

    def tick(self, name: str, rect: Sequence[float], state: str = "Oui", page: int = 0, **more: Any) -> Any:
        return self.field(name, "/Btn", rect, page, AP=self._ticks(state), AS=Name.Off, **more)

    def radio(self, name: str, boxes: dict[str, Sequence[float]], page: int = 0, **more: Any) -> Any:
        whole = self.pdf.make_indirect(Dictionary(FT=Name.Btn, T=String(name), Ff=1 << 15, Kids=Array()))
        for key, value in more.items():
            whole[f"/{key}"] = value
        for state, rect in boxes.items():
            kid = self.pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, Parent=whole, Rect=Array(list(rect)), F=4,
                    AP=self._ticks(state), AS=Name.Off,
                )
            )  # fmt: skip
            whole.Kids.append(kid)
            self._on(page, kid)
        self.fields.append(whole)
        return whole

    def script(self, text: str) -> Dictionary:
        """A format, as programmes write it."""
        return Dictionary(F=Dictionary(S=Name.JavaScript, JS=String(text)))

    def _ticks(self, state: str) -> Dictionary:
        drawn = self.pdf.make_stream(b"0 0 m 10 10 l S", BBox=[0, 0, 10, 10], Subtype=Name.Form, Type=Name.XObject)
        empty = self.pdf.make_stream(b"", BBox=[0, 0, 10, 10], Subtype=Name.Form, Type=Name.XObject)
        return Dictionary(N=Dictionary({f"/{state}": drawn, "/Off": empty}))

    def _on(self, page: int, made: Any) -> None:
        here = self.pdf.pages[page].obj
        if "/Annots" not in here:
            here["/Annots"] = Array()
        here.Annots.append(made)

    def bytes(self, **save: Any) -> bytes:
        for page, words in zip(self.pdf.pages, self.words, strict=True):
            page.obj["/Resources"] = Dictionary(Font=Dictionary(F1=self.font))
            page.obj["/Contents"] = self.pdf.make_stream("\n".join(words).encode("cp1252"))
        self.form["/Fields"] = Array(self.fields)
        self.pdf.Root["/AcroForm"] = self.form
        out = io.BytesIO()
        self.pdf.save(out, static_id=True, **save)
        return out.getvalue()


def cerfa() -> PdfForm:
    """A form as a town has it: labels to the left, above, and said to screen readers; boxes, dates, lists."""
    made = PdfForm(2, "Demande de débit de boissons temporaire")
    made.say("Nom de l’association :", 50, 780)
    made.field("topmostSubform[0].Page1[0].nom[0]", "/Tx", [200, 775, 500, 793], Ff=2, MaxLen=80)
    made.say("Courriel :", 50, 750)
    made.field("Texte2", "/Tx", [200, 745, 500, 763])
    made.field("jour", "/Tx", [200, 715, 300, 733], TU=String("Date de la manifestation"),
               AA=made.script('AFDate_FormatEx("dd/mm/yyyy");'))  # fmt: skip
    made.say("Objet de la manifestation", 50, 690)
    made.field("Texte4", "/Tx", [50, 600, 500, 685], Ff=1 << 12, MaxLen=900)
    made.say("Boissons du groupe 3", 70, 570)
    made.tick("case1", [50, 568, 62, 580])
    made.radio("qualite", {"P": [50, 540, 62, 552], "T": [200, 540, 212, 552]}, TU=String("Vous êtes"))
    made.say("Président", 66, 542)
    made.say("Trésorier", 216, 542)
    made.field("lieu", "/Ch", [200, 500, 400, 518], Ff=1 << 17, TU=String("Salle"),
               Opt=Array([Array([String("f"), String("Salle des fêtes")]), String("Foyer")]))  # fmt: skip
    made.field("montant", "/Tx", [200, 470, 300, 488], page=1, TU=String("Montant demandé"),
               AA=made.script("AFNumber_Format(2, 2, 0, 0, '', true);"))  # fmt: skip
    made.field("total", "/Tx", [200, 440, 300, 458], page=1,
               AA=Dictionary(C=Dictionary(S=Name.JavaScript, JS=String("event.value = 1"))))  # fmt: skip
    made.field("imprimer", "/Btn", [200, 400, 300, 418], page=1, Ff=1 << 16)
    made.field("signature", "/Sig", [200, 340, 400, 390], page=1, TU=String("Signature du demandeur"))
    return made


def csv_of(*lines: Sequence[str], sign: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(lines)
    return out.getvalue().encode(encoding)


def xlsx_of(*lines: Sequence[Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Questions")
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write(row, column, cell)
    return out.getvalue()
