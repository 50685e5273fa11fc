"""National map of quartiers as geopandas draws it: SVG and PNG of A4 at 150 dpi.

    python benches/peers/map_geopandas.py OLD NEW out.svg out.png

OLD and NEW as geopandas reads them, such as zip://qp2024-geojson-gpkg-shp.zip!SHP/NAME.shp.

Prints the seconds beyond reading; needs geopandas and matplotlib. Both generations, no labels, no frames overseas: less than the map
it is compared with shows.
"""

import sys
import time

import geopandas
import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt

old_path, new_path, svg, png = sys.argv[1:]
old = geopandas.read_file(old_path).to_crs(2154)
new = geopandas.read_file(new_path).to_crs(2154)
wall, cpu = time.perf_counter(), time.process_time()
figure, axes = plt.subplots(figsize=(11.69, 8.27))
new.plot(ax=axes, color="#a2b2ce", edgecolor="#2f5390", linewidth=0.85)
old.plot(ax=axes, facecolor="none", edgecolor="#d16d26", linewidth=0.85, hatch="////")
axes.set_axis_off()
axes.set_title("Quartiers prioritaires")
figure.savefig(svg)
figure.savefig(png, dpi=150)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(f"{wall:.2f} s, {cpu:.2f} s of CPU, beyond reading")
