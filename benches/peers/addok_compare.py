"""Right, wrong and unmatched answers by kind of difficulty, of any number of geocoders.

    addok_compare.py CASES.csv NAME=ANSWERS.csv [NAME=ANSWERS.csv ...]

CASES.csv is made by addok_cases.py; ANSWERS.csv has the columns id, result_id, result_type and
result_score (`qpv geocode CASES.csv --columns q`, or addok_batch.py).

right: the very address; for a number that does not exist, the street; for a street or a city
that does not exist, no answer. street: only the right street. unsafe-wrong: a wrong house number
at 0.8 or more, the score that practitioners accept without a look.
"""
import collections
import csv
import sys

cases = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
for argument in sys.argv[2:]:
    name, path = argument.split("=", 1)
    answers = {r["id"]: r for r in csv.DictReader(open(path, encoding="utf-8"))}
    kinds = collections.OrderedDict()
    for case in cases + [dict(c, kind="ALL") for c in cases]:
        answer = answers[case["id"]]
        found, kind = answer["result_id"], answer["result_type"]
        score = float(answer["result_score"] or 0)
        if case["true_id"]:
            right = found == case["true_id"]
        elif case["true_street"]:
            right = kind == "street" and found == case["true_street"]
        else:
            right = not found
        count = kinds.setdefault(case["kind"], collections.Counter())
        count["n"] += 1
        if right:
            count["right"] += 1
        elif not found:
            count["unmatched"] += 1
        elif case["true_street"] and kind == "street" and found == case["true_street"]:
            count["street"] += 1
        else:
            count["wrong"] += 1
            count["unsafe"] += kind == "housenumber" and score >= 0.8
    print(f"{name:28}{'n':>6}{'right %':>9}{'street':>8}{'wrong':>7}{'unmatched':>11}{'unsafe-wrong':>14}")
    for kind, c in kinds.items():
        print(f"{kind:28}{c['n']:6}{100 * c['right'] / c['n']:9.1f}{c['street']:8}{c['wrong']:7}{c['unmatched']:11}{c['unsafe']:14}")
