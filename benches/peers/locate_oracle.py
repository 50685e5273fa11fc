#!/usr/bin/env python3
"""Compares answers of `qpv locate` with GEOS and with geodesics, row by row:

locate_oracle.py answers.csv perimeters_l93.gpkg YEAR [ROWS]

The table has columns x and y in Lambert-93. Codes must be those of GEOS `covers`; distances must
be those of the geodesic (PROJ) from the point to the nearest place of the limit, within 2 cm and
the rounding to 0.1 m; bands must follow from them. Exit code 1 where they do not.
"""
import sys
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer

answers, perimeters, year = sys.argv[1:4]
rows = int(float(sys.argv[4])) if len(sys.argv) > 4 else None

sep = ";" if ";" in open(answers, encoding="utf-8").readline() else ","
table = pd.read_csv(answers, sep=sep, nrows=rows, dtype=str, keep_default_na=False)
x, y = table.x.astype(float).to_numpy(), table.y.astype(float).to_numpy()
quartiers = gpd.read_file(perimeters)
shapes = quartiers.geometry.to_numpy()
order = np.argsort(quartiers.area.to_numpy(), kind="stable")
shapes, codes = shapes[order], quartiers.code_qp.to_numpy()[order]
points = shapely.points(x, y)
tree = shapely.STRtree(shapes)
at, inside = tree.query(points, predicate="covered_by")
expected = np.full(len(points), "", dtype=object)
for i, k in sorted(zip(at, inside)):
    expected[i] = expected[i] + ";" + codes[k] if expected[i] else codes[k]
wrong = expected != table[f"code_qp_{year}"].to_numpy()
print(len(points), "points,", int((expected != "").sum()), "inside,", int(wrong.sum()), "other codes")

limits = shapely.boundary(shapes)
is_inside = expected != ""
measured = pd.to_numeric(table[f"distance_{year}_m"]).to_numpy()
limit_tree = shapely.STRtree(limits)
(idx, near), _ = limit_tree.query_nearest(points, max_distance=1012, return_distance=True, all_matches=False)
own = dict(zip(at, inside))
near = np.array([own.get(i, k) for i, k in zip(idx, near)])
lines = shapely.shortest_line(points[idx], limits[near])
ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
to_degrees = Transformer.from_crs(2154, 4326, always_xy=True)
lon, lat = to_degrees.transform(ends[:, :, 0], ends[:, :, 1])
_, _, ground = Geod(ellps="GRS80").inv(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])
truth = np.full(len(points), np.nan)
truth[idx] = np.where(is_inside[idx], -ground, ground)
gap = np.abs(truth - measured)
far = (np.abs(truth) > 1000.02) | np.isnan(truth)
missing = np.isnan(measured) & (np.abs(truth) < 999.98)
extra = ~np.isnan(measured) & far
print("distances:", int((~np.isnan(measured)).sum()), "largest gap", np.nanmax(gap), "m (0.05 is rounding),",
      int(missing.sum()), "missing,", int(extra.sum()), "too far")
band = np.where(is_inside | np.isnan(truth) | (truth > 500), "", np.where(truth <= 300, "300", "500"))
doubtful = (np.abs(truth - 300) < 0.02) | (np.abs(truth - 500) < 0.02)
bands = (band != table[f"bande_{year}"].to_numpy()) & ~doubtful
print("bands:", int(bands.sum()), "other")
sys.exit(bool(wrong.any() or missing.any() or extra.any() or bands.any() or np.nanmax(gap) > 0.0701))
