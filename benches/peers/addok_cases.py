"""Cases of every difficulty from a BAN département file, with the right answer of each.

    addok_cases.py adresses-75.csv.gz OUT.csv

Writes id, kind, q, true_id, true_street. `true_id` is empty where the number does not exist;
both are empty where nothing should be found. Always the same cases from the same file.
"""
import csv
import gzip
import random
import re
import sys
import unicodedata

SOURCE, TARGET = sys.argv[1:3]
R = random.Random(7)
N = 600
ABBREVIATIONS = {
    "Avenue": "Av", "Boulevard": "Bd", "Rue": "R", "Place": "Pl", "Impasse": "Imp", "Allée": "All",
    "Square": "Sq", "Passage": "Pass", "Saint": "St", "Sainte": "Ste", "Général": "Gal",
    "Docteur": "Dr", "Chemin": "Ch", "Faubourg": "Fbg", "Maréchal": "Mal", "Président": "Pdt",
    "Professeur": "Prof", "Commandant": "Cdt", "Colonel": "Col",
}
COMPLEMENTS = [
    "Bât. A", "BAT B ESC 2", "Résidence les Lilas", "appt 12", "2ème étage", "Immeuble Le Parc",
    "Apt 4B", "chez M. Martin", "Hall 3", "BP 1234", "CS 20123",
]
NOWHERE = [
    "Rue de la Vache Folle", "Avenue Zinedine Zidane", "Rue Xavier Dupont", "Impasse du Chat Perché",
    "Boulevard des Pingouins", "Rue Kylian Mbappé", "Rue du Moulin Neuf", "Place de la Mairie",
    "Rue de l'Église Neuve", "Rue du Stade", "Rue Pierre Perret", "Rue des Coquelicots",
    "Chemin des Vignes", "Rue Johnny Hallyday", "Allée des Tulipes", "Rue du Lavoir",
]
TYPE = re.compile(r"^(Rue|Avenue|Boulevard|Place|Impasse|Passage|Square|Villa|Quai|Allée|Cité|Cour|Voie|Route) ")

with gzip.open(SOURCE, "rt", encoding="utf-8") as file:
    # Names that begin with a number ("7S1 Place du Carrousel") are entrances, not streets.
    rows = [r for r in csv.DictReader(file, delimiter=";") if not r["nom_voie"][:1].isdigit()]
existing = {(r["code_insee"], r["nom_voie"], r["numero"]) for r in rows}
cases = []


def add(kind, row, query, number_exists=True):
    street = "_".join(row["id"].split("_")[:2]) if row else ""
    cases.append((len(cases), kind, query, row["id"] if row and number_exists else "", street))


def sample(n, wanted=lambda row: True):
    picked = []
    while len(picked) < n:
        row = R.choice(rows)
        if row["rep"] in ("", "b", "t", "a") and wanted(row):
            picked.append(row)
    return picked


