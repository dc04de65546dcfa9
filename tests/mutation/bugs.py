"""Bugs to plant: one change of one file each, and what it breaks in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """`old` stands once in `file`, a path below `cn_desktop`; `new` comes in its place."""

    file: str
    breaks: str
    old: str
    new: str


PROTOCOL = "work/protocol.py"
CHECKING = "work/checking.py"
RUN = "work/run.py"
ENDING = "work/ending.py"
FINDING = "work/finding.py"
SUBMIT = "work/submit.py"
KEEPING = "work/keeping.py"
MERGE = "records/merge.py"
LIKENESS = "records/likeness.py"
OUTGOING = "records/outgoing.py"
CHANGES = "records/changes.py"
SHEET = "records/sheet.py"
SCAN = "records/scan.py"
SHOWN = "records/shown.py"
SEARCH = "records/search.py"
SORTING = "records/sorting.py"
RANKING = "records/ranking.py"
COLUMN = "records/column.py"
COLUMNS = "records/columns.py"
FACETS = "records/facets.py"
FINDER = "records/finding.py"
BOOK = "storage/journal_book.py"
CHECK = "storage/journal_check.py"
OPENING = "storage/journal_opening.py"
ROWS = "storage/journal_rows.py"
WRITER = "storage/journal_writer.py"
REPLY = "api/reply.py"
ENVELOPE = "api/envelope.py"

BUGS = (
    # The way of a row
    Bug(
        PROTOCOL,
        "a create that was refused for its token is sent again by itself",
        "if not isinstance(answer, Unsent) or not tries.allow_another(answer):",
        "if not tries.allow_another(answer):",
    ),
    Bug(
        PROTOCOL,
        "an exchange that broke off counts as not sent",
        "return None if isinstance(answer, Unsent) else Ruling.UNKNOWN",
        "return None",
    ),
    Bug(
        PROTOCOL,
        "a row is sent although it could not be made durable",
        "    if failed:\n        return Unsent(failed)\n    answer",
        "    answer",
    ),
    Bug(
        PROTOCOL,
        "what is made durable is not what is sent",
        "sha256(ground.encode(row))",
        "sha256(ground.encode(row)[:-1])",
    ),
    Bug(
        PROTOCOL,
        "what somebody else wrote is overwritten without a word",
        "if merged.theirs:",
        "if merged.theirs and not merged.row.fields:",
    ),
    Bug(
        PROTOCOL,
        "fields that hold already what is wanted are sent all the same",
        "row = _under_way(merged.row, ground",
        "row = _under_way(row, ground",
    ),
    Bug(
        PROTOCOL,
        "an update whose answer was lost is called rejected by the first look",
        "if found == AS_SEEN and isinstance(answer, Verdict) and answer.has_changed_nothing:",
        "if found == AS_SEEN:",
    ),
    Bug(
        PROTOCOL,
        "a refused update that is there is called rejected",
        '    if _has(stored, row):\n        return (yield from saved(row, row.uid or "", stored, '
        "Note.REFUSED_YET_THERE, words))\n",
        "",
    ),
    Bug(
        PROTOCOL,
        "a refused create is rejected though a new record is like it",
        "if like := new_and_like(store, row, ground):",
        "if like := ():",
    ),
    Bug(
        PROTOCOL,
        "half a table proves that a refused create is not there",
        "if not is_read or not store.is_complete:",
        "if not is_read:",
    ),
    Bug(
        PROTOCOL,
        "half a table proves that a record is gone",
        "if not isinstance(store, Store) or not store.is_complete:",
        "if not isinstance(store, Store):",
    ),
    Bug(
        PROTOCOL,
        "what turned up before a create was sent again is not looked at",
        "if row.mark.trail.attempts and (found := _turned_up(there, row, ground)):",
        "if False and (found := _turned_up(there, row, ground)):",
    ),
    Bug(
        PROTOCOL,
        "a create that was answered with an old record's uid is saved as that",
        "if ground.knows(uid) or uid in ground.own:",
        "if uid in ground.own:",
    ),
    Bug(
        PROTOCOL,
        "a new record goes out without its mark",
        "    row = with_mark(row, ground.terms)\n    if ground.highest",
        "    if ground.highest",
    ),
    Bug(
        PROTOCOL,
        "a row that can't be sent is tried once too often",
        "return self._failures < TRIES",
        "return self._failures <= TRIES",
    ),
    Bug(
        PROTOCOL,
        "the quiet period runs from the time a row was sent, not from its last moment",
        "        closed_at=closed_at,\n",
        "        closed_at=row.mark.trail.sent_at,\n",
    ),
    # What became of a row
    Bug(
        CHECKING,
        "there is no quiet period",
        "return ground.now() >= quiet_at(row, ground.terms)",
        "return True",
    ),
    Bug(
        CHECKING,
        "one look is enough to call a row missing",
        "return is_quiet(row, ground) and is_far_apart",
        "return is_quiet(row, ground)",
    ),
    Bug(
        CHECKING,
        "a value that somebody else wrote meanwhile is called not arrived",
        "    if theirs:\n        return (yield from in_conflict(row, theirs, stored))\n",
        "",
    ),
    Bug(
        CHECKING,
        "an outcome that may have arrived is pending again",
        "if row.is_once_only:",
        "if False:",
    ),
    Bug(
        CHECKING,
        "a row that was being sent when the program ended is pending",
        "row.marked(State.UNKNOWN, Note.INTERRUPTED",
        "row.marked(State.PENDING, Note.INTERRUPTED",
    ),
    Bug(
        CHECKING,
        "half a table proves that a new record is missing",
        "    if not store.is_complete:\n        return Finished(row)\n",
        "",
    ),
    Bug(
        CHECKING,
        "a row in doubt may be sent again at any time",
        "return row.mark.note is Note.IGNORED or (is_quiet(row, ground) and "
        "bool(row.mark.trail.looked))",
        "return True",
    ),
    Bug(
        CHECKING,
        "somebody else's new record is taken for a lost one that it is like",
        "return (yield from _ask(looked, Note.LOOK_ALIKE, like))",
        "return (yield from saved(row, like[0], store.record(store.row_of(like[0])), Note.FOUND))",
    ),
    # Runs
    Bug(
        RUN,
        "several creates of a dataset are on their way at a time",
        "        if self._creating is not None:\n            heads =",
        "        if False:\n            heads =",
    ),
    Bug(
        RUN,
        "a run ends one lost row too late",
        "self._lost >= GIVE_UP_AFTER",
        "self._lost > GIVE_UP_AFTER",
    ),
    Bug(
        RUN,
        "a run that was cancelled goes on with the next row",
        "return is_free and not self._is_over and not self._pace.pause",
        "return is_free and not self._pace.pause",
    ),
    Bug(
        RUN,
        "a run goes on although nothing can be kept",
        "isinstance(finished.error, JournalFailed | LoginRefused)",
        "isinstance(finished.error, LoginRefused)",
    ),
    Bug(
        SUBMIT,
        "every failure of an exchange counts as not sent",
        "except (NotSent, ReadOnlyConnection) as error:",
        "except WorldError as error:",
    ),
    # How a row ends
    Bug(
        ENDING,
        "records this program has created are not remembered as its own",
        "What.CREATED if row.is_create else What.SAVED",
        "What.SAVED",
    ),
    Bug(
        ENDING,
        "a change that the server ignored is called saved",
        "    if Fit.IGNORED in found.values():\n"
        "        return (yield from _ignored(row, uid, stored, found))\n",
        "",
    ),
    Bug(
        ENDING,
        "of two records with its mark one is taken",
        "if len(uids) > 1:",
        "if len(uids) > 2:",
    ),
    Bug(
        ENDING,
        "a record that is not there is called saved",
        "return (yield from unknown(row, ground, uid=uid))",
        "return (yield from saved(row, uid, None, Note.NOT_READ_BACK))",
    ),
    Bug(
        ENDING,
        "a value that the server keeps in its own way is not said to be another",
        "        return Note.STORED_DIFFERENTLY\n",
        "        return Note.NONE\n",
    ),
    Bug(
        FINDING,
        "records that were there before count as a lost new one",
        "return not number or number > (trail.highest or 0)",
        "return True",
    ),
    Bug(
        FINDING,
        "a look that failed counts as one that found the record gone",
        '        return ""\n',
        "        return GONE\n",
    ),
    Bug(
        KEEPING,
        "what was saved stays on this machine",
        "if row.state is State.SAVED:",
        "if row.state is State.SAVED and row.is_create:",
    ),
    # Values and rows
    Bug(
        MERGE,
        "white space at its ends makes another value",
        '.replace("\\r", "\\n").strip()',
        '.replace("\\r", "\\n")',
    ),
    Bug(
        MERGE,
        "an old spelling of the same number counts as arrived",
        "and (fit is not Fit.NORMALISED or now(record, name) == seen.get(name, ABSENT))",
        "and fit is not Fit.NORMALISED",
    ),
    Bug(
        LIKENESS,
        "a number with its country in front is another number",
        "[-9:]",
        "[-12:]",
    ),
    Bug(
        LIKENESS,
        "a record without the mark is never like a row that has one",
        "aside = {DATASET, row.mark.trail.marker_field}",
        "aside = {DATASET}",
    ),
    Bug(
        OUTGOING,
        "a call-back time may be sent twice by itself",
        '("callback", "outcomecode"',
        '("outcomecode"',
    ),
    Bug(
        OUTGOING,
        "two new records have the same mark",
        "letters[:MARKER_LETTERS]",
        "letters[:0]",
    ),
    Bug(
        CHANGES,
        "a row that waits for a decision becomes a conflict",
        "State.UNKNOWN, State.ASK, State.SAVED}",
        "State.UNKNOWN, State.SAVED}",
    ),
    Bug(
        CHANGES,
        "what the server shows now counts as what the person saw",
        "            **self._contested.get(key, {}),\n",
        "",
    ),
    Bug(
        SHEET,
        "a conflict is forgotten by a restart",
        "theirs = row.mark.trail.seen if row.state is State.CONFLICT else {}",
        "theirs = {}",
    ),
    Bug(
        SHEET,
        "a row in doubt is sent again with the others",
        "waiting, holding = {State.PENDING, State.REJECTED}, self.holding",
        "waiting, holding = {State.PENDING, State.REJECTED, State.UNKNOWN}, self.holding",
    ),
    # The journal
    Bug(
        BOOK,
        "what was kept may be lost by a power cut",
        '("synchronous=FULL", None),\n    ("synchronous", 2),',
        '("synchronous=NORMAL", None),\n    ("synchronous", 1),',
    ),
    Bug(
        BOOK,
        "what was forgotten stays readable on the disk",
        '("secure_delete=ON", 1)',
        '("secure_delete=OFF", 0)',
    ),
    Bug(
        BOOK,
        "a row that is kept anew loses its place",
        'at or self._next_id("op")',
        'self._next_id("op")',
    ),
    Bug(
        BOOK,
        "a row that was dropped is there again",
        'return self._without(tally, "op", PLACE, place)',
        "return tally",
    ),
    Bug(
        ROWS,
        "what the person saw is not kept",
        '"before": _plain(row.before),',
        '"before": {},',
    ),
    Bug(
        ROWS,
        "a field that was not there comes back as null",
        "False if value is ABSENT else value",
        "None if value is ABSENT else value",
    ),
    Bug(
        WRITER,
        "a database that failed is written on",
        "except (sqlite3.Error, OSError, UnicodeError) as error:\n            self._shut()\n",
        "except (sqlite3.Error, OSError, UnicodeError) as error:\n",
    ),
    Bug(
        CHECK,
        "rows that are missing are not missed",
        "    if tally != tally_over(tally, *sums):\n        return False\n",
        "",
    ),
    Bug(
        OPENING,
        "changes that are missing at the journal's end are not missed",
        "tally.born == receipt.born and tally.seq < receipt.seq",
        "False",
    ),
    # Verdicts
    Bug(
        REPLY,
        "a record that the server counts as bad is saved",
        "        and envelope.bad == 0\n",
        "",
    ),
    Bug(
        REPLY,
        "an answer with an error text is saved",
        "        and not envelope.words\n",
        "",
    ),
    Bug(
        REPLY,
        "a new record without a key is saved",
        "        and (has_key or not creating)\n",
        "",
    ),
    Bug(
        REPLY,
        "a record that is counted both bad and done is rejected",
        "envelope.bad == 1 and envelope.total == 0",
        "envelope.bad == 1",
    ),
    Bug(
        REPLY,
        "a gateway's no counts as the server's",
        "{400, 404, 405, 409, 413, 415, 422}",
        "{400, 404, 405, 409, 413, 415, 422, 502, 503}",
    ),
    Bug(
        ENVELOPE,
        "an answer that does not say whether it worked says that it did",
        'YES = {"true", "1"}',
        'YES = {"true", "1", ""}',
    ),
    Bug(
        ENVELOPE,
        "one of the four texts of token trouble is a rejection",
        ', "authentication failure"}',
        "}",
    ),
    # What is shown, and in which order
    Bug(
        SCAN,
        "a search is not narrowed by one that has come as far",
        "if each.stop >= stop and each.needle in needle",
        "if each.needle in needle",
    ),
    Bug(
        SCAN,
        "a search that begins otherwise is narrowed by another one",
        "if each.stop >= stop and each.needle in needle",
        "if each.stop >= stop",
    ),
    Bug(
        SCAN,
        "rows of blocks that were put together are counted twice",
        "scan.add(rows[rows >= scan.stop], stop)",
        "scan.add(rows, stop)",
    ),
    Bug(
        SCAN,
        "only the beginning of a long needle is compared",
        "places = places[codes[places + at] == code]",
        "places = places[codes[places] == needle[0]]",
    ),
    Bug(
        SHOWN,
        "an edit that became another one is searched by its old value",
        "if kept is None or kept[0] is not edits or kept[1] is not own:",
        "if kept is None or kept[1] is not own:",
    ),
    Bug(
        SHOWN,
        "a changed row that the server changed too is searched by its old values",
        "if kept is None or kept[0] is not edits or kept[1] is not own:",
        "if kept is None or kept[0] is not edits:",
    ),
    Bug(
        SHOWN,
        "a record that came back is looked for in the row it had before",
        "if row is None or row in store.own:",
        "if row is None:",
    ),
    Bug(
        SEARCH, "a record that was removed is shown", "if store.removed else rows", "if 0 else rows"
    ),
    Bug(
        SORTING,
        "empty cells stand first in a descending order",
        "np.where(self.numbers < self.top, self.top - 1 - self.numbers, self.top)",
        "self.top - self.numbers",
    ),
    Bug(
        SORTING,
        "the last column counts before the first",
        "for numbers, _ in reversed(everything):",
        "for numbers, _ in everything:",
    ),
    Bug(
        SORTING,
        "pending values that nobody else has get the rank of what follows",
        'levels + np.searchsorted(gaps, levels, "right") if len(gaps) else levels',
        'levels + np.searchsorted(gaps, levels, "left") if len(gaps) else levels',
    ),
    Bug(
        RANKING,
        "cells that begin alike are in any order",
        "order[span] = [at for _, _, at in ordered[span]]",
        "order[span] = order[span]",
    ),
    Bug(
        RANKING,
        "values alike but for case are told apart",
        "[one[0] != other[0] for one, other in pairs]",
        "[one[1] != other[1] for one, other in pairs]",
    ),
    Bug(
        COLUMN,
        "a pending value that is like another but for case is put before it",
        "for neighbour in (place - 1, place):",
        "for neighbour in ():",
    ),
    Bug(
        COLUMNS,
        "a pending text does not make a column of numbers text",
        "is_by_amount = is_by_amount and not any(map(is_odd, some))",
        "is_by_amount = is_by_amount and not any(map(is_odd, ()))",
    ),
    Bug(
        COLUMNS,
        "a text that a pending number stands over makes its column text",
        "column.odd_rows == column.odd_among(cells.rows)",
        "not column.odd_rows",
    ),
    Bug(
        COLUMNS,
        "records that came after a column was numbered are not sorted",
        "column is not None and len(column.codes) == covered(self._sheet.store)",
        "column is not None",
    ),
    Bug(
        FACETS,
        "nothing is a value that repeats",
        "        counts[nothing] = 0\n",
        "",
    ),
    Bug(
        FINDER,
        "the row that one is in is not looked at again after going round",
        'np.searchsorted(hits.places, at, "right")) % len(hits.places)',
        'np.searchsorted(hits.places, at, "right")) % max(len(hits.places) - 1, 1)',
    ),
)
