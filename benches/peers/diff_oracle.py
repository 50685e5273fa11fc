#!/usr/bin/env python3
"""Compares the rows of `qpv diff` with areas that another tool found, pair by pair:

diff_oracle.py evolution.csv AREAS.csv

AREAS is what diff_peers.py writes for the same two files. The area in common of every link must be
that of the other tool within 1 m² or a millionth, and every pair of the other tool that is no link
must be too little ground for one (a sliver, or under 7 % of the smaller quartier). Exit code 1 where
it is not.
"""
import csv
import sys

rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
other = {(r["code_old"], r["code_new"]): float(r["area_m2"]) for r in csv.DictReader(open(sys.argv[2]))}
areas = {r["code_qp_2015"]: float(r["aire_2015_m2"]) for r in rows if r["code_qp_2015"]}
areas |= {r["code_qp_2024"]: float(r["aire_2024_m2"]) for r in rows if r["code_qp_2024"]}
links = {
    (r["code_qp_2015"], r["code_qp_2024"]): float(r["aire_commune_m2"])
    for r in rows
    if r["code_qp_2015"] and r["code_qp_2024"]
}
worst, wrong = 0.0, 0
for pair, area in links.items():
    gap = abs(area - other.get(pair, 0.0))
    worst = max(worst, gap / area)
    # Rows are rounded to 0.1 m².
    wrong += gap > max(1.0, 1e-6 * area) + 0.05
rest = {pair: m2 / min(areas[pair[0]], areas[pair[1]]) for pair, m2 in other.items() if pair not in links}
large = {pair: share for pair, share in rest.items() if share >= 0.07}
print(len(links), "links,", wrong, "of another area, largest relative gap", worst)
print(len(rest), "pairs that are no link, the largest", max(rest.values(), default=0.0), "of the smaller quartier")
print(len(large), "of them at 7 % or more:", *large)
sys.exit(bool(wrong or large))
