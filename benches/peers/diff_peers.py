#!/usr/bin/env python3
"""Overlap areas of two generations with the tools of the field, as whole processes.

diff_peers.py PEER OLD NEW OUT.csv

PEER is shapely, geopandas, duckdb, polars-st or sedona. OLD and NEW are paths that GDAL reads, in
one projected system of metres and with the codes in the columns `code_qp` (any case); a member of a
zip is `/vsizip/FILE.zip/SHP/NAME.shp`. Each reads both, repairs, finds the pairs that share ground
and writes `code_old,code_new,area_m2`, which is the part of the work of `qpv diff` that they do:
none tells slivers from links, classifies, or measures limits.

Install: pip install shapely==2.2.0 geopandas==1.2.0 pyogrio==0.13.0 pyarrow duckdb==1.5.5 \
    duckdb-extension-spatial==1.5.5 duckdb-extensions==1.5.5 polars==2.1.0 polars-st==0.11.0 sedonadb==0.5.0
and once: python -c 'from duckdb_extensions import import_extension; import_extension("spatial")'
"""
import csv
import importlib.metadata
import sys


def write(out, rows):
    with open(out, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["code_old", "code_new", "area_m2"])
        table.writerows(sorted(rows))


def arrays(path):
    """Codes and repaired shapes as numpy arrays, without the cost of a frame."""
    import pyogrio
    import shapely

    layer = pyogrio.read_info(path)
    field = next(f for f in layer["fields"] if f.lower() == "code_qp")
    _, _, wkb, values = pyogrio.raw.read(path, columns=[field])
    shapes = shapely.from_wkb(wkb)
    broken = ~shapely.is_valid(shapes)
    # As qpv repairs: rings keep their role and loops that overlap are ground.
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure")
    return values[0], shapes


def with_shapely(old, new, out):
    import shapely

    (old_codes, old_shapes), (new_codes, new_shapes) = arrays(old), arrays(new)
    i, k = shapely.STRtree(new_shapes).query(old_shapes)
    area = shapely.area(shapely.intersection(old_shapes[i], new_shapes[k]))
    ground = area > 0
    write(out, zip(old_codes[i[ground]], new_codes[k[ground]], area[ground]))


def with_geopandas(old, new, out):
    import geopandas

    def frame(path, name):
        codes, shapes = arrays(path)
        return geopandas.GeoDataFrame({name: codes}, geometry=shapes)

    both = geopandas.overlay(frame(old, "old"), frame(new, "new"), keep_geom_type=True)
    write(out, zip(both.old, both.new, both.area))


def with_duckdb(old, new, out):
    import duckdb
    import pyarrow
    import shapely

    base = duckdb.connect()
    base.execute("load spatial")
    for name, path in (("a", old), ("b", new)):
        codes, shapes = arrays(path)
        table = pyarrow.table({"code": codes.astype(str), "wkb": shapely.to_wkb(shapes)})
        base.register(f"{name}_arrow", table)
        base.execute(f"create table {name} as select code, ST_GeomFromWKB(wkb) g from {name}_arrow")
    found = base.execute(
        "select * from (select a.code, b.code, ST_Area(ST_Intersection(a.g, b.g)) m2"
        " from a join b on ST_Intersects(a.g, b.g)) where m2 > 0"
    )
    write(out, found.fetchall())


def with_polars_st(old, new, out):
    import polars
    import polars_st as st
    import shapely

    def frame(path, name):
        codes, shapes = arrays(path)
        frame = polars.DataFrame({name: codes.astype(str), "wkb": shapely.to_wkb(shapes)})
        return st.GeoDataFrame(frame.rename({"wkb": "geometry"}))

    a, b = frame(old, "old"), frame(new, "new")
    both = a.st.sjoin(b, how="inner", predicate="intersects")
    area = both.select(
        "old", "new", m2=st.geom("geometry").st.intersection(st.geom("geometry_right")).st.area()
    )
    write(out, area.filter(polars.col("m2") > 0).rows())


def with_sedona(old, new, out):
    import pyarrow
    import sedonadb
    import shapely

    base = sedonadb.connect()
    for name, path in (("a", old), ("b", new)):
        codes, shapes = arrays(path)
        table = pyarrow.table({"code": codes.astype(str), "wkb": shapely.to_wkb(shapes)})
        base.create_data_frame(table).to_view(f"{name}_raw", overwrite=True)
        base.sql(f"select code, ST_GeomFromWKB(wkb) g from {name}_raw").to_memtable().to_view(
            name, overwrite=True
        )
    found = base.sql(
        "select a.code old, b.code new, ST_Area(ST_Intersection(a.g, b.g)) m2"
        " from a join b on ST_Intersects(a.g, b.g)"
    )
    found = pyarrow.table(found).to_pydict()
    rows = zip(found["old"], found["new"], found["m2"])
    write(out, (row for row in rows if row[2] > 0))


PEERS = {
    "shapely": with_shapely,
    "geopandas": with_geopandas,
    "duckdb": with_duckdb,
    "polars-st": with_polars_st,
    "sedona": with_sedona,
}

if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in PEERS:
        sys.exit(__doc__)
    PEERS[sys.argv[1]](*sys.argv[2:])
    package = {"sedona": "sedonadb"}.get(sys.argv[1], sys.argv[1])
    print(sys.argv[1], importlib.metadata.version(package), file=sys.stderr)
