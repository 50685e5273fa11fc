#!/usr/bin/env python3
"""Real addresses in real quartiers with GEOS: locate_real.py DATA > tests/data/geos-locate.csv

DATA is the folder of official files that the tests use. For each list of addresses and each
generation, the number of places in a quartier: contours made valid by GEOS, projected by PROJ to
the legal system of their territory, `covered_by`. A test compares `qpv locate` with them.

pip install geopandas shapely pyproj pandas
"""
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

data = Path(sys.argv[1])
LAYERS = {
    2015: "qp-politiquedelaville-shp.zip!QP_METROPOLEOUTREMER_WGS84_EPSG4326.shp",
    2024: "qp2024-geojson-gpkg-shp.zip!SHP/QP2024_France_Hexagonale_Outre_Mer_WGS84.shp",
}
LISTS = ["adresses-75", "mairies-france", "accidents-baac-62", "accidents-baac-59"]
SYSTEMS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471, "977": 5490, "978": 5490, "987": 3297}
# West, south, east, north of what is asked in each system, in degrees.
FRANCE = (-5.5, 41.0, 10.0, 51.5)


def quartiers(layer):
    frame = gpd.read_file(f"zip://{data}/perimeters/{layer}").to_crs(4326)
    codes = [c for c in frame.columns if frame[c].astype(str).str.match(r"^Q[PN]\d[\dAB]\d").mean() > 0.9]
    code = codes[0]
    frame["system"] = frame[code].str[2:5].map(SYSTEMS).fillna(2154).astype(int)
    return frame


print("liste,generation,lieux,dans")
layers = {year: quartiers(layer) for year, layer in LAYERS.items()}
for name in LISTS:
    path = data / "addresses" / f"{name}.csv.gz"
    table = pd.read_csv(path, sep=None, engine="python", dtype=str)
    lon, lat = (pd.to_numeric(table[c], errors="coerce") for c in ("lon", "lat"))
    known = lon.notna() & lat.notna() & ~((lon == 0) & (lat == 0))
    places = gpd.GeoSeries(gpd.points_from_xy(lon[known], lat[known]), crs=4326)
    for year, frame in layers.items():
        inside = set()
        for system, own in frame.groupby("system"):
            shapes = shapely.make_valid(own.geometry.to_crs(system).to_numpy())
            near = places.cx[FRANCE[0]:FRANCE[2], FRANCE[1]:FRANCE[3]] if system == 2154 else places.drop(
                places.cx[FRANCE[0]:FRANCE[2], FRANCE[1]:FRANCE[3]].index)
            box = own.total_bounds
            near = near.cx[box[0]:box[2], box[1]:box[3]]
            found, _ = shapely.STRtree(shapes).query(near.to_crs(system).to_numpy(), predicate="covered_by")
            inside |= set(near.index[found])
        print(f"{name},{year},{int(known.sum())},{len(inside)}")
