"""What a disk may show after a power cut, from the system calls of a program.

`calls_of` reads strace's log, `Disk` takes the calls in, and `pictures` gives what may be
there if the power went now. The assumptions are pessimistic, more so than ext4's ordered
metadata, and are those of POSIX:

- What a finished fsync or fdatasync of a file covers is there: content and size. Its name is
  not covered: only an fsync of the folder that holds the name makes a name (created, renamed,
  unlinked; that of a folder too) last.
- Of what is not covered anything may have happened. Writes and changes of size of one file:
  any of them. The same for names, in whatever order they were made; only a single rename is
  all or nothing, under its new name.
- A write may be torn between sectors of 512 bytes and may leave its earlier ones out. A
  sector is whole. A file may have grown without the content that it grew for.
- A later write is never undone by an earlier one to the same place: leaving out the later one
  shows the same.
- Contents that are not covered, and names, know nothing of each other.

A file that was unlinked and a file of the same name made after it are two files.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path, PurePath

SECTOR = 512
LONGEST = 10_000_000
HANGS = 120
STDOUT = 1

CALLS = (
    "openat,open,creat,close,lseek,dup,dup2,dup3,"
    "write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,sync,sync_file_range,msync,"
    "rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,mkdir,mkdirat,rmdir"
)
STRACE = ("strace", "-f", "-qq", "-xx", "-s", str(LONGEST), "-e", "signal=none")

WHOLE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?)")
BEGUN = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
ENDED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+|\?)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
SYNCS = {"fsync", "fdatasync"}
NAMING = {"openat", "rename", "unlink", "mkdir"}


@dataclass
class Call:
    """One system call that succeeded: its strings as bytes, and its other arguments."""

    name: str
    strings: list[bytes]
    words: list[str]
    answer: int


def traced(command, log, **more):
    """Run it, and give its calls. Raises subprocess.CalledProcessError."""
    which = ",".join(f"?{name}" for name in CALLS.split(","))
    subprocess.run(
        [*STRACE, "-e", f"trace={which}", "-o", str(log), *command],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=HANGS,
        **more,
    )
    with log.open(encoding="ascii") as lines:
        return calls_of(lines)


def calls_of(lines):
    """The calls in their order: one that syncs stands where it ended, others where they began."""
    found, open_calls = [], {}
    for line in lines:
        if begun := BEGUN.match(line.rstrip("\n")):
            thread, name, arguments = begun.groups()
            open_calls[thread] = len(found), name, arguments
            found.append(None)
        elif ended := ENDED.match(line):
            thread, _, answer = ended.groups()
            place, name, arguments = open_calls.pop(thread)
            call = _call(name, arguments, answer)
            if name in SYNCS:
                found.append(call)
            else:
                found[place] = call
        elif whole := WHOLE.match(line):
            _, name, arguments, answer = whole.groups()
            found.append(_call(name, arguments, answer))
    return [call for call in found if call is not None]


def _call(name, arguments, answer):
    if answer == "?" or int(answer) < 0:
        return None
    strings = []
    for text, is_cut in STRING.findall(arguments):
        assert not is_cut, "strace left out a part of what was written"
        strings.append(bytes.fromhex(text.replace("\\x", "")))
    words = [word.strip() for word in STRING.sub("", arguments).split(",")]
    return Call(name, strings, words, int(answer))


@dataclass(frozen=True)
class Write:
    at: int
    data: bytes

    def apply(self, content):
        content.extend(bytes(max(0, self.at - len(content))))
        content[self.at : self.at + len(self.data)] = self.data

    def sectors(self):
        """The same in pieces that are each written whole."""
        at, end = self.at, self.at + len(self.data)
        while at < end:
            until = min(end, (at // SECTOR + 1) * SECTOR)
            yield Write(at, self.data[at - self.at : until - self.at])
            at = until

    def blank(self, size):
        """The same where the file only grew: nothing of it in what was not there before."""
        known = max(0, size - self.at)
        return Write(self.at, self.data[:known] + bytes(len(self.data[known:])))


@dataclass(frozen=True)
class Resize:
    size: int

    def apply(self, content):
        del content[self.size :]
        content.extend(bytes(self.size - len(content)))

    def sectors(self):
        yield self

    def blank(self, _size):
        return self


@dataclass(eq=False)
class File:
    """What is sure to be in it, and what was done since. A folder has no content."""

    lasting: bytes = b""
    changes: list = field(default_factory=list)
    is_folder: bool = False

    def sync(self):
        self.lasting, self.changes = self.after(self.changes), []

    def after(self, changes):
        content = bytearray(self.lasting)
        for change in changes:
            change.apply(content)
        return bytes(content)


@dataclass(frozen=True)
class Naming:
    """A path that names a file from now on, one that names nothing any more, or both."""

    path: str | None
    file: File | None
    gone: str | None = None

    def apply(self, names):
        if self.gone is not None:
            names.pop(self.gone, None)
        if self.path is not None:
            names[self.path] = self.file

    @property
    def folder(self):
        return str(PurePath(self.path or self.gone).parent)


@dataclass
class Opened:
    file: File
    path: str
    at: int = 0


class Disk:
    """Everything below one folder, which is itself sure to be there."""

    def __init__(self, root):
        self._root = str(root)
        self._names = {self._root: File(is_folder=True)}
        for path in sorted(Path(root).rglob("*")):
            is_folder = path.is_dir()
            content = b"" if is_folder else path.read_bytes()
            self._names[str(path)] = File(content, is_folder=is_folder)
        self._lasting = dict(self._names)
        self._namings = []
        self._handles = {}
        self.said = []

    def concerns(self, call):
        """Whether it may change what is on the disk, or what is sure to be."""
        if call.name in {"lseek", "close"}:
            return False
        if call.name == "openat":
            path = _path(call, 0)
            return "O_CREAT" in call.words[2] and path not in self._names and self._has(path)
        if call.strings and call.name not in WRITES:
            return any(self._has(_path(call, at)) for at in range(len(call.strings)))
        return _number(call, 0) in self._handles

    def take(self, call):
        """Do it. Raises LookupError for one that is not known, where it concerns this disk."""
        if call.name in WRITES and _number(call, 0) == STDOUT:
            self.said += call.strings[0].decode().splitlines()
        elif call.name in {"openat", "close", "lseek"} or self.concerns(call):
            ACTIONS[call.name](self, call)

    def _has(self, path):
        return path.startswith(self._root + "/")

    def _open(self, call):
        self._handles.pop(call.answer, None)
        path, flags = _path(call, 0), call.words[2]
        if path not in self._names and not self._has(path):
            return
        if path not in self._names:
            self._name(Naming(path, File()))
        file = self._names[path]
        self._handles[call.answer] = Opened(file, path)
        if "O_TRUNC" in flags:
            file.changes.append(Resize(0))
        assert "O_APPEND" not in flags

    def _close(self, call):
        self._handles.pop(_number(call, 0), None)

    def _seek(self, call):
        if opened := self._handles.get(_number(call, 0)):
            opened.at = call.answer

    def _write(self, call):
        opened = self._handles[_number(call, 0)]
        opened.file.changes.append(Write(opened.at, call.strings[0][: call.answer]))
        opened.at += call.answer

    def _write_at(self, call):
        file = self._handles[_number(call, 0)].file
        file.changes.append(Write(int(call.words[-1]), call.strings[0][: call.answer]))

    def _resize(self, call):
        self._handles[_number(call, 0)].file.changes.append(Resize(_number(call, 1)))

    def _sync(self, call):
        opened = self._handles[_number(call, 0)]
        if not opened.file.is_folder:
            opened.file.sync()
            return
        for naming in self._namings:
            if naming.folder == opened.path:
                naming.apply(self._lasting)
        self._namings = [each for each in self._namings if each.folder != opened.path]

    def _rename(self, call):
        old, new = _path(call, 0), _path(call, 1)
        self._name(Naming(new, self._names[old], gone=old))

    def _unlink(self, call):
        self._name(Naming(None, None, gone=_path(call, 0)))

    def _make_folder(self, call):
        self._name(Naming(_path(call, 0), File(is_folder=True)))

    def _name(self, naming):
        naming.apply(self._names)
        self._namings.append(naming)

    # What may be there

    def pictures(self, dice, more):
        """What a cut may leave, each once: the content by path, None for a folder.

        Among them each change of a name left out alone, and so many pairs (`more`) by chance.
        """
        tear = _Tear(self._latest(), dice)
        plain = [(keep, names) for keep in (none, every) for names in (none, every)]
        chance = [(some(dice), some(dice)), (some_sectors(dice), some(dice))]
        ways = [*plain, (tear, every), (blank, every), (blank, none)]
        ways += [(keep, every_but(each)) for keep in (every, tear) for each in self._namings]
        ways += [(tear, some(dice)), *chance * more]
        seen = set()
        for keep, names in ways:
            picture = self._picture(keep, names)
            shown = tuple(sorted(picture.items()))
            if shown not in seen:
                seen.add(shown)
                yield picture

    def _latest(self):
        """The change that was the last one before the cut, of each file."""
        files = [*self._names.values(), *self._lasting.values()]
        return {id(file.changes[-1]) for file in files if file.changes}

    def _picture(self, keep, choose):
        names = dict(self._lasting)
        for naming in choose(self._namings, None):
            naming.apply(names)
        found = {}
        for path, file in sorted(names.items()):
            parent = str(PurePath(path).parent)
            if path == self._root or (parent != self._root and parent not in found):
                continue
            kept = keep(file.changes, file)
            name = str(PurePath(path).relative_to(self._root))
            found[path] = (name, None if file.is_folder else file.after(kept))
        return dict(found.values())


def none(_changes, _file):
    return []


def every(changes, _file):
    return changes


def every_but(left_out):
    def keep(changes, _file):
        return [change for change in changes if change is not left_out]

    return keep


def some(dice):
    def keep(changes, _file):
        return [change for change in changes if dice.random() < 0.5]

    return keep


def some_sectors(dice):
    def keep(changes, _file):
        pieces = [piece for change in changes for piece in _sectors(change)]
        return [piece for piece in pieces if dice.random() < 0.7]

    return keep


def blank(changes, file):
    return [
        change if isinstance(change, Naming) else change.blank(len(file.lasting))
        for change in changes
    ]


def _sectors(change):
    return [change] if isinstance(change, Naming) else change.sectors()


class _Tear:
    """Everything, but only the first sectors of what each file was written last."""

    def __init__(self, latest, dice):
        self._latest = latest
        self._dice = dice

    def __call__(self, changes, _file):
        if not changes or id(changes[-1]) not in self._latest:
            return changes
        pieces = list(changes[-1].sectors())
        return [*changes[:-1], *pieces[: self._dice.randrange(len(pieces))]]


def put_back(picture, folder):
    """Make these files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in picture.items():
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)


def _path(call, at):
    return call.strings[at].decode()


def _number(call, at):
    """A number among the words; a handle where it stands first."""
    return int(call.words[at]) if call.words[at].isdigit() else -1


WRITES = {"write", "pwrite64", "writev", "pwritev", "pwritev2"}
ACTIONS = {
    "openat": Disk._open,
    "close": Disk._close,
    "lseek": Disk._seek,
    "write": Disk._write,
    "pwrite64": Disk._write_at,
    "ftruncate": Disk._resize,
    "fsync": Disk._sync,
    "fdatasync": Disk._sync,
    "rename": Disk._rename,
    "unlink": Disk._unlink,
    "mkdir": Disk._make_folder,
}
