from shuniu.kernel.specification.clauses import serves

serves("services:*", "A07", "A09")
serves(
    "services:home services:hub services:guide support:guide* support:charter-* support:answers support:rating-review",
    "A07",
)
serves("services:apply services:case services:sample support:request* support:own-requests support:units", "A09")
serves("services:pool* support:pool* support:match*", "A08", "A10.4")
serves("support:opportunit* support:proposal*", "A08.1")
serves("services:facility-feed support:facilit* support:booking*", "A08.2", "A10.5")
serves("support:departments", "A08.2")
serves("support:partnership*", "A08.3")
serves("support:coverage*", "A08.4")
serves("services:incubation services:round support:incubation* support:center* support:round* support:stay*", "A09.1")
serves("support:entrusted*", "A09.2")
serves("support:committees support:consultation*", "A09.3")
serves("support:platform*", "A09.4")
serves("support:chosen-forms", "A10")
serves("services:expo services:expos services:visit support:expo* support:booth* support:deal*", "A10.1")
serves("support:landing*", "A10.3")
serves("support:consorti* support:share-* support:note*", "A10.5")
serves(
    "support:enterprise* support:self-check support:candidate-list support:transition support:opinion-* support:certificate-paper",
    "A11",
)
serves("support:scouting* support:candidate-note support:nominate support:cultivation", "A05.4")