def without_accents(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def number(row):
    ways = {"b": [" bis", "B", "bis", " b"], "t": [" ter", "T"], "a": [" A", "A"], "": [""]}
    return row["numero"] + R.choice(ways[row["rep"]])


def place(row):
    return f"{row['code_postal']} Paris"


def typo(text):
    i, k, c = R.randrange(len(text) - 1), R.randrange(4), R.choice("abcdefghijklmnopqrstuvwxyz")
    changed = [
        text[:i] + text[i + 1:], text[:i] + c + text[i:], text[:i] + c + text[i + 1:],
        text[:i] + text[i + 1] + text[i] + text[i + 2:],
    ][k]
    return changed if changed != text else typo(text)


def typos_in_name(name, n):
    words = name.split(" ")
    for _ in range(n):
        long = [i for i, w in enumerate(words) if len(w) > 3 and (i > 0 or len(words) == 1)]
        i = R.choice(long or [max(range(len(words)), key=lambda i: len(words[i]))])
        words[i] = typo(words[i])
    return " ".join(words)


def typos_anywhere(text, n):
    for _ in range(n):
        text = typo(text)
    return text


def two_words_joined(name):
    words = name.split()
    i = R.randrange(len(words) - 1)
    return " ".join(words[:i] + [words[i] + words[i + 1]] + words[i + 2:])


def longest_word_split(name):
    words = name.split()
    i = max(range(len(words)), key=lambda i: len(words[i]))
    if len(words[i]) >= 5:
        cut = R.randrange(2, len(words[i]) - 2)
        words[i] = words[i][:cut] + " " + words[i][cut:]
    return " ".join(words)


def another_type(name):
    kinds = ["Rue", "Avenue", "Boulevard", "Place"]
    return TYPE.sub(lambda m: R.choice([k for k in kinds if k != m[1]]) + " ", name)


def long_name(row):
    return len(row["nom_voie"].split()) > 2


def has_type(row):
    return TYPE.match(row["nom_voie"])


for r in sample(N):
    add("exact", r, f"{number(r)} {r['nom_voie']} {place(r)}")
for r in sample(N):
    text = without_accents(f"{number(r)} {r['nom_voie']} {place(r)}").upper()
    add("capitals", r, text.replace("'", " ").replace("-", " "))
for r in sample(N):
    name = " ".join(ABBREVIATIONS.get(w, w) for w in r["nom_voie"].split())
    add("abbreviated", r, f"{number(r)}, {name} {place(r)}")
for r in sample(2 * N):
    add("one edit in the name", r, f"{number(r)} {typos_in_name(r['nom_voie'], 1)} {place(r)}")
for r in sample(2 * N):
    add("two edits in the name", r, f"{number(r)} {typos_in_name(r['nom_voie'], 2)} {place(r)}")
for r in sample(N):
    add("one edit anywhere", r, f"{number(r)} {typos_anywhere(r['nom_voie'], 1)} {place(r)}")
for r in sample(N):
    add("two edits anywhere", r, f"{number(r)} {typos_anywhere(r['nom_voie'], 2)} {place(r)}")
for r in sample(N):
    add("one edit, no postcode", r, f"{number(r)} {typos_in_name(r['nom_voie'], 1)} Paris")
for r in sample(N, long_name):
    add("two words joined", r, f"{number(r)} {two_words_joined(r['nom_voie'])} {place(r)}")
for r in sample(N, long_name):
    add("all words joined", r, f"{number(r)} {r['nom_voie'].replace(' ', '')} {place(r)}")
for r in sample(N // 2, long_name):
    add("number joined", r, f"{number(r)}{r['nom_voie']} {r['code_postal']}Paris")
for r in sample(N):
    add("a word split", r, f"{number(r)} {longest_word_split(r['nom_voie'])} {place(r)}")
for r in sample(N, has_type):
    add("no street type", r, f"{number(r)} {TYPE.sub('', r['nom_voie'])} {place(r)}")
for r in sample(N, has_type):
    add("wrong street type", r, f"{number(r)} {another_type(r['nom_voie'])} {place(r)}")
for r in sample(N):
    add("no postcode", r, f"{number(r)} {r['nom_voie']} Paris")
for r in sample(N):
    add("wrong postcode", r, f"{number(r)} {r['nom_voie']} 75{R.randrange(1, 21):03d} Paris")
for r in sample(N):
    add("postcode only", r, f"{number(r)} {r['nom_voie']} {r['code_postal']}")
for r in sample(N):
    add("misspelt city", r, f"{number(r)} {r['nom_voie']} {r['code_postal']} {typo('Paris')}")
for r in sample(N):
    add("complement before", r, f"{R.choice(COMPLEMENTS)} {number(r)} {r['nom_voie']} {place(r)}")
for r in sample(N):
    add("complement behind", r, f"{number(r)} {r['nom_voie']} {R.choice(COMPLEMENTS)} {place(r)}")
for r in sample(N // 2):
    add("cedex", r, f"{number(r)} {r['nom_voie']} 75{R.randrange(200, 900)} PARIS CEDEX {int(r['code_insee'][3:]):02d}")
for r in sample(N // 2, lambda r: r["rep"] == ""):
    between = R.choice(["/", "-", " et ", " à "])
    add("range of numbers", r, f"{r['numero']}{between}{int(r['numero']) + 2} {r['nom_voie']} {place(r)}")
for r in sample(N // 2, lambda r: len(r["nom_voie"].split()) > 3):
    words = r["nom_voie"].split()
    add("words missing", r, f"{number(r)} {words[0]} {words[-1]} {place(r)}")
for r in sample(N // 2):
    add("number behind", r, f"{r['nom_voie']} {number(r)}, {place(r)}")
for r in sample(N // 2):
    add("city first", r, f"{place(r)} {number(r)} {r['nom_voie']}")
for r in sample(N):
    absent = R.choice([int(r["numero"]) + R.randrange(2, 300), 900 + R.randrange(90)])
    if (r["code_insee"], r["nom_voie"], str(absent)) not in existing:
        add("number that does not exist", r, f"{absent} {r['nom_voie']} {place(r)}", False)
for _ in range(200):
    add("street that does not exist", None, f"{R.randrange(1, 60)} {R.choice(NOWHERE)} 750{R.randrange(1, 21):02d} Paris")
for r in sample(100):
    city = R.choice(["69003 Lyon", "62000 Arras", "13001 Marseille", "92100 Boulogne-Billancourt"])
    add("another city", None, f"{number(r)} {r['nom_voie']} {city}")

# What lists of people hold besides: more of them than one parser was made for.
DOORS = [
    "Bât C3", "appt 203 B", "digicode 45A12,", "esc. B 3e étage gauche", "RES LE CLOS ESC 3",
    "parcelle AB 123", "cadastré section AC n° 12,", "Interphone 12 B.P. 12", "bat. D cage 4",
    "c/o Mme Durand,", "Hall 2 porte 12", "TSA 30719", "Foyer Adoma chambre 12",
]
ROMAN = " I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(" ")
KEYBOARD = ["azertyuiop", "qsdfghjklm", "wxcvbn"]


def slip(text):
    """One letter replaced by its neighbour on the keyboard."""
    places = [i for i, c in enumerate(text) if any(c in row for row in KEYBOARD)]
    if not places:
        return text
    i = R.choice(places)
    row = next(row for row in KEYBOARD if text[i] in row)
    j = row.index(text[i])
    return text[:i] + R.choice(row[max(j - 1, 0):j] + row[j + 1:j + 2]) + text[i + 1:]


def without_articles(name):
    return re.sub(r"\b(de la|de l'|des|du|de|d')\s*", "", name)


def shuffled(name):
    kind, *words = name.split()
    return " ".join([kind, *R.sample(words, len(words))])


def arrondissement(row):
    n = int(row["code_insee"][3:])
    return R.choice([f"{n}e", f"{n}ème", f"{n:02d}", ROMAN[n], f"{ROMAN[n]}ème", f"{n}e arrondissement"])


M = N // 3
for r in sample(M):
    add("a door before", r, f"{R.choice(DOORS)} {number(r)} {r['nom_voie']} {place(r)}")
for r in sample(M):
    add("two doors before", r, f"{R.choice(DOORS)} {R.choice(DOORS)} {number(r)} {r['nom_voie']} {place(r)}")
for r in sample(M):
    add("a door behind", r, f"{number(r)} {r['nom_voie']}, {R.choice(DOORS)} - {place(r)}")
for r in sample(M, lambda r: r["rep"] in ("b", "t")):
    word = {"b": "bis", "t": "ter"}[r["rep"]]
    way = R.choice([f" ({word}),", f", {word}", f"-{word}", f"/{word}", word.upper()])
    add("repetition apart", r, f"{r['numero']}{way} {r['nom_voie']} {place(r)}")
for r in sample(M, long_name):
    add("without any blank", r, f"{number(r)} {r['nom_voie']} {place(r)}".replace(" ", ""))
for r in sample(M):
    add("arrondissement", r, f"{number(r)} {r['nom_voie']} Paris {arrondissement(r)}")
for r in sample(M):
    add("damaged encoding", r, f"{number(r)} {r['nom_voie']} {place(r)}".encode().decode("latin-1"))
for r in sample(M, lambda r: " d" in r["nom_voie"]):
    add("no articles", r, f"{number(r)} {without_articles(r['nom_voie'])} {place(r)}")
for r in sample(M, lambda r: len(r["nom_voie"].split()) > 3):
    add("words in another order", r, f"{number(r)} {shuffled(r['nom_voie'])} {place(r)}")
for r in sample(M):
    add("keyboard slip", r, f"{number(r)} {slip(r['nom_voie'])} {place(r)}")
for r in sample(M):
    add("keyboard slip and a door", r, f"{R.choice(DOORS)} {number(r)} {slip(r['nom_voie'])} {place(r)}")
for r in sample(M):
    add("name and lines", r, f"Mme Fatima Ben Ali\n{number(r)} {r['nom_voie']}\n{place(r)}")

with open(TARGET, "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file)
    writer.writerow(["id", "kind", "q", "true_id", "true_street"])
    writer.writerows(cases)
print(len(cases), "cases")
