#!/usr/bin/env bash
# All of them on the same files, in one run: locate_race.sh QPV DATA
#
# DATA holds points_10m.csv and points_10m.parquet (id, x, y in Lambert-93) and the perimeters of
# two generations as g1.gpkg, g2.gpkg (codes of the official form, see locate_codes.py) and
# g2.parquet (GeoParquet). PYTHON names an interpreter with the packages that the scripts list.
# ROUNDS (3) times. Prints seconds of wall, user and system time and the largest memory of each, then the number of
# rows with a code, which must be the same for all.
set -euo pipefail
qpv=$1 data=$2 here=$(dirname "$0") python=${PYTHON:-python3}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

race() {
  local name=$1
  shift
  sync
  /usr/bin/time -f "$name: %e s, user %U s, sys %S s, %M KiB" "$@" > /dev/null
}
locate() { "$qpv" locate "$1" --x x --y y --crs 2154 --keep id "${@:2}" -q; }
export -f locate
export qpv
ours() { race "$1" bash -c 'locate "$@"' - "${@:2}"; }
one=(--perimeters "$data/g2.gpkg" --add code)
both=(--perimeters "$data/g1.gpkg" --perimeters "$data/g2.gpkg" --add code,distance,bande)

for round in $(seq "${ROUNDS:-3}"); do
  echo "round $round: CSV to CSV, one generation"
  ours qpv "$data/points_10m.csv" "${one[@]}" -o "$out/qpv.csv"
  race duckdb "$python" "$here/locate_duckdb.py" code "$data/points_10m.csv" "$data/g2.gpkg" "$out/duckdb.csv"
  race sedona "$python" "$here/locate_sedona.py" code "$data/points_10m.csv" "$data/g2.parquet" "$out/sedona.csv"
  race shapely "$python" "$here/locate_shapely.py" code "$data/points_10m.csv" "$data/g2.gpkg" "$out/shapely.csv"
  echo "round $round: Parquet to Parquet, one generation"
  ours qpv "$data/points_10m.parquet" "${one[@]}" -o "$out/qpv.parquet"
  race duckdb "$python" "$here/locate_duckdb.py" code "$data/points_10m.parquet" "$data/g2.gpkg" "$out/duckdb.parquet"
  race sedona "$python" "$here/locate_sedona.py" code "$data/points_10m.parquet" "$data/g2.parquet" "$out/sedona.parquet"
  race shapely "$python" "$here/locate_shapely.py" code "$data/points_10m.parquet" "$data/g2.gpkg" "$out/shapely.parquet"
  echo "round $round: CSV to CSV with distances (qpv: two generations up to 1000 m; peers: one up to 500 m)"
  ours qpv "$data/points_10m.csv" "${both[@]}" -o "$out/qpv-both.csv"
  race duckdb "$python" "$here/locate_duckdb.py" distance "$data/points_10m.csv" "$data/g2.gpkg" "$out/duckdb-d.csv"
done
echo "rows with a code:"
for name in qpv duckdb shapely; do
  echo "  $name: csv $(tail -n +2 "$out/$name.csv" | cut -d';' -f2 | grep -c Q), parquet $("$python" -c \
    "import pyarrow.parquet as p; t = p.read_table('$out/$name.parquet').column(1); print(len(t) - t.null_count)")"
done
"$python" - "$out/sedona.csv" "$out/sedona.parquet" <<'PY'
import sys, pathlib, pyarrow.parquet as parquet
path = pathlib.Path(sys.argv[1])
parts = [path] if path.is_file() else sorted(path.glob("*"))
rows = sum(line.rstrip().split(",")[-1].startswith("Q") for part in parts for line in part.open())
column = parquet.read_table(sys.argv[2]).column(1)
print(f"  sedona: csv {rows}, parquet {len(column) - column.null_count}")
PY
