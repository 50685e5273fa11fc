#!/usr/bin/env python3
"""The job of `qpv locate` with DuckDB: locate_duckdb.py code|distance POINTS PERIMETERS OUT

POINTS is a CSV (`;`) or Parquet with the columns id, x, y in Lambert-93, PERIMETERS a GeoPackage
with a column code_qp, OUT a CSV or Parquet. `distance` adds the distance in the plane to the
nearest limit up to 500 m, unsigned. DuckDB does not keep the order of the rows.

pip install duckdb==1.5.5 duckdb-extensions duckdb-extension-spatial
"""
import sys

import duckdb
from duckdb_extensions import import_extension

task, points, perimeters, out = sys.argv[1:5]
import_extension("spatial")
db = duckdb.connect()
db.execute("LOAD spatial")
db.execute("SET preserve_insertion_order = false")
db.execute(f"CREATE TEMP TABLE q AS SELECT code_qp, geom, ST_Boundary(geom) AS edge FROM ST_Read('{perimeters}')")
table = f"read_parquet('{points}')" if points.endswith("parquet") else f"read_csv('{points}', delim = ';', header = true)"
if task == "code":
    query = f"SELECT p.id, q.code_qp FROM {table} p LEFT JOIN q ON ST_Intersects(ST_Point(p.x, p.y), q.geom)"
else:
    query = f"""
        WITH p AS (SELECT id, ST_Point(x, y) AS place FROM {table}),
        near AS (
            SELECT p.id, min(ST_Distance(p.place, q.edge)) AS distance,
                any_value(q.code_qp) FILTER (ST_Intersects(p.place, q.geom)) AS code
            FROM p JOIN q ON ST_DWithin(p.place, q.geom, 500) GROUP BY p.id)
        SELECT p.id, near.code, CASE WHEN near.distance <= 500 THEN round(near.distance, 1) END AS distance
        FROM p LEFT JOIN near USING (id)"""
form = "(FORMAT parquet, COMPRESSION zstd)" if out.endswith("parquet") else "(DELIMITER ';', HEADER)"
db.execute(f"COPY ({query}) TO '{out}' {form}")
