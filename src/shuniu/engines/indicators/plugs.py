"""What was published about a body stays published under the row it was published for, whatever is merged later."""

from __future__ import annotations

from shuniu.kernel.orgs.merging import stay

stay("indicators.indicatorvalue.hub", because="a snapshot says what was computed then")
stay("indicators.elementscore.hub", because="a snapshot says what was computed then")
stay("indicators.areashare.body", because="a snapshot says what was computed then")
