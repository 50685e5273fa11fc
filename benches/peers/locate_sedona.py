#!/usr/bin/env python3
"""The job of `qpv locate` with SedonaDB: locate_sedona.py code|distance POINTS PERIMETERS OUT

As locate_duckdb.py, with PERIMETERS as GeoParquet. SedonaDB does not keep the order of the rows
and writes a CSV as a folder of parts.

pip install "sedonadb[geopandas]==0.5.0"
"""
import sys

import sedonadb

task, points, perimeters, out = sys.argv[1:5]
db = sedonadb.connect()
db.read_parquet(perimeters).to_view("q")
if points.endswith(".parquet"):
    db.read_parquet(points).to_view("p")
else:
    options = "'format.delimiter' ';', 'format.has_header' 'true'"
    db.sql(f"CREATE EXTERNAL TABLE p STORED AS CSV LOCATION '{points}' OPTIONS ({options})").execute()
place = "ST_SetSRID(ST_Point(p.x, p.y), 2154)"
if task == "code":
    query = f"SELECT p.id, q.code_qp FROM p LEFT JOIN q ON ST_Intersects({place}, q.geometry)"
else:
    query = f"""
        WITH edges AS (SELECT code_qp, geometry, ST_Boundary(geometry) AS edge FROM q),
        pairs AS (
            SELECT p.id, ST_Distance({place}, e.edge) AS distance,
                CASE WHEN ST_Intersects({place}, e.geometry) THEN e.code_qp END AS code
            FROM p JOIN edges e ON ST_DWithin({place}, e.geometry, 500)),
        near AS (SELECT id, min(distance) AS distance, max(code) AS code FROM pairs GROUP BY id)
        SELECT p.id, near.code, CASE WHEN near.distance <= 500 THEN round(near.distance, 1) END AS distance
        FROM p LEFT JOIN near ON p.id = near.id"""
result = db.sql(query)
result.to_parquet(out) if out.endswith("parquet") else result.to_csv(out)
