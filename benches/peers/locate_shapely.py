#!/usr/bin/env python3
"""The job of `qpv locate` with numpy and shapely, as an expert would write it for speed:

locate_shapely.py code|distance POINTS PERIMETERS OUT

As locate_duckdb.py. Points are sorted by x once, so the candidates of a quartier are a slice;
prepared polygons are asked for all of them at once; distances come from a tree over the edges.
Rows keep their order. Everything is in memory.

pip install numpy pyarrow shapely pyogrio
"""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pyogrio
import shapely

task, points, perimeters, out = sys.argv[1:5]
REACH = 500.0 if task == "distance" else 0.0
columns = ["id", "x", "y"]
if points.endswith(".parquet"):
    table = parquet.read_table(points, columns=columns)
else:
    table = csv.read_csv(points, parse_options=csv.ParseOptions(delimiter=";"),
                         convert_options=csv.ConvertOptions(include_columns=columns))
x, y = table["x"].to_numpy(), table["y"].to_numpy()
_, _, geometry, fields = pyogrio.raw.read(perimeters, columns=["code_qp"])
shapes, codes = shapely.from_wkb(geometry), pa.array(fields[0].astype(str))
shapely.prepare(shapes)
order = np.argsort(x)
sorted_x, sorted_y = x[order], y[order]
boxes = shapely.bounds(shapes)
first = np.searchsorted(sorted_x, boxes[:, 0] - REACH)
last = np.searchsorted(sorted_x, boxes[:, 2] + REACH, "right")
inside = np.full(len(x), -1, np.int32)
near = np.zeros(len(x), bool)
for k, shape in enumerate(shapes):
    rows = slice(first[k], last[k])
    high = (sorted_y[rows] >= boxes[k, 1] - REACH) & (sorted_y[rows] <= boxes[k, 3] + REACH)
    at = np.flatnonzero(high) + first[k]
    if len(at):
        near[order[at]] = True
        inside[order[at[shapely.intersects_xy(shape, sorted_x[at], sorted_y[at])]]] = k
result = {"id": table["id"], "code_qp": codes.take(pa.array(inside, mask=inside < 0))}
if task == "distance":
    rings = shapely.get_rings(shapely.get_parts(shapes))
    at, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    tree = shapely.STRtree(shapely.linestrings(np.stack([at[:-1][joined], at[1:][joined]], axis=1)))
    rows = np.flatnonzero(near)
    (found, _), metres = tree.query_nearest(shapely.points(x[rows], y[rows]), max_distance=REACH,
                                            return_distance=True, all_matches=False)
    distance = np.full(len(x), np.nan)
    distance[rows[found]] = metres.round(1)
    result["distance"] = pa.array(distance, mask=np.isnan(distance))
result = pa.table(result)
if out.endswith(".parquet"):
    parquet.write_table(result, out, compression="zstd")
else:
    csv.write_csv(result, out, csv.WriteOptions(delimiter=";", quoting_style="none"))
