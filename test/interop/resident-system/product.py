"""A resident system for tries: people, homes, blocks and documents in tables of SQLite. Replace it by your product.

Its questions are those of openapi.json, by their `operationId`; what cannot be answered is raised as a Problem.
"""

import datetime
import json
import re
import secrets
import sqlite3
import threading
import unicodedata
import zoneinfo

MOST_CANDIDATES = 500
DAYS_OF_A_KEY = 14
TOWN_TIME = zoneinfo.ZoneInfo("Europe/Berlin")

STATUS = {
    "invalid-request": 400,
    "unknown-resident": 404,
    "changed-meanwhile": 409,
    "key-reused": 422,
    "refused": 422,
    "unavailable": 503,
}


class Problem(Exception):
    """What is answered instead: one of STATUS, with a reason where it is `refused`. Never anything of a person."""

    def __init__(self, name, reason=None):
        super().__init__(name)
        self.status = STATUS[name]
        self.body = {"type": f"urn:foyer:resident-system:{name}", "title": name, "status": self.status}
        if reason is not None:
            self.body |= {"title": f"{name}: {reason}", "reason": reason}


# Letters that Unicode does not take apart into A to Z and marks.
LETTERS = {"Æ": "AE", "Œ": "OE", "Ø": "OE", "ẞ": "SS", "Þ": "TH", "Ĳ": "IJ", "Đ": "D", "Ð": "D", "Ħ": "H", "ĸ": "K"}
LETTERS |= {"Ŀ": "L", "Ł": "L", "Ŋ": "N", "Ŧ": "T", "Ƈ": "C", "Ə": "E", "Ɨ": "I", "Ʒ": "Z", "Ǥ": "G"}
# Marks that make two letters of one, whatever other marks there are: Ä and Ǟ are AE, Å and Ǻ are AA.
DIAERESIS, RING = "\u0308", "\u030a"
PAIRS = {("A", DIAERESIS): "E", ("O", DIAERESIS): "E", ("U", DIAERESIS): "E", ("A", RING): "A"}


def search_form(name):
    """The search form of DIN 91379, without blanks: search-forms.json beside the guide has it for every letter."""
    letters, base = [], ""
    # Upper case first: it turns ß into SS, ı into I and ŉ into ʼN. Then NFD: each mark stands behind its letter.
    for letter in unicodedata.normalize("NFD", name.upper()):
        if unicodedata.combining(letter):
            letters.append(PAIRS.get((base, letter), ""))
        else:
            base = letter
            letters.append(LETTERS.get(letter, letter))
    return re.sub("[^A-Z0-9]", "", "".join(letters))


TABLES = """
CREATE TABLE resident (id TEXT PRIMARY KEY, version INTEGER NOT NULL, search TEXT NOT NULL, family_name TEXT NOT NULL,
    given_names TEXT NOT NULL, usual_given_name TEXT, doctorate TEXT, birth_name TEXT, birth_date TEXT NOT NULL,
    birth_place TEXT, nationalities TEXT NOT NULL, marital_status TEXT NOT NULL);
CREATE INDEX resident_search ON resident (search, substr(birth_date, 1, 4));
CREATE TABLE home (id TEXT PRIMARY KEY, resident TEXT NOT NULL, kind TEXT NOT NULL, street TEXT NOT NULL,
    house_number TEXT NOT NULL, addition TEXT, postal_code TEXT NOT NULL, city TEXT NOT NULL, since TEXT, until TEXT);
CREATE INDEX home_resident ON home (resident);
CREATE TABLE relative (resident TEXT NOT NULL, relation TEXT NOT NULL, relative TEXT NOT NULL);
CREATE INDEX relative_resident ON relative (resident);
CREATE TABLE block_kind (id TEXT PRIMARY KEY, valid_until TEXT);
CREATE TABLE block (resident TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (resident, id));
CREATE TABLE document (type TEXT NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (type, number));
CREATE TABLE change_key (key TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL, day TEXT NOT NULL);
"""
# Days are ISO 8601 text, which sorts as days do. On the day in `until`, a home is not lived in any more.
LIVED_IN = "(since IS NULL OR since <= :today) AND (until IS NULL OR until > :today)"


