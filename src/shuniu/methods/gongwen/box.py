"""A text box at a fixed place of the page, as Word 2010 and LibreOffice both read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

_XML = """
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
  <mc:Choice Requires="wps"><w:drawing>
    <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
        layoutInCell="1" allowOverlap="1">
      <wp:simplePos x="0" y="0"/>
      <wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
      <wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
      <wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
      <wp:wrapTopAndBottom/><wp:docPr id="1" name="imprint"/><wp:cNvGraphicFramePr/>
      <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
        <wps:cNvSpPr txBox="1"/>
        <wps:spPr>
          <a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
          <a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>
        </wps:spPr>
        <wps:txbx><w:txbxContent/></wps:txbx>
        <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/>
      </wps:wsp></a:graphicData></a:graphic>
    </wp:anchor>
  </w:drawing></mc:Choice>
</mc:AlternateContent>
"""


def text_box(*, left: int, top: int, width: int, height: int, paragraphs: Iterable[Any]) -> Any:
    """The XML of a box with the given `w:p` elements; lengths in EMU from the upper left corner of the paper."""
    places = {"left": left, "top": top, "width": width, "height": height}
    words = _XML.format(**{key: str(int(value)) for key, value in places.items()})
    box = etree.fromstring(words, etree.XMLParser(remove_blank_text=True))
    content = next(box.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent"))
    for paragraph in paragraphs:
        content.append(paragraph)
    return box
