#!/usr/bin/env python3
"""Makes the books beside this file, with Python's own library alone.

harbour.epub, pictures.epub and places.epub are what epubcheck passes; the others are made to do harm, or are broken.
"""

import pathlib
import struct
import zipfile
import zlib

HERE = pathlib.Path(__file__).parent
DAY = (2020, 1, 1, 0, 0, 0)

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="OEBPS/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:isbn:9780306406157</dc:identifier>
    <dc:title>The Harbour &amp; its Keeper</dc:title>
    <dc:creator id="a">Ada Marlow</dc:creator>
    <meta refines="#a" property="role" scheme="marc:relators">aut</meta>
    <dc:creator id="b">Okri, Ben</dc:creator>
    <dc:creator id="c">Some Translator</dc:creator>
    <meta refines="#c" property="role" scheme="marc:relators">trl</meta>
    <dc:language>en</dc:language>
    <dc:publisher>Lowland Press</dc:publisher>
    <dc:date>1998-05-14</dc:date>
    <meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="two" href="text/chapter%20two.xhtml" media-type="application/xhtml+xml"/>
    <item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
    <item id="mark" href="mark.png" media-type="image/png" properties="cover-image"/>
  </manifest>
  <spine>
    <itemref idref="one"/>
    <itemref idref="two"/>
  </spine>
</package>
"""

NAV = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Contents</title></head>
<body>
  <nav epub:type="toc"><h1>Contents</h1><ol>
    <li><a href="text/one.xhtml">The Keeper</a></li>
    <li><a href="text/chapter%20two.xhtml">The Dredger</a></li>
  </ol></nav>
  <nav epub:type="page-list"><ol>
    <li><a href="text/one.xhtml#p7">7</a></li>
    <li><a href="text/chapter%20two.xhtml#p8">8</a></li>
  </ol></nav>
</body>
</html>
"""

ONE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>One</title><style>p { margin: 0 }</style></head>
<body>
  <section epub:type="chapter">
    <h1>The Keeper</h1>
    <span epub:type="pagebreak" role="doc-pagebreak" id="p7" aria-label="7"></span>
    <p>He wrote down the height of the water <em>twice</em> a day.<a href="chapter%20two.xhtml#n1"
      epub:type="noteref">1</a> The <a href="https://coast.example/books">books</a> are kept.</p>
    <p><img src="../mark.png" alt="A mark"/></p>
    <ul><li>Spring tides</li><li>Neap tides</li></ul>
  </section>
</body>
</html>
"""

TWO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Two</title></head>
<body>
  <p>A harbour that is dredged lets more water <span epub:type="pagebreak" role="doc-pagebreak"
    id="p8" aria-label="8"></span>in, and it lets it in sooner.</p>
  <p id="n1">1. Except on Sundays.</p>
</body>
</html>
"""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63606060f80f00010401005f7ff7c70000000049454e44ae426082")



def png(width, height, noise=b""):
    """A grey picture; noise, which cannot be packed, makes it large."""
    def chunk(kind, content):
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))
    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    more = chunk(b"teSt", noise) if noise else b""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), more, chunk(b"IEND", b"")])


GIF = bytes.fromhex("474946383961020001008000000000000000ff2c00000000020001000002020" + "40a003b")

FILES = {
    "META-INF/container.xml": CONTAINER, "OEBPS/package.opf": PACKAGE, "OEBPS/nav.xhtml": NAV,
    "OEBPS/text/one.xhtml": ONE, "OEBPS/text/chapter two.xhtml": TWO, "OEBPS/mark.png": PNG,
}

COVER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>Cover</title></head>
<body><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 3 4"><image width="3" height="4" xlink:href="images/cover%20(1).png"/></svg></body>
</html>
"""

GAUGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>The Gauge</title></head>
<body>
  <h1>The Gauge</h1>
  <p>It was built in 1911. <img src="images/gauge.gif" alt="A gauge"/> And it stands.</p>
  <p><img src="images/large.png" alt="Too large"/></p>
  <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="2" height="2"/></svg>
</body>
</html>
"""

PICTURES_NAV = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Contents</title></head>
<body><nav epub:type="toc"><ol><li><a href="gauge.xhtml">The Gauge</a></li></ol></nav></body>
</html>
"""

PICTURES_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:uuid:6f0a2a44-8f0e-4b3c-9c39-1c5a0c5f7a11</dc:identifier>
    <dc:title>The Gauge</dc:title>
    <dc:language>en</dc:language>
    <meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="cover" href="cover.xhtml" media-type="application/xhtml+xml" properties="svg"/>
    <item id="gauge" href="gauge.xhtml" media-type="application/xhtml+xml" properties="svg"/>
    <item id="i1" href="images/cover%20(1).png" media-type="image/png" properties="cover-image"/>
    <item id="i2" href="images/gauge.gif" media-type="image/gif"/>
    <item id="i3" href="images/large.png" media-type="image/png"/>
  </manifest>
  <spine>
    <itemref idref="cover"/>
    <itemref idref="gauge"/>
  </spine>
</package>
"""

