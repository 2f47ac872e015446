"""A disk that keeps only what was flushed.

Replays what crashpoint.c recorded: every call by which the programs changed what lies below one
directory, with the bytes. At any point it says what a power cut may leave: the content of a file is
safe when the file was flushed after it, a name in a directory when the directory was. Nothing else
is promised, and none of the courtesies of one file system is counted on.

    lost    all that was not flushed is gone
    names   names are kept, content that was not flushed is not: a new file is empty
    zeros   names and lengths are kept, what was not flushed of the content reads as zeros
    some    of each directory's news a beginning is kept; of the writes to each file some, some torn
            at a sector

Names never go to the disk in another order than they were made in one directory.
"""

import functools
import hashlib
import os
import zlib

CUTS = ["lost", "names", "zeros", "some"]
SECTOR = 512


class Content(bytes):
    """Bytes that are hashed once."""

    @functools.cached_property
    def digest(self):
        return hashlib.blake2b(self, digest_size=16).digest()


class File:
    def __init__(self, content=b""):
        self.content = bytearray(content)
        self.safe = Content(content)
        self.news = []

    def change(self, kind, offset, data):
        apply(self.content, kind, offset, data)
        self.news.append((kind, offset, data))

    def flush(self):
        if self.news:
            self.safe = Content(self.content)
            self.news = []

    def after(self, cut, random):
        if not self.news or cut in ("lost", "names"):
            return self.safe
        content = bytearray(self.safe)
        for kind, offset, data in self.news:
            if cut == "zeros" and kind == "write":
                # Only what was given room on the disk, and not yet its content, can read as zeros.
                missing = offset + len(data) - len(content)
                content.extend(bytes(max(0, missing)))
            elif cut == "zeros":
                apply(content, kind, offset, data)
            elif random.random() < 0.5:
                if kind == "write" and len(data) > SECTOR and random.random() < 0.25:
                    data = data[:random.randrange(1, len(data) // SECTOR + 1) * SECTOR]
                apply(content, kind, offset, data)
        return Content(content)


def apply(content, kind, offset, data):
    if kind == "truncate":
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset:offset + len(data)] = data


class Directory:
    def __init__(self):
        self.names = {}
        self.safe = {}
        self.news = []

    def change(self, name, node):
        put(self.names, name, node)
        self.news.append((name, node))

    def flush(self):
        self.safe = dict(self.names)
        self.news = []

    def after(self, cut, random):
        if cut == "lost":
            return self.safe
        if cut != "some":
            return self.names
        names = dict(self.safe)
        for name, node in self.news[:random.randrange(len(self.news) + 1)]:
            put(names, name, node)
        return names


def put(names, name, node):
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


class Disk:
    """What lies below one directory of the real disk, safe as it is now."""

    def __init__(self, root):
        self.nodes = {}
        self.top = self.load(str(root))

    def load(self, path):
        if not os.path.isdir(path):
            with open(path, "rb") as file:
                node = File(file.read())
        else:
            node = Directory()
            for name in os.listdir(path):
                if not name.endswith("-shm"):
                    node.names[name] = self.load(os.path.join(path, name))
            node.flush()
        self.nodes[os.stat(path).st_ino] = node
        return node

    def place(self, path):
        """The directory of a path, and the name in it."""
        *parents, name = [part for part in path.split("/") if part]
        directory = self.top
        for parent in parents:
            directory = directory.names[parent]
        return directory, name

    def apply(self, call):
        kind = call.kind
        if kind in ("create", "mkdir"):
            node = File() if kind == "create" else Directory()
            self.nodes[call.inode] = node
            directory, name = self.place(call.path)
            directory.change(name, node)
        elif kind in ("write", "truncate"):
            self.nodes[call.inode].change(kind, call.offset, call.data)
        elif kind in ("flush", "flush-directory"):
            self.nodes[call.inode].flush()
        elif kind in ("unlink", "rmdir"):
            directory, name = self.place(call.path)
            directory.change(name, None)
        elif kind in ("link", "rename"):
            source, old = self.place(call.path)
            node = source.names[old]
            target, new = self.place(call.other)
            target.change(new, node)
            if kind == "rename":
                source.change(old, None)
        else:
            raise ValueError(f"a call of an unknown kind: {kind}")

    def tree(self):
        """What is there while the power stays on: paths with contents, None for directories."""
        return flat(self.top, lambda node: node.names, lambda node: bytes(node.content))

    def after(self, cut, random):
        """What a power cut may leave."""
        def choose(node):
            return node.after(cut, random)
        return flat(self.top, choose, choose)


def flat(node, names, content, path=""):
    if isinstance(node, File):
        return {path: content(node)}
    tree = {path: None} if path else {}
    for name, child in sorted(names(node).items()):
        tree |= flat(child, names, content, f"{path}/{name}")
    return tree


class Call:
    """One recorded call; its paths are below the root."""

    def __init__(self, line, stream):
        self.kind, inode, offset, length, self.path, self.other = line.rstrip("\n").split("\t")
        self.inode = int(inode)
        self.offset = int(offset)
        self.data = stream.read(int(length)) if self.kind == "write" else b""


def calls(path):
    """The calls of a trace, in order."""
    found = []
    if os.path.exists(path):
        with open(path, "rb") as stream:
            while line := stream.readline():
                found.append(Call(line.decode(), stream))
    return found


class Trees:
    """Many trees that have most of their files in common."""

    def __init__(self):
        self.contents = {}

    def keep(self, tree):
        for content in tree.values():
            if content is not None and content.digest not in self.contents:
                self.contents[content.digest] = zlib.compress(content, 1)
        return {path: None if content is None else content.digest for path, content in tree.items()}

    def write(self, kept, root):
        for path, digest in kept.items():
            place = str(root) + path
            if digest is None:
                os.makedirs(place, exist_ok=True)
            else:
                with open(place, "wb") as file:
                    file.write(zlib.decompress(self.contents[digest]))


def key(tree):
    """Equal for equal trees."""
    return hash(tuple((path, None if content is None else content.digest) for path, content in tree.items()))


def read_tree(root):
    """A real directory in the form of `Disk.tree`."""
    tree = {}
    for path, directories, files in os.walk(root):
        below = path[len(str(root)):]
        tree |= {f"{below}/{name}": None for name in directories}
        for name in files:
            if not name.endswith("-shm"):
                with open(os.path.join(path, name), "rb") as file:
                    tree[f"{below}/{name}"] = file.read()
    return tree
