"""Run in the peer's environment: the same crossed model by statsmodels' MixedLM (one group, two variance components)."""

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

warnings.simplefilter("ignore")
given = np.load(sys.argv[1])
frame = pd.DataFrame({"y": given["value"], "a": given["at"], "r": given["by"], "all": 1})
begun = time.perf_counter()
model = smf.mixedlm("y ~ 1", frame, groups="all", re_formula="0", vc_formula={"a": "0 + C(a)", "r": "0 + C(r)"})
found = model.fit(reml=True)
seconds = time.perf_counter() - begun
named = dict(zip(model.exog_vc.names, found.vcomp.tolist(), strict=True))
print(json.dumps({"seconds": seconds, "quality": named["a"], "severity": named["r"], "noise": float(found.scale)}))