PICTURES = {
    "META-INF/container.xml": CONTAINER, "OEBPS/package.opf": PICTURES_PACKAGE,
    "OEBPS/nav.xhtml": PICTURES_NAV, "OEBPS/cover.xhtml": COVER, "OEBPS/gauge.xhtml": GAUGE,
    "OEBPS/images/cover (1).png": png(3, 4), "OEBPS/images/gauge.gif": GIF,
    # More than clip takes, packed to little.
    "OEBPS/images/large.png": png(2, 2, b"\0" * (9 << 20)),
}

PLACES_ONE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Soundings</title></head>
<body id="all">
  <!-- A comment divides no text. -->
  <section epub:type="chapter" id="c.1">
    <h1 id="head[1],a^b">Soundings</h1>
    <p>The first gauge <!-- again --> stood at the <em>outer</em> pier, and was read by hand
      <![CDATA[< 1911 &]]> later by wire.<span id="here"/> Nobody asked what the numbers were for.</p>
    <p id="second">It is the same water: \U0001F30A \U0001F30A two waves and a caf\u00e9, &#x1F6A2; a ship &amp; her
      <a href="https://coast.example/books"><strong>eleven <i>books</i></strong></a>.</p>
    <p>Whoever compares two harbours has to know both.</p>
    <blockquote><p>Whoever compares two harbours has to know both.</p></blockquote>
    <p>Whoever compares two harbours has to know both. So it was said.</p>
    <ol><li>Spring tides come after the new moon.</li><li><p>Neap tides follow.</p></li></ol>
    <table><tbody><tr><td>Height of water</td><td>Four metres</td></tr></tbody></table>
    <p>A line that is broken<br/>goes on here.</p>
    <div>Text that stands by itself<p>before a paragraph</p>and text behind it.</div>
    <pre>a  pier
  and   a gauge</pre>
  </section>
</body>
</html>
"""

PLACES_TWO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>Echoes</title></head>
<body>
  <p>The second chapter repeats a word of the first.</p>
  <p>The first gauge stood at the outer pier, said the keeper, and the gauge was his.</p>
  <p>Nobody asked what the numbers were for. Nobody asked him either.</p>
</body>
</html>
"""

PLACES = {
    "META-INF/container.xml": CONTAINER,
    "OEBPS/package.opf": PICTURES_PACKAGE.split("<manifest>")[0]
    .replace("6f0a2a44", "6f0a2a45") + """<manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
    <item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
  </manifest>
  <spine id="order">
    <itemref idref="nav"/>
    <itemref idref="one" id="first"/>
    <itemref idref="two"/>
  </spine>
</package>
""",
    "OEBPS/nav.xhtml": PICTURES_NAV.replace("gauge.xhtml", "one.xhtml"),
    "OEBPS/one.xhtml": PLACES_ONE, "OEBPS/two.xhtml": PLACES_TWO,
}

WORDLESS = PICTURES | {
    "OEBPS/gauge.xhtml": GAUGE.replace("The Gauge</h1>", "</h1>")
    .replace("It was built in 1911. ", "").replace(" And it stands.", "")}

ENCRYPTION = """<?xml version="1.0" encoding="UTF-8"?>
<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
  xmlns:enc="http://www.w3.org/2001/04/xmlenc#">
  <enc:EncryptedData>
    <enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
    <enc:CipherData><enc:CipherReference URI="OEBPS/text/one.xhtml"/></enc:CipherData>
  </enc:EncryptedData>
</encryption>
"""


def book(name, files):
    with zipfile.ZipFile(HERE / name, "w") as archive:
        kind = zipfile.ZipInfo("mimetype", DAY)
        archive.writestr(kind, "application/epub+zip", zipfile.ZIP_STORED)
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, DAY), content, zipfile.ZIP_DEFLATED, 9)


book("harbour.epub", FILES)
book("pictures.epub", PICTURES)
book("places.epub", PLACES)
book("unclosed.epub", PLACES | {"OEBPS/one.xhtml": PLACES_ONE.replace("outer</em>", "outer")})
book("wordless.epub", WORDLESS)
book("protected.epub", FILES | {"META-INF/encryption.xml": ENCRYPTION, "OEBPS/text/one.xhtml": PNG * 9})
book("bomb.epub", FILES | {"OEBPS/text/one.xhtml": ONE[:-16] + " " * (20 << 20)})
book("climbing.epub", FILES | {"../../climbed.xhtml": ONE, "/rooted.xhtml": ONE})