class Product:
    """Residents, homes, blocks and documents in tables of SQLite. Whoever asks holds `lock`: one after the other."""

    def __init__(self, town):
        self.lock = threading.Lock()
        self.db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(TABLES)
        for kind in town["blockKinds"]:
            self.db.execute("INSERT INTO block_kind VALUES (?, ?)", (kind["id"], kind.get("validUntil")))
        for person in town["people"]:
            self.add(person)
        for document in town["documents"]:
            state = {name: document[name] for name in document if name not in ("type", "number")}
            row = (document["type"], document["number"], json.dumps(state))
            self.db.execute("INSERT INTO document VALUES (?, ?, ?)", row)

    def add(self, person):
        lists = {name: json.dumps(person[name]) for name in ("givenNames", "nationalities")}
        self.db.execute(
            "INSERT INTO resident VALUES (:id, 1, :search, :familyName, :givenNames, :usualGivenName, :doctorate,"
            " :birthName, :birthDate, :birthPlace, :nationalities, :maritalStatus)",
            {**person, **lists, "search": search_form(person["familyName"])},
        )
        for home in person["homes"]:
            self.add_home(person["id"], home)
        for block in person["blocks"]:
            self.db.execute("INSERT INTO block VALUES (?, ?)", (person["id"], block))
        for link in person["family"]:
            self.db.execute("INSERT INTO relative VALUES (?, ?, ?)", (person["id"], link["relation"], link["id"]))

    def add_home(self, resident, home):
        self.db.execute(
            "INSERT INTO home VALUES (:id, :resident, :kind, :street, :houseNumber, :addition, :postalCode, :city,"
            " :since, :until)",
            {**home, "resident": resident},
        )

    # questions

    def candidates(self, question):
        rows = self.db.execute(
            "SELECT * FROM resident WHERE search = ? AND substr(birth_date, 1, 4) = ? LIMIT ?",
            (question["familyName"], question["birthYear"], MOST_CANDIDATES + 1),
        ).fetchall()
        if len(rows) > MOST_CANDIDATES:
            return {"complete": False, "candidates": []}
        address = ("street", "houseNumber", "addition", "postalCode")
        people = [
            {
                "id": row["id"],
                "familyName": row["family_name"],
                "givenNames": json.loads(row["given_names"]),
                "birthDate": row["birth_date"],
                "homes": [{name: home[name] for name in address} for home in self.homes(row["id"])],
            }
            for row in rows
        ]
        return {"complete": True, "candidates": people}

    def resident(self, question):
        row = self.person(question["id"])
        blocks = self.db.execute("SELECT id FROM block WHERE resident = ? ORDER BY id", (row["id"],))
        return {
            "version": row["version"],
            "familyName": row["family_name"],
            "givenNames": json.loads(row["given_names"]),
            "usualGivenName": row["usual_given_name"],
            "doctorate": row["doctorate"],
            "birthName": row["birth_name"],
            "birthDate": row["birth_date"],
            "birthPlace": row["birth_place"],
            "nationalities": json.loads(row["nationalities"]),
            "maritalStatus": row["marital_status"],
            "homes": self.homes(row["id"]),
            "blocks": [block["id"] for block in blocks],
        }

    def family(self, question):
        rows = self.db.execute(
            "SELECT * FROM relative JOIN resident ON resident.id = relative.relative WHERE relative.resident = ?",
            (self.person(question["id"])["id"],),
        )
        relatives = [
            {
                "id": row["relative"],
                "relation": row["relation"],
                "familyName": row["family_name"],
                "givenNames": json.loads(row["given_names"]),
                "birthDate": row["birth_date"],
            }
            for row in rows
        ]
        return {"relatives": relatives}

    def document_status(self, question):
        row = self.db.execute(
            "SELECT state FROM document WHERE type = ? AND number = ?", (question["type"], question["number"])
        ).fetchone()
        return json.loads(row["state"]) if row else {"stage": "unknown"}

    def person(self, id_):
        row = self.db.execute("SELECT * FROM resident WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise Problem("unknown-resident")
        return row

    def homes(self, resident):
        rows = self.db.execute(
            "SELECT id, kind, street, house_number AS houseNumber, addition, postal_code AS postalCode, city, since"
            f" FROM home WHERE resident = :resident AND {LIVED_IN} ORDER BY kind, since",
            {"resident": resident, "today": today()},
        )
        return [dict(row) for row in rows]

    # changes

    def change(self, request):
        """Makes a change once per key; key and change are in one transaction."""
        key = request["key"].lower()
        asked = json.dumps([request["id"], int(request["version"]), request["change"]], sort_keys=True)
        self.db.execute("BEGIN IMMEDIATE")
        try:
            used = self.db.execute("SELECT request, answer FROM change_key WHERE key = ?", (key,)).fetchone()
            if used is not None and used["request"] != asked:
                raise Problem("key-reused")
            answer = json.loads(used["answer"]) if used is not None else self.make(request)
            self.db.execute("DELETE FROM change_key WHERE day < ?", (today(-DAYS_OF_A_KEY - 1),))
            row = (key, asked, json.dumps(answer), today())
            self.db.execute("INSERT INTO change_key VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            self.db.execute("COMMIT")
            return answer
        except BaseException:
            self.db.execute("ROLLBACK")
            raise

    def make(self, request):
        row = self.person(request["id"])
        if row["version"] != request["version"]:
            raise Problem("changed-meanwhile")
        change = request["change"]
        match change["kind"]:
            case "give-up-secondary-home":
                self.give_up(row["id"], change)
            case "blocks":
                self.set_blocks(row["id"], change["changes"])
            case "move":
                self.move(row["id"], change)
        return {"version": self.count(row["id"])}

    def count(self, resident):
        """The version counts up with each change, and begins anew before it leaves 31 bits."""
        self.db.execute("UPDATE resident SET version = version % 2147483646 + 1 WHERE id = ?", (resident,))
        return self.person(resident)["version"]

    def give_up(self, resident, change):
        home = self.own_home(resident, change["home"])
        if home["kind"] != "secondary":
            raise Problem("refused", "not-secondary")
        if change["movedOut"] > today(7):
            raise Problem("refused", "day-too-far")
        self.end(home, change["movedOut"])

    def own_home(self, resident, id_):
        query = "SELECT * FROM home WHERE id = ? AND resident = ? AND until IS NULL"
        home = self.db.execute(query, (id_, resident)).fetchone()
        if home is None:
            raise Problem("refused", "no-such-home")
        return home

    def end(self, home, day):
        if home["since"] is not None and day < home["since"]:
            raise Problem("refused", "day-before-moving-in")
        self.db.execute("UPDATE home SET until = ? WHERE id = ?", (day, home["id"]))

    def set_blocks(self, resident, changes):
        for change in changes:
            kind = self.db.execute("SELECT * FROM block_kind WHERE id = ?", (change["id"],)).fetchone()
            if kind is None:
                raise Problem("refused", "no-such-block")
            if change["set"] and kind["valid_until"] is not None and kind["valid_until"] < today():
                raise Problem("refused", "block-abolished")
            lift, put = "DELETE FROM block WHERE resident = ? AND id = ?", "INSERT OR IGNORE INTO block VALUES (?, ?)"
            self.db.execute(put if change["set"] else lift, (resident, kind["id"]))

    def move(self, resident, change):
        family = [row["relative"] for row in self.db.execute("SELECT * FROM relative WHERE resident = ?", (resident,))]
        left = None if change["from"] is None else self.own_home(resident, change["from"])
        if change["movedIn"] > today():
            raise Problem("refused", "day-too-far")
        if not set(change["with"]) <= set(family):
            raise Problem("refused", "not-family")
        self.move_one(resident, left, change)
        for relative in set(change["with"]):
            self.move_one(relative, None if left is None else self.home_at(relative, left), change)
            self.count(relative)

    def home_at(self, resident, there):
        """The home of a relative at the address that is left; None where the relative does not live there."""
        return self.db.execute(
            "SELECT * FROM home WHERE resident = ? AND street = ? AND house_number = ? AND postal_code = ?"
            " AND until IS NULL",
            (resident, *(there[name] for name in ("street", "house_number", "postal_code"))),
        ).fetchone()

    def move_one(self, resident, left, change):
        if left is not None:
            if left["kind"] == "main" and change["as"] == "secondary":
                raise Problem("refused", "office-only")  # nobody is left without a main home: a clerk asks
            self.end(left, change["movedIn"])
        if change["as"] == "main":
            self.db.execute("UPDATE home SET kind = 'secondary' WHERE resident = ? AND until IS NULL", (resident,))
        new = {"id": secrets.token_hex(8), "kind": change["as"], "since": change["movedIn"], "until": None}
        self.add_home(resident, {**change["to"], **new})


def today(days=0):
    """The town's day, also where the machine keeps another time."""
    return (datetime.datetime.now(TOWN_TIME).date() + datetime.timedelta(days=days)).isoformat()
