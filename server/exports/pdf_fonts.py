"""Fonts of reportlab whose letters a reader of the PDF can find and copy, whatever their script.

Imports reportlab: only `pdf_text` imports this, when the first PDF is made.
"""

import re
from copy import deepcopy
from typing import Any

from reportlab.pdfbase.cidfonts import CIDFontInfo, UnicodeCIDFont, structToPDF
from reportlab.pdfbase.pdfdoc import PDFStream
from reportlab.pdfbase.ttfonts import TTFont

# The codes of these fonts are UTF-16 already; a range may not cross its first byte.
RANGES = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
BLOCKS = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange"
                   for block in (RANGES[start : start + 100] for start in range(0, 256, 100)))  # fmt: skip
TO_UNICODE = f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{BLOCKS}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


BEYOND = re.compile(r"<([0-9A-F]{5,6})>")  # a code past 16 bits, which the map spells as one number


class OutlineFont(TTFont):
    """As reportlab's, with emoji and the like in the map back to Unicode as UTF-16, which the format wants."""

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        for name, found in list(doc.idToObject.items()):
            if name.startswith("toUnicodeCMap:"):
                found.content = BEYOND.sub(lambda match: f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>", found.content)


class EastAsianFont(UnicodeCIDFont):
    """As reportlab's, with a map back to Unicode, and without writing into the description that all documents share."""

    def addObjects(self, doc: Any) -> None:
        name = f"F{len(doc.fontMapping) + 1}"
        described = structToPDF(deepcopy(CIDFontInfo[self.face.name]) | {"Name": f"/{name}", "Encoding": f"/{self.encodingName}"})
        described.dict["ToUnicode"] = doc.Reference(PDFStream(content=TO_UNICODE, filters=[]), f"{name}-unicode")
        doc.idToObject["BasicFonts"].dict[name] = doc.Reference(described, name)
        doc.fontMapping[self.name] = f"/{name}"
