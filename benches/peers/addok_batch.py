"""addok over the column q of a CSV, in process, one or several processes.

    pip install addok addok-fr addok-france addok-csv addok-sqlite-store
    redis-server --port 6390 --save '' --daemonize yes
    export ADDOK_CONFIG_MODULE=$PWD/addok.conf
    addok_convert.py adresses-75.csv.gz paris.ndjson
    addok batch paris.ndjson && addok ngrams
    addok_batch.py CASES.csv ANSWERS.csv [PROCESSES]

Against `qpv geocode CASES.csv --ban ban-75.qpvban --columns q --threads PROCESSES -o OUR.csv`.
"""
import csv
import multiprocessing
import os
import sys
import time

os.environ.setdefault("ADDOK_CONFIG_MODULE", os.path.abspath("addok.conf"))
SOURCE, TARGET = sys.argv[1:3]
PROCESSES = int(sys.argv[3]) if len(sys.argv) > 3 else 1


def start():
    global search
    from addok.config import config

    config.load()
    from addok.core import search as addok_search

    search = addok_search


def answer(row):
    results = search(row["q"], limit=1, autocomplete=False)
    if not results:
        return row["id"], "", "", "", ""
    best = results[0]
    return row["id"], best.id, best.type, round(best.score, 4), str(best)


if __name__ == "__main__":
    rows = list(csv.DictReader(open(SOURCE, encoding="utf-8")))
    begin, begin_cpu = time.time(), time.process_time()
    if PROCESSES == 1:
        start()
        answers = [answer(r) for r in rows]
    else:
        with multiprocessing.Pool(PROCESSES, start) as pool:
            answers = pool.map(answer, rows, 100)
    seconds, cpu = time.time() - begin, time.process_time() - begin_cpu
    print(
        f"{len(rows)} rows in {seconds:.2f} s, {len(rows) / seconds:.0f} a second; "
        f"{cpu:.2f} s of processor in this process, start not counted, redis not counted",
        file=sys.stderr,
    )
    with open(TARGET, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "result_id", "result_type", "result_score", "result_label"])
        writer.writerows(answers)
