#!/usr/bin/env python3
"""Gives synthetic perimeters codes of the official form: locate_codes.py g1_l93.gpkg 2015 out.gpkg

The generator numbers its quartiers QP0010000 or QN0010000, one digit too many for a code. The
département is kept and the quartiers are numbered within it; geometries are untouched.
"""
import sys
import geopandas as gpd

source, generation, target = sys.argv[1:4]
quartiers = gpd.read_file(source)
rank = quartiers.groupby(quartiers.code_qp.str[2:5]).cumcount()
departement = quartiers.code_qp.str[2:5].replace("020", "02A")
if generation == "2015":
    assert rank.max() < 999
    code = "QP" + departement + (rank + 1).map("{:03d}".format)
else:
    assert rank.max() < 99 * 26
    code = "QN" + departement + (rank % 99 + 1).map("{:02d}".format)
    code += (rank // 99).map(lambda k: "MNICABDEFGHJKLOPQRSTUVWXYZ"[k])
assert code.is_unique
quartiers.assign(code_qp=code).to_file(target, driver="GPKG", layer=f"qp{generation}")
