"""Articles 13 and 14: the quarterly secretary-general meeting, from the call for topics to the accepted report.

Topics proposed by organizations are answered one by one; scale is counted from the roll; resolutions return to
the next agenda until done. Deliberations (22) and other standing mechanisms' own pages come later.
"""
