"""tinydb_tracker.py DATABASE fill|add|recent|show|search WHAT: stock TinyDB, as one would use it.

`fill` reads records, one JSON object a line, from the file WHAT, `add` one from stdin; the others
print what they find, one JSON object a line.
"""

import json
import sys

from tinydb import TinyDB, where

_, path, command, what = sys.argv
with TinyDB(path) as database:
    found = []
    if command == "fill":
        with open(what, encoding="utf-8") as lines:
            database.insert_multiple(map(json.loads, lines))
    elif command == "add":
        print(database.insert(json.load(sys.stdin)))
    elif command == "recent":
        found = database.search(where("date") >= what)
    elif command == "show":
        found = [database.get(doc_id=int(what))]
    elif command == "search":
        found = database.search(where("text").search(what))
    for record in found:
        print(json.dumps(record, ensure_ascii=False))
