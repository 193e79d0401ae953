"""buku_fill.py RECORDS DATABASE: every record as a bookmark, through buku's own interface.

Its date is one of its tags, so that a period can be asked for; its text is the comment.
"""

import json
import sys

from buku import BukuDb, parse_tags

database = BukuDb(dbfile=sys.argv[2])
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        record = json.loads(line)
        source = record["sources"][0]
        database.add_rec(
            source["url"],
            title_in=source["title"] or source["publisher"],
            tags_in=parse_tags([",".join([record["date"], record["section"], *record["tags"]])]),
            desc=record["text"],
            delay_commit=True,
            fetch=False,
        )
database.conn.commit()
database.close()
