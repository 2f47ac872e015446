#!/usr/bin/env python3
"""Makes the books beside this file, with Python's own library alone.

harbour.epub is what epubcheck passes; the others are made to do harm, or are broken.
"""

import pathlib
import zipfile

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

FILES = {
    "META-INF/container.xml": CONTAINER, "OEBPS/package.opf": PACKAGE, "OEBPS/nav.xhtml": NAV,
    "OEBPS/text/one.xhtml": ONE, "OEBPS/text/chapter two.xhtml": TWO, "OEBPS/mark.png": PNG,
}

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
book("protected.epub", FILES | {"META-INF/encryption.xml": ENCRYPTION, "OEBPS/text/one.xhtml": PNG * 9})
book("bomb.epub", FILES | {"OEBPS/text/one.xhtml": ONE[:-16] + " " * (20 << 20)})
book("climbing.epub", FILES | {"../../climbed.xhtml": ONE, "/rooted.xhtml": ONE})
