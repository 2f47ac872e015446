#!/usr/bin/env python3
"""Makes the documents beside this file. Needs reportlab, pypdf, pikepdf and pillow from PyPI.

    python3 -m venv venv && venv/bin/pip install reportlab pypdf pikepdf pillow
    venv/bin/python make.py

The same versions make the same bytes; nothing in them depends on the day.
"""

import io
import pathlib

import pikepdf
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Highlight, Text
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import (BaseDocTemplate, Frame, NextPageTemplate, PageTemplate, Paragraph,
                                Spacer)

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = A4

WORDS = """
The keeper of the harbour wrote down the height of the water twice a day for forty years, and never
once asked what the numbers were for. They stand in eleven books bound in sailcloth. When the books
were opened again the ink of the third had faded, but the pressure of the pen could be felt with a
finger, and so nothing was lost. Spring tides rose higher in every decade than in the one before it.
The neap tides did not. A harbour that is dredged lets more water in, and it lets it in sooner, and
the gauge cannot tell a deeper channel from a higher sea. Whoever compares two harbours has to know
what was done to each of them, by whom, and in which year. The dredgers left accounts of their own.
""".split()


def prose(start, count):
    return " ".join(WORDS[(start + i) % len(WORDS)] for i in range(count))


BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, alignment=TA_JUSTIFY,
                      firstLineIndent=12, hyphenationLang=None)
TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=18, leading=22, spaceAfter=6)
BY = ParagraphStyle("by", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=12)
HEAD = ParagraphStyle("head", fontName="Times-Bold", fontSize=13, leading=16, spaceBefore=10,
                      spaceAfter=4)
SMALL = ParagraphStyle("small", fontName="Times-Roman", fontSize=8, leading=9.5)

PARAGRAPHS = [
    "The tide gauge at Lowland Harbour was read by hand until 1911. " + prose(0, 90) + " whole.",
    "A second paragraph begins where the first one ended. " + prose(40, 110) + " done.",
    "One tree is a witness, not a jury; one gauge is not a coast. " + prose(80, 100) + " again.",
    "Dredging is the fourth cause. " + prose(20, 120) + " since.",
]


def furniture(page, document):
    page.saveState()
    page.setFont("Times-Italic", 8)
    if document.page > 1:
        head = "A. Marlow" if document.page % 2 == 0 else "Tides of the inner harbour"
        page.drawString(72, HEIGHT - 40, head)
    page.drawCentredString(WIDTH / 2, 30, str(document.page + 16))
    page.restoreState()


def article(path):
    """Two columns, running heads, printed page numbers from 17, headings, a torn word, a footnote."""
    gap, side = 18, 60
    column = (WIDTH - 2 * side - gap) / 2
    document = BaseDocTemplate(str(path), pagesize=A4, title="Tides of the inner harbour",
                               author="Ada Marlow; Ben Okri", subject="", invariant=1)
    top = 90
    first = [
        Frame(side, HEIGHT - 60 - top, WIDTH - 2 * side, top, 0, 0, 0, 0, id="title"),
        Frame(side, 60, column, HEIGHT - 150 - 60, 0, 0, 0, 0, id="left"),
        Frame(side + column + gap, 60, column, HEIGHT - 150 - 60, 0, 0, 0, 0, id="right"),
    ]
    later = [
        Frame(side, 60, column, HEIGHT - 120, 0, 0, 0, 0, id="left"),
        Frame(side + column + gap, 60, column, HEIGHT - 120, 0, 0, 0, 0, id="right"),
    ]
    document.addPageTemplates([
        PageTemplate("first", first, onPage=furniture),
        PageTemplate("later", later, onPage=furniture),
    ])
    flow = [NextPageTemplate("later"), Paragraph("Tides of the inner harbour", TITLE),
            Paragraph("Ada Marlow and Ben Okri", BY),
            Paragraph("doi:10.5555/tides.1911", SMALL)]
    for number, heading in enumerate(["Introduction", "The gauge", "Dredging", "What is left"] * 2):
        flow.append(Paragraph(f"{number + 1} {heading}", HEAD))
        for text in PARAGRAPHS:
            flow.append(Paragraph(text, BODY))
        # A hyphen at the end of a line, as typesetters leave them.
        flow.append(Paragraph("Nobody compared the measure-<br/>ments of the self-taught keeper; a "
                              "self-<br/>taught one is trusted less.", BODY))
        flow.append(Spacer(1, 4))
    document.build(flow)


