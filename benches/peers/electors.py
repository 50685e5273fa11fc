"""Electors of Paris 2012 against the BAN: questions, then how many answers are right.

    electors.py ask paris2012-electeurs-arr01-10.csv QUESTIONS.csv
    qpv geocode QUESTIONS.csv --ban ban-75.qpvban --columns q -o ANSWERS.csv
    electors.py count paris2012-electeurs-arr01-10.csv adresses-75.csv.gz ANSWERS.csv

A row's number exists when the BAN has it in the same arrondissement under the same letters.
"""
import csv
import gzip
import re
import sys
import unicodedata


def letters(text):
    """A name without accents, capitals, blanks and punctuation."""
    text = text.replace("œ", "oe").replace("Œ", "OE")
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return re.sub("[^A-Z0-9]", "", plain.upper())


task, electors = sys.argv[1:3]
rows = list(csv.DictReader(open(electors, encoding="utf-8")))
if task == "ask":
    with open(sys.argv[3], "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "q"])
        for i, r in enumerate(rows):
            place = f"750{int(r['arrondissement']):02d} PARIS"
            writer.writerow([i, f"{r['numero']} {r['voie']} {r['nom']} {place}"])
    sys.exit()

known = {}
with gzip.open(sys.argv[3], "rt", encoding="utf-8") as file:
    for r in csv.DictReader(file, delimiter=";"):
        key = (r["code_insee"][3:], letters(r["nom_voie"]), r["numero"] + r["rep"])
        known.setdefault(key, set()).add(r["id"])
answers = {r["id"]: r for r in csv.DictReader(open(sys.argv[4], encoding="utf-8"))}
existing = right = invented = 0
for i, r in enumerate(rows):
    key = (f"{int(r['arrondissement']):02d}", letters(r["voie"] + r["nom"]), r["numero"].strip().lower())
    answer = answers[str(i)]
    if key in known:
        existing += 1
        right += answer["result_id"] in known[key]
    elif answer["result_type"] == "housenumber":
        digits = re.match("[0-9]*", r["numero"].strip())[0]
        invented += re.match("[0-9]*", answer["result_housenumber"])[0] != digits
print(f"{len(rows)} rows, {existing} of them exist, {right} of these found; {invented} other numbers given")
