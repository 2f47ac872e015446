#!/usr/bin/env python3
"""Makes PDFs with the highlights of other programs, beside this file.

    python3 -m venv venv && venv/bin/pip install pymupdf fpdf2 pikepdf
    venv/bin/python make-marks.py          # and ghostscript and qpdf in the PATH

marks-mupdf.pdf      PyMuPDF: two columns, labels i, ii, 1; all kinds of marks, an answer to a comment;
                     its third page is turned
marks-fpdf.pdf       fpdf2: a highlight over two lines
marks-ghostscript.pdf  Ghostscript, by pdfmark, of PostScript: a highlight, its corners around it; the page lies on its side
marks-owner.pdf      the first, by qpdf: it opens without a password and forbids what it can
marks-broken.pdf     the first with a table of places that is wrong throughout
"""

import datetime
import pathlib
import subprocess
import tempfile

import fpdf
import pikepdf
import pymupdf

HERE = pathlib.Path(__file__).parent

LEFT = """The keeper of the harbour wrote down the height of the water twice a day for forty years, and never once \
asked what the numbers were for. They stand in eleven books bound in sailcloth. When the books were opened again \
the ink of the third had faded, but the pressure of the pen could be felt with a finger, and so nothing was lost."""
RIGHT = """Spring tides rose higher in every decade than in the one before it. The neap tides did not. A harbour \
that is dredged lets more water in, and it lets it in sooner, and the gauge cannot tell a deeper channel from a \
higher sea. Whoever compares two harbours has to know what was done to each of them, by whom, and in which year."""


def mark(page, passage, kind, color=None, note=None, author=None):
    """A mark over a passage, wherever its lines break."""
    words = page.get_text("words")
    wanted = passage.split()
    texts = [word[4] for word in words]
    start = next(i for i in range(len(texts)) if texts[i:i + len(wanted)] == wanted)
    lines = {}
    for word in words[start:start + len(wanted)]:
        box = pymupdf.Rect(word[:4])
        lines[word[5:7]] = lines[word[5:7]] | box if word[5:7] in lines else box
    quads = [box.quad for box in lines.values()]
    annotation = getattr(page, f"add_{kind}_annot")(quads)
    if color:
        annotation.set_colors(stroke=color)
    annotation.set_info(content=note or "", title=author or "Reader")
    annotation.update()
    return annotation


def mupdf(path):
    document = pymupdf.open()
    for number, turn in enumerate([0, 0, 90]):
        page = document.new_page(width=400 if turn else 420, height=420 if turn else 400)
        # What is written upwards stands upright on a page that is turned.
        page.set_rotation(turn)
        back = page.derotation_matrix
        title = ["Preface", "A word before", "The gauge"][number]
        page.insert_text(pymupdf.Point(40, 40) * back, title, fontsize=18, rotate=turn)
        style = dict(fontsize=10, fontname="tiro", align=pymupdf.TEXT_ALIGN_JUSTIFY, rotate=turn)
        assert page.insert_textbox(pymupdf.Rect(40, 60, 200, 360) * back, LEFT, **style) >= 0
        assert page.insert_textbox(pymupdf.Rect(220, 60, 380, 360) * back, RIGHT, **style) >= 0
    first, second, third = document
    mark(first, "twice a day for forty years,", "highlight", (1, 0.83, 0), "Who paid?")
    mark(first, "Spring tides rose", "underline", (0, 0.5, 0))
    mark(first, "eleven books", "squiggly", (0.9, 0, 0), "Nine, by another count.")
    # Over the end of one column and the beginning of the next.
    mark(first, "so nothing was lost. Spring tides", "highlight", (0.2, 0.6, 1))
    mark(second, "neap tides did not.", "strikeout", (1, 0, 0))
    note = second.add_text_annot((380, 100), "See the books.", icon="Comment")
    answer = second.add_text_annot((380, 100), "Which?", icon="Comment")
    answer.set_irt_xref(note.xref)
    second.add_freetext_annot((220, 340, 380, 360), "typed onto the page", fontsize=9)
    mark(third, "pressure of the pen", "highlight", (0.6, 0.3, 0.9), "Felt.")
    document.set_page_labels([{"startpage": 0, "style": "r", "firstpagenum": 1},
                              {"startpage": 2, "style": "D", "firstpagenum": 1}])
    document.set_metadata({"title": "The gauge of the harbour", "author": "Ada Marlow"})
    document.save(path, garbage=3, deflate=True, no_new_id=True)


def fpdf2(path):
    pdf = fpdf.FPDF(format=(130, 100), unit="mm")
    pdf.set_creation_date(datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc))
    pdf.set_title("Soundings")
    pdf.add_page()
    pdf.set_font("Times", size=12)
    pdf.write(6, "The keeper wrote down the height of the water. ")
    with pdf.highlight("Twice?", title="Reader", color=(1, 1, 0)):
        pdf.write(6, "He did so twice a day for forty years, whatever the weather, ")
    pdf.write(6, "and never asked what the numbers were for.")
    pdf.output(str(path))


POSTSCRIPT = """%!PS
<< /PageSize [300 200] >> setpagedevice
/Times-Roman findfont 12 scalefont setfont
30 150 moveto (The dredgers left accounts of their own.) show
30 130 moveto (They are kept in the tower.) show 
[ /Rect [30 126 168 142] /Subtype /Highlight /Contents (Which tower?) /Title (Reader) /Color [0 1 0]
  /QuadPoints [30 142 168 142 168 126 30 126] /ANN pdfmark
[ /Rect [10 150 20 160] /Subtype /Text /Contents (A list of them would help.) /ANN pdfmark
[ /Title (Accounts) /DOCINFO pdfmark
showpage
"""


def ghostscript(path):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "a.ps"
        source.write_text(POSTSCRIPT)
        subprocess.run(["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite",
                        "-dPreserveAnnots=true", f"-sOutputFile={folder}/b.pdf", str(source)], check=True)
        with pikepdf.open(f"{folder}/b.pdf") as pdf:
            pdf.pages[0].Rotate = 270
            del pdf.trailer["/ID"]
            del pdf.docinfo
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
                meta.clear()
                meta["dc:title"] = "Accounts"
            pdf.save(path, static_id=True)


def owner(source, path):
    subprocess.run(["qpdf", "--encrypt", "", "owner", "128", "--use-aes=y", "--extract=n",
                    "--modify=none", "--print=none", "--", "--static-id", "--static-aes-iv", source, path],
                   check=True)


def broken(source, path):
    # Plain objects, so that the places in the table are all there is to find them by.
    subprocess.run(["qpdf", "--static-id", "--object-streams=disable", source, path], check=True)
    content = pathlib.Path(path).read_bytes()
    start = content.rindex(b"\nxref\n")
    table, end = content[start:], content.rindex(b"startxref")
    wrong = b"".join(
        (b"%010d" % (int(line[:10]) // 2 + 7)) + line[10:] if line[17:18] == b"n" else line
        for line in content[start:end].splitlines(keepends=True))
    pathlib.Path(path).write_bytes(content[:start] + wrong + b"startxref\n12\n%%EOF\n")


def main():
    mupdf(HERE / "marks-mupdf.pdf")
    fpdf2(HERE / "marks-fpdf.pdf")
    ghostscript(HERE / "marks-ghostscript.pdf")
    owner(HERE / "marks-mupdf.pdf", HERE / "marks-owner.pdf")
    broken(HERE / "marks-mupdf.pdf", HERE / "marks-broken.pdf")


main()