def labelled(path, prefix_pages):
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        nums = [0, pikepdf.Dictionary(S=pikepdf.Name.D, St=17)]
        if prefix_pages:
            nums = [0, pikepdf.Dictionary(S=pikepdf.Name.r), prefix_pages,
                    pikepdf.Dictionary(S=pikepdf.Name.D, St=17)]
        pdf.Root.PageLabels = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(nums)))
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["dc:title"] = "Tides of the inner harbour"
            meta["dc:creator"] = ["Ada Marlow", "Ben Okri"]
            meta["prism:publicationName"] = "Lowland Review"
            meta["prism:coverDate"] = "1998-05-14"
        with pdf.open_outline() as outline:
            for number, title in enumerate(["Introduction", "The gauge", "Dredging"]):
                outline.root.append(pikepdf.OutlineItem(f"{number + 1} {title}", 0))
        pdf.save(path, deterministic_id=True)


def places(path, page, passage):
    """The lines of a passage on a page as rectangles, by poppler's pdftotext."""
    import subprocess
    import re
    out = subprocess.run(["pdftotext", "-bbox", "-f", str(page + 1), "-l", str(page + 1), path, "-"],
                         capture_output=True, text=True, check=True).stdout
    words = [(m[4], *map(float, m[:4])) for m in re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', out)]
    wanted = passage.split()
    for start in range(len(words)):
        if [w[0] for w in words[start:start + len(wanted)]] == wanted:
            break
    else:
        raise SystemExit(f"no {passage!r} on page {page + 1}")
    lines = {}
    for _, x0, y0, x1, y1 in words[start:start + len(wanted)]:
        line = lines.setdefault(round(y0), [x0, y0, x1, y1])
        line[0], line[2] = min(line[0], x0), max(line[2], x1)
    return [(x0, HEIGHT - y1, x1, HEIGHT - y0) for x0, y0, x1, y1 in lines.values()]


def highlighted(source, path):
    reader = PdfReader(source)
    writer = PdfWriter()
    writer.clone_document_from_reader(reader)
    marks = [
        (0, "was read by hand until 1911.", "ffd400", "By whom?"),
        (0, "so nothing was lost.", "2ea8e5", ""),
        (1, "One tree is a witness, not a jury;", "5fb236", "One tree is a witness, not a jury;"),
    ]
    for page, passage, color, note in marks:
        boxes = places(source, page, passage)
        quads = ArrayObject()
        for x0, y0, x1, y1 in boxes:
            quads += [FloatObject(round(v, 2)) for v in (x0, y1, x1, y1, x0, y0, x1, y0)]
        rect = (min(b[0] for b in boxes), min(b[1] for b in boxes),
                max(b[2] for b in boxes), max(b[3] for b in boxes))
        annotation = Highlight(rect=rect, quad_points=quads, highlight_color=color)
        annotation[NameObject("/Contents")] = TextStringObject(note)
        writer.add_annotation(page_number=page, annotation=annotation)
    box = places(source, 1, "Dredging is the fourth cause.")[0]
    writer.add_annotation(page_number=1, annotation=Text(
        rect=(20, box[1], 40, box[3]), text="Ask the harbour office."))
    with open(path, "wb") as file:
        writer.write(file)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, deterministic_id=True)


def turned(source, path):
    """The highlighted article with its pages turned by a quarter and cropped."""
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            page.Rotate = 90
        pdf.save(path, deterministic_id=True)


def encrypted(source, path):
    with pikepdf.open(source) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="secret", R=4),
                 static_id=True)


def scanned(path):
    picture = Image.new("L", (200, 280), 255)
    for y in range(20, 260, 12):
        for x in range(20, 180):
            if (x * 7 + y) % 5:
                picture.putpixel((x, y), 0)
    page = canvas.Canvas(str(path), pagesize=A4, invariant=1)
    page.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    page.showPage()
    page.save()


def looping(path):
    """Pages, outline and a form that name themselves as their own parts."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    form = pdf.make_stream(b"/F Do " * 50)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 10, 10])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page.Contents = pdf.make_stream(b"/F Do")
    item = pdf.make_indirect(pikepdf.Dictionary(Title="round"))
    item.First = item.Last = item.Next = item
    pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary(First=item, Last=item, Count=1))
    pdf.save(path, deterministic_id=True)


def main():
    plain = HERE / "tides.pdf"
    article(plain)
    labelled(plain, 0)
    highlighted(str(plain), HERE / "tides-highlighted.pdf")
    turned(HERE / "tides-highlighted.pdf", HERE / "tides-turned.pdf")
    encrypted(plain, HERE / "tides-encrypted.pdf")
    scanned(HERE / "scanned.pdf")
    looping(HERE / "looping.pdf")


main()
