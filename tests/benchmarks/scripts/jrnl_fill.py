"""jrnl_fill.py RECORDS JOURNAL: every record as an entry, in the form and order jrnl writes."""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    records = sorted(map(json.loads, lines), key=lambda record: record["date"])
with open(sys.argv[2], "w", encoding="utf-8") as journal:
    for record in records:
        journal.write(f"[{record['date']} 09:00] {record['text']}\n\n")
